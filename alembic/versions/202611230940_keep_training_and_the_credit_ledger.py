"""Keep credit rules, courses, enrolments and the ledger."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision: str = "202611230940"
down_revision: str | None = "202611230930"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("credits", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("audience", sa.Text(), nullable=True),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("archived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('short', 'long_90', 'online', 'school_based')", name=op.f("ck_course_kind_known")
        ),
        sa.CheckConstraint("hours >= 0 AND credits >= 0", name=op.f("ck_course_hours_and_credits_positive")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_course_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_course")),
        sa.UniqueConstraint("school_id", "code", name="uq_course_code"),
        sa.UniqueConstraint("school_id", "platform_id", name="uq_course_platform_id"),
    )
    op.create_table(
        "credit_rule",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "key IN ('yearly_target', 'yearly_floor', 'yearly_cap', 'cycle_anchor_year', 'cycle_years', 'cycle_target', 'cycle_long_courses', 'school_based_share', 'absence_deduction', 'absence_void_share', 'pro_rata', 'max_group_away', 'max_partners_away')",
            name=op.f("ck_credit_rule_key_known"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_credit_rule_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_credit_rule")),
    )
    op.create_index(
        "ix_credit_rule_key", "credit_rule", ["school_id", "key", "effective_from", "id"], unique=False
    )
    op.create_table(
        "training_session",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waitlist", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("enrolment_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enrolment_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'completed', 'cancelled')",
            name=op.f("ck_training_session_state_known"),
        ),
        sa.CheckConstraint("capacity BETWEEN 1 AND 10000", name=op.f("ck_training_session_capacity_sane")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_training_session_times_in_order")),
        sa.CheckConstraint(
            "taken BETWEEN 0 AND capacity", name=op.f("ck_training_session_seats_not_oversold")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "course_id"],
            ["course.school_id", "course.id"],
            name="fk_training_session_course_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_training_session_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_training_session")),
        sa.UniqueConstraint("school_id", "code", name="uq_training_session_code"),
        sa.UniqueConstraint("school_id", "platform_id", name="uq_training_session_platform_id"),
    )
    op.create_index(
        "ix_training_session_course_id", "training_session", ["school_id", "course_id"], unique=False
    )
    op.create_index(
        "ix_training_session_starts_at", "training_session", ["school_id", "starts_at", "id"], unique=False
    )
    op.create_table(
        "credit_exemption",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("kind IN ('exempt', 'long_leave')", name=op.f("ck_credit_exemption_kind_known")),
        sa.CheckConstraint("from_day <= until_day", name=op.f("ck_credit_exemption_days_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_credit_exemption_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_credit_exemption_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_credit_exemption")),
    )
    op.create_index(
        "ix_credit_exemption_teacher_id",
        "credit_exemption",
        ["school_id", "teacher_id", "from_day"],
        unique=False,
    )
    op.create_table(
        "credit_standing",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("confirmed", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("provisional", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("planned", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("school_based_confirmed", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("school_based_provisional", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("long_courses", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_credit_standing_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_credit_standing_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_credit_standing")),
        sa.UniqueConstraint("school_id", "teacher_id", "school_year", name="uq_credit_standing_year"),
    )
    op.create_index(
        "ix_credit_standing_school_year",
        "credit_standing",
        ["school_id", "school_year", "teacher_id"],
        unique=False,
    )
    op.create_table(
        "enrolment",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_credits", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("planned_year", sa.SmallInteger(), nullable=False),
        sa.Column("absent_days", sa.Numeric(precision=8, scale=2), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "state IN ('applied', 'approved', 'rejected', 'submitted', 'refused', 'placed', 'waitlisted', 'withdrawn', 'cancelled', 'passed', 'failed')",
            name=op.f("ck_enrolment_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "session_id"],
            ["training_session.school_id", "training_session.id"],
            name="fk_enrolment_session_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"], ["teacher.school_id", "teacher.id"], name="fk_enrolment_teacher_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_enrolment_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_enrolment")),
    )
    op.create_index(
        "ix_enrolment_queue", "enrolment", ["school_id", "session_id", "state", "id"], unique=False
    )
    op.create_index("ix_enrolment_teacher_id", "enrolment", ["school_id", "teacher_id", "id"], unique=False)
    op.create_index(
        "uq_enrolment_seat",
        "enrolment",
        ["school_id", "session_id", "teacher_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('withdrawn', 'cancelled', 'rejected', 'refused')"),
    )
    op.create_table(
        "session_block",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_session_block_times_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "session_id"],
            ["training_session.school_id", "training_session.id"],
            name="fk_session_block_session_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_session_block_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_session_block")),
        sa.UniqueConstraint("school_id", "session_id", "starts_at", name="uq_session_block_starts_at"),
    )
    op.create_table(
        "credit_award",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("enrolment_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("cycle_year", sa.SmallInteger(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("credits", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "category IN ('short', 'long_90', 'online', 'school_based')",
            name=op.f("ck_credit_award_category_known"),
        ),
        sa.CheckConstraint(
            "state IN ('provisional', 'confirmed', 'void')", name=op.f("ck_credit_award_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "course_id"], ["course.school_id", "course.id"], name="fk_credit_award_course_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "enrolment_id"],
            ["enrolment.school_id", "enrolment.id"],
            name="fk_credit_award_enrolment_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_credit_award_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_credit_award_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_credit_award")),
    )
    op.create_index(
        "ix_credit_award_enrolment_id", "credit_award", ["school_id", "enrolment_id"], unique=False
    )
    op.create_index(
        "ix_credit_award_teacher_id",
        "credit_award",
        ["school_id", "teacher_id", "school_year", "id"],
        unique=False,
    )
    op.create_index(
        "uq_credit_award_course",
        "credit_award",
        ["school_id", "teacher_id", "course_id", "cycle_year"],
        unique=True,
        postgresql_where=sa.text("state <> 'void'"),
    )
    op.create_table(
        "enrolment_event",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "enrolment_id"],
            ["enrolment.school_id", "enrolment.id"],
            name="fk_enrolment_event_enrolment_id",
        ),
        sa.CheckConstraint(
            "from_state IN ('applied', 'approved', 'rejected', 'submitted', 'refused', 'placed', 'waitlisted', 'withdrawn', 'cancelled', 'passed', 'failed')",
            name=op.f("ck_enrolment_event_from_state_known"),
        ),
        sa.CheckConstraint(
            "to_state IN ('applied', 'approved', 'rejected', 'submitted', 'refused', 'placed', 'waitlisted', 'withdrawn', 'cancelled', 'passed', 'failed')",
            name=op.f("ck_enrolment_event_to_state_known"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_enrolment_event_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_enrolment_event")),
    )
    op.create_index(
        "ix_enrolment_event_enrolment_id",
        "enrolment_event",
        ["school_id", "enrolment_id", "id"],
        unique=False,
    )
    op.create_table(
        "credit_entry",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.SmallInteger(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("credits", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("hours", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "account IN ('provisional', 'confirmed')", name=op.f("ck_credit_entry_account_known")
        ),
        sa.CheckConstraint(
            "category IN ('short', 'long_90', 'online', 'school_based')",
            name=op.f("ck_credit_entry_category_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('award', 'release', 'confirm', 'counter', 'adjustment')",
            name=op.f("ck_credit_entry_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "award_id"],
            ["credit_award.school_id", "credit_award.id"],
            name="fk_credit_entry_award_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_credit_entry_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_credit_entry_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_credit_entry")),
    )
    op.create_index(
        "ix_credit_entry_teacher_id", "credit_entry", ["school_id", "teacher_id", "id"], unique=False
    )
    op.execute("CALL fence('course')")
    op.execute("CALL fence('credit_rule', append_only => true)")
    op.execute("CALL fence('training_session')")
    op.execute("CALL fence('credit_exemption')")
    op.execute("CALL fence('credit_standing')")
    op.execute("CALL fence('enrolment')")
    op.execute("CALL fence('session_block')")
    op.execute("CALL fence('credit_award')")
    op.execute("CALL fence('enrolment_event', append_only => true)")
    op.execute("CALL fence('credit_entry', append_only => true)")


def downgrade() -> None:
    op.drop_table("credit_entry")
    op.drop_table("enrolment_event")
    op.drop_table("credit_award")
    op.drop_table("session_block")
    op.drop_table("enrolment")
    op.drop_table("credit_standing")
    op.drop_table("credit_exemption")
    op.drop_table("training_session")
    op.drop_table("credit_rule")
    op.drop_table("course")
