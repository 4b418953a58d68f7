"""Keep webhooks, the events on their way to them, and how each attempt went."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611261850"
down_revision: str | None = "202611261840"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

EVENT = "webhook_disabled"

# Entering a school says in the same round trip whether anybody outside is to be told of what is changed in it.
HAS_WEBHOOKS = """
CREATE FUNCTION set_school_told(school uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_school(school);
    RETURN EXISTS (SELECT FROM webhook_subscription told WHERE told.school_id = school AND told.enabled);
END $$
"""

ENTER_SCHOOL_TOLD = """
CREATE FUNCTION enter_school_told(school uuid, session uuid, seen_version integer) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM enter_school(school, session, seen_version);
    RETURN EXISTS (SELECT FROM webhook_subscription told WHERE told.school_id = school AND told.enabled);
END $$
"""


def known(constraint: str) -> list[str]:
    """The values a column may have as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql).bindparams(name=constraint)))


def allow(constraint: str, table: str, column: str, values: Sequence[str]) -> None:
    quoted = ", ".join(f"'{value}'" for value in values)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} CHECK ({column} IN ({quoted}))")


def upgrade() -> None:
    allow("ck_message_event_known", "message", "event", [*known("ck_message_event_known"), EVENT])
    op.create_table(
        "webhook_subscription",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text(), nullable=True),
        sa.Column("previous_secret_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("events", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("disabled_because", sa.Text(), nullable=True),
        sa.Column("failures", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resume_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("disabled_because IN ('gone', 'failing')", name=op.f("ck_webhook_subscription_disabled_because_known")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_webhook_subscription_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_webhook_subscription")),
        sa.UniqueConstraint("school_id", "name", name="uq_webhook_subscription_name"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_version", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("state IN ('queued', 'delivered', 'failed')", name=op.f("ck_webhook_delivery_state_known")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_webhook_delivery_school"),
        sa.ForeignKeyConstraint(["school_id", "subscription_id"], ["webhook_subscription.school_id", "webhook_subscription.id"], name="fk_webhook_delivery_subscription_id"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("school_id", "subscription_id", "event_id", name="uq_webhook_delivery_once"),
    )
    op.create_index("ix_webhook_delivery_event_id", "webhook_delivery", ["school_id", "event_id", "id"])
    op.create_index("ix_webhook_delivery_queued", "webhook_delivery", ["school_id", "subscription_id", "state", "event_id"])
    op.create_table(
        "webhook_attempt",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_webhook_attempt_school"),
        sa.ForeignKeyConstraint(["school_id", "delivery_id"], ["webhook_delivery.school_id", "webhook_delivery.id"], name="fk_webhook_attempt_delivery_id"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_webhook_attempt")),
    )
    op.create_index("ix_webhook_attempt_delivery_id", "webhook_attempt", ["school_id", "delivery_id", "id"])
    for table in ("webhook_subscription", "webhook_delivery", "webhook_attempt"):
        op.execute(f"CALL fence('{table}')")
    op.execute(HAS_WEBHOOKS)
    op.execute(ENTER_SCHOOL_TOLD)


def downgrade() -> None:
    op.execute("DROP FUNCTION enter_school_told")
    op.execute("DROP FUNCTION set_school_told")
    for table in ("webhook_attempt", "webhook_delivery", "webhook_subscription"):
        op.drop_table(table)
    op.execute(f"DELETE FROM message_delivery d USING message m WHERE m.school_id = d.school_id AND m.id = d.message_id AND m.event = '{EVENT}'")
    op.execute(f"DELETE FROM message WHERE event = '{EVENT}'")
    allow("ck_message_event_known", "message", "event", [one for one in known("ck_message_event_known") if one != EVENT])
