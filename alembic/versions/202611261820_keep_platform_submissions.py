"""Keep what the district's platform is handed, and tell the office what comes of it."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261820"
down_revision: str | None = "202611261800"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENTS = ("platform_submission_refused", "platform_submission_failed")
KINDS = "'applications', 'decisions', 'school_based_hours', 'credit_disputes'"
STATES = "'prepared', 'sent', 'failed', 'accepted', 'refused', 'withdrawn'"


def known(constraint: str) -> list[str]:
    """The values a column may have as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql).bindparams(name=constraint)))


def allow(constraint: str, table: str, column: str, values: Sequence[str]) -> None:
    quoted = ", ".join(f"'{value}'" for value in values)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({column} IN ({quoted}))")


def upgrade() -> None:
    allow("ck_message_event_known", "message", "event", [*known("ck_message_event_known"), *EVENTS])
    op.create_table(
        "platform_submission",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("edition_no", sa.Integer(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("changes", JSONB(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_platform_submission_kind_known")),
        sa.CheckConstraint("via IN ('file', 'http')", name=op.f("ck_platform_submission_via_known")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_platform_submission_state_known")),
        sa.CheckConstraint("edition_no >= 1 AND row_count >= 1 AND attempts >= 0", name=op.f("ck_platform_submission_counts_sane")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_platform_submission_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_platform_submission")),
    )
    op.create_index("uq_platform_submission_edition", "platform_submission", ["school_id", "kind", "about", "edition_no"], unique=True, postgresql_where=sa.text("state <> 'withdrawn'"))
    op.create_index("ix_platform_submission_about", "platform_submission", ["school_id", "about", "id"])
    op.create_table(
        "platform_submission_event",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"from_state IN ({STATES})", name=op.f("ck_platform_submission_event_from_state_known")),
        sa.CheckConstraint(f"to_state IN ({STATES})", name=op.f("ck_platform_submission_event_to_state_known")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_platform_submission_event_school"),
        sa.ForeignKeyConstraint(["school_id", "submission_id"], ["platform_submission.school_id", "platform_submission.id"], name="fk_platform_submission_event_submission_id"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_platform_submission_event")),
    )
    op.create_index("ix_platform_submission_event_of", "platform_submission_event", ["school_id", "submission_id", "id"])
    op.execute("CALL fence('platform_submission')")
    op.execute("CALL fence('platform_submission_event', append_only => true)")


def downgrade() -> None:
    op.drop_table("platform_submission_event")
    op.drop_table("platform_submission")
    op.execute(
        f"DELETE FROM message_delivery USING message WHERE message.event IN {EVENTS}"  # nosec B608
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute(f"DELETE FROM message WHERE event IN {EVENTS}")  # nosec B608
    allow("ck_message_event_known", "message", "event", [one for one in known("ck_message_event_known") if one not in EVENTS])
