"""Keep a school's connection to the district's platform, and what the platform called us for."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261830"
down_revision: str | None = "202611261820"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = ("platform_pull_failed", "platform_pull_waits")


def known(constraint: str) -> list[str]:
    """The values a column may have as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql).bindparams(name=constraint)))


def allow(constraint: str, table: str, column: str, values: Sequence[str]) -> None:
    quoted = ", ".join(f"'{value}'" for value in values)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({column} IN ({quoted}))")


def upgrade() -> None:
    op.create_table(
        "platform_connection",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("org", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("callback_secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("fetch_nightly", sa.Boolean(), nullable=False),
        sa.Column("commit_automatically", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_platform_connection_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_platform_connection")),
        sa.UniqueConstraint("school_id", name="uq_platform_connection_one"),
    )
    op.create_table(
        "platform_callback",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("callback_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "effect IN ('done', 'superseded', 'nothing')", name=op.f("ck_platform_callback_effect_known")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_platform_callback_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_platform_callback")),
        sa.UniqueConstraint("school_id", "callback_id", name="uq_platform_callback_once"),
    )
    op.create_index(
        "ix_platform_callback_received_at", "platform_callback", ["school_id", "received_at", "id"]
    )
    op.create_index(
        "ix_platform_callback_subject", "platform_callback", ["school_id", "type", "subject", "sequence"]
    )
    op.execute("CALL fence('platform_connection')")
    op.execute("CALL fence('platform_callback', append_only => true)")
    allow("ck_message_event_known", "message", "event", [*known("ck_message_event_known"), *EVENTS])


def downgrade() -> None:
    gone = ", ".join(f"'{event}'" for event in EVENTS)
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN ({gone})"
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN ({gone})")
    events = [event for event in known("ck_message_event_known") if event not in EVENTS]
    allow("ck_message_event_known", "message", "event", events)
    op.drop_table("platform_callback")
    op.drop_table("platform_connection")
