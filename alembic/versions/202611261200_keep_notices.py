"""Keep notices in four copies, and the record sheets results are registered by."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "202611261200"
down_revision: str | None = "202611261100"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


TOLD = ["notice_issued", "notice_changed", "notice_cancelled", "notice_unacknowledged"]


def told() -> list[str]:
    """The events a message may be about as the table stands: every room's migration adds its own."""
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_message_event_known'"
    return re.findall(r"'(\w+)'", op.get_bind().scalar(sa.text(sql)))


def tell(events: list[str]) -> None:
    known = ", ".join(f"'{event}'" for event in events)
    op.drop_constraint(op.f("ck_message_event_known"), "message", type_="check")
    op.create_check_constraint(op.f("ck_message_event_known"), "message", f"event IN ({known})")


def upgrade() -> None:
    tell([*told(), *TOLD])
    op.create_table(
        "notice_series",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_notice_series_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_notice_series")),
        sa.UniqueConstraint("school_id", "school_year", name="uq_notice_series_school_year"),
    )
    op.create_table(
        "notice",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_notice_cancelled_when")
        ),
        sa.CheckConstraint(
            "cancelled_because IN ('place_given_up', 'session_cancelled')",
            name=op.f("ck_notice_cancelled_because_known"),
        ),
        sa.CheckConstraint("state IN ('issued', 'cancelled')", name=op.f("ck_notice_state_known")),
        sa.ForeignKeyConstraint(
            ["school_id", "enrolment_id"],
            ["enrolment.school_id", "enrolment.id"],
            name="fk_notice_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"], ["teacher.school_id", "teacher.id"], name="fk_notice_teacher_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_notice_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_notice")),
        sa.UniqueConstraint("school_id", "school_year", "number", name="uq_notice_number"),
    )
    op.create_index("ix_notice_teacher_id", "notice", ["school_id", "teacher_id"], unique=False)
    op.create_index(
        "uq_notice_enrolment_id",
        "notice",
        ["school_id", "enrolment_id"],
        unique=True,
        postgresql_where=sa.text("state = 'issued'"),
    )
    op.create_table(
        "notice_edition",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("record_code", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cause IN ('issued', 'training_changed', 'by_hand')", name=op.f("ck_notice_edition_cause_known")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "notice_id"], ["notice.school_id", "notice.id"], name="fk_notice_edition_notice_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_notice_edition_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_notice_edition")),
        sa.UniqueConstraint("school_id", "code", name="uq_notice_edition_code"),
        sa.UniqueConstraint("school_id", "notice_id", "number", name="uq_notice_edition_number"),
        sa.UniqueConstraint("school_id", "record_code", name="uq_notice_edition_record_code"),
    )
    op.create_index(
        "uq_notice_edition_good",
        "notice_edition",
        ["school_id", "notice_id"],
        unique=True,
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_table(
        "notice_copy",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("copy", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Text(), nullable=True),
        sa.Column("acknowledged_how", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "acknowledged_how IN ('in_app', 'by_link', 'on_paper')",
            name=op.f("ck_notice_copy_acknowledged_how_known"),
        ),
        sa.CheckConstraint(
            "copy IN ('teacher', 'academic_affairs', 'grade_group', 'office')",
            name=op.f("ck_notice_copy_copy_known"),
        ),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_how IS NULL)",
            name=op.f("ck_notice_copy_acknowledged_how"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "edition_id"],
            ["notice_edition.school_id", "notice_edition.id"],
            name="fk_notice_copy_edition_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "notice_id"], ["notice.school_id", "notice.id"], name="fk_notice_copy_notice_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_notice_copy_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_notice_copy")),
        sa.UniqueConstraint("school_id", "edition_id", "copy", name="uq_notice_copy_copy"),
    )
    op.create_index("ix_notice_copy_notice_id", "notice_copy", ["school_id", "notice_id"], unique=False)
    op.create_table(
        "notice_link",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("copy_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("reader_name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id", "copy_id"],
            ["notice_copy.school_id", "notice_copy.id"],
            name="fk_notice_link_copy_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_notice_link_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_notice_link")),
        sa.UniqueConstraint("school_id", "token_hash", name="uq_notice_link_token_hash"),
    )
    op.create_index("ix_notice_link_copy_id", "notice_link", ["school_id", "copy_id"], unique=False)
    op.add_column("enrolment", sa.Column("record_sheet_code", sa.Text(), nullable=True))
    op.execute("CALL fence('notice_series')")
    op.execute("CALL fence('notice')")
    op.execute("CALL fence('notice_edition')")
    op.execute("CALL fence('notice_copy')")
    op.execute("CALL fence('notice_link')")


def downgrade() -> None:
    op.execute(
        "DELETE FROM message_delivery USING message WHERE message.event LIKE 'notice\\_%'"
        " AND message.school_id = message_delivery.school_id AND message.id = message_delivery.message_id"
    )
    op.execute("DELETE FROM message WHERE event LIKE 'notice\\_%'")
    tell([event for event in told() if event not in TOLD])
    op.drop_column("enrolment", "record_sheet_code")
    op.drop_table("notice_link")
    op.drop_table("notice_copy")
    op.drop_table("notice_edition")
    op.drop_table("notice")
    op.drop_table("notice_series")
