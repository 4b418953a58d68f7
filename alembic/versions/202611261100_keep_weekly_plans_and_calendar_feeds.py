"""Keep weekly plans, their editions, and calendar feeds."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision: str = "202611261100"
down_revision: str | None = "202611260910"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

def told() -> list[str]:
    """The events a message may be about as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_message_event_known'"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql)))


def tell(events: list[str]) -> None:
    known = ", ".join(f"'{event}'" for event in events)
    op.drop_constraint(op.f("ck_message_event_known"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_event_known"), "message", f"event IN ({known})")


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'personal') = (teacher_id IS NOT NULL)",
            name=op.f("ck_calendar_feed_personal_of_somebody"),
        ),
        sa.CheckConstraint("kind IN ('personal', 'school')", name=op.f("ck_calendar_feed_kind_known")),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_calendar_feed_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_calendar_feed_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("school_id", "secret_hash", name="uq_calendar_feed_secret_hash"),
    )
    op.create_index(
        "ix_calendar_feed_account_id",
        "calendar_feed",
        ["school_id", "kind", "account_id", "id"],
        unique=False,
    )
    op.create_table(
        "week_plan",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("week_no", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("edition_no", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("week_no BETWEEN 1 AND 60", name=op.f("ck_week_plan_week_no_sane")),
        sa.ForeignKeyConstraint(
            ["school_id", "term_id"], ["term.school_id", "term.id"], name="fk_week_plan_term_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_week_plan_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_week_plan")),
        sa.UniqueConstraint("school_id", "term_id", "week_no", name="uq_week_plan_week_no"),
    )
    op.create_index("ix_week_plan_starts_on", "week_plan", ["school_id", "starts_on", "id"], unique=False)
    op.create_table(
        "calendar_event",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feed_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("entry", JSONB(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "feed_id"],
            ["calendar_feed.school_id", "calendar_feed.id"],
            name="fk_calendar_event_feed_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_calendar_event_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_calendar_event")),
        sa.UniqueConstraint("school_id", "feed_id", "key", name="uq_calendar_event_key"),
    )
    op.create_table(
        "week_edition",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entries", JSONB(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "plan_id"], ["week_plan.school_id", "week_plan.id"], name="fk_week_edition_plan_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_week_edition_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_week_edition")),
        sa.UniqueConstraint("school_id", "plan_id", "number", name="uq_week_edition_number"),
    )
    op.create_table(
        "week_item",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("concerns", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "ends_at IS NULL OR starts_at < ends_at", name=op.f("ck_week_item_times_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "plan_id"], ["week_plan.school_id", "week_plan.id"], name="fk_week_item_plan_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_week_item_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_week_item")),
    )
    op.create_index("ix_week_item_plan_id", "week_item", ["school_id", "plan_id", "day", "id"], unique=False)
    for table in ("week_plan", "week_item", "calendar_feed", "calendar_event"):
        op.execute(f"CALL fence('{table}')")
    op.execute("CALL fence('week_edition', append_only => true)")
    tell([*told(), "week_published"])


def downgrade() -> None:
    op.execute(
        "DELETE FROM message_delivery USING message WHERE message.event = 'week_published'"
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute("DELETE FROM message WHERE event = 'week_published'")
    tell([event for event in told() if event != "week_published"])
    op.drop_index("ix_week_item_plan_id", table_name="week_item")
    op.drop_table("week_item")
    op.drop_table("week_edition")
    op.drop_table("calendar_event")
    op.drop_index("ix_week_plan_starts_on", table_name="week_plan")
    op.drop_table("week_plan")
    op.drop_index("ix_calendar_feed_account_id", table_name="calendar_feed")
    op.drop_table("calendar_feed")
