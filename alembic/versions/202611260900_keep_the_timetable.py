"""Keep the timetable: its versions, periods, rooms and lessons, and its policy."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611260900"
down_revision: str | None = "202611241010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "room",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_room_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_room")),
        sa.UniqueConstraint("school_id", "code", name="uq_room_code"),
    )
    op.create_table(
        "timetable",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_timetable_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_timetable")),
        sa.UniqueConstraint("school_id", "effective_from", name="uq_timetable_effective_from"),
    )
    op.create_table(
        "timetable_rule",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "key IN ('cover_from_days', 'swap_deadline_days', 'cover_daily_cap', 'cover_weekly_cap', 'lesson_daily_cap', 'longest_run', 'cover_answer', 'weight_subject', 'weight_class', 'weight_grade', 'weight_continuity', 'weight_run', 'weight_balance', 'rate_teaching', 'rate_duty', 'points_teaching', 'points_duty')",
            name=op.f("ck_timetable_rule_key_known"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_timetable_rule_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_timetable_rule")),
    )
    op.create_index(
        "ix_timetable_rule_key", "timetable_rule", ["school_id", "key", "effective_from", "id"], unique=False
    )
    op.create_table(
        "lesson",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("timetable_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("period_no", sa.SmallInteger(), nullable=False),
        sa.Column("in_odd", sa.Boolean(), nullable=False),
        sa.Column("in_even", sa.Boolean(), nullable=False),
        sa.Column("weeks", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("room_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "in_odd = (weeks <> 'even') AND in_even = (weeks <> 'odd')", name=op.f("ck_lesson_weeks_agree")
        ),
        sa.CheckConstraint("kind IN ('teaching', 'block', 'duty')", name=op.f("ck_lesson_kind_known")),
        sa.CheckConstraint("weeks IN ('every', 'odd', 'even')", name=op.f("ck_lesson_weeks_known")),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name=op.f("ck_lesson_weekday_known")),
        sa.ForeignKeyConstraint(
            ["school_id", "room_id"], ["room.school_id", "room.id"], name="fk_lesson_room_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "timetable_id"],
            ["timetable.school_id", "timetable.id"],
            name="fk_lesson_timetable_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_lesson_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_lesson")),
    )
    op.create_index(
        "ix_lesson_slot", "lesson", ["school_id", "timetable_id", "weekday", "period_no"], unique=False
    )
    op.create_index(
        "uq_lesson_room_even",
        "lesson",
        ["school_id", "timetable_id", "room_id", "weekday", "period_no"],
        unique=True,
        postgresql_where=sa.text("in_even"),
    )
    op.create_index(
        "uq_lesson_room_odd",
        "lesson",
        ["school_id", "timetable_id", "room_id", "weekday", "period_no"],
        unique=True,
        postgresql_where=sa.text("in_odd"),
    )
    op.create_table(
        "timetable_period",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("timetable_id", sa.Uuid(), nullable=False),
        sa.Column("period_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("half", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.CheckConstraint("half IN ('morning', 'afternoon')", name=op.f("ck_timetable_period_half_known")),
        sa.CheckConstraint("period_no BETWEEN 1 AND 20", name=op.f("ck_timetable_period_period_no_sane")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_timetable_period_times_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "timetable_id"],
            ["timetable.school_id", "timetable.id"],
            name="fk_timetable_period_timetable_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_timetable_period_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_timetable_period")),
        sa.UniqueConstraint("school_id", "timetable_id", "period_no", name="uq_timetable_period_no"),
    )
    op.create_table(
        "lesson_class",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("timetable_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("period_no", sa.SmallInteger(), nullable=False),
        sa.Column("in_odd", sa.Boolean(), nullable=False),
        sa.Column("in_even", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "class_id"],
            ["school_class.school_id", "school_class.id"],
            name="fk_lesson_class_class_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "lesson_id"], ["lesson.school_id", "lesson.id"], name="fk_lesson_class_lesson_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_lesson_class_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_lesson_class")),
        sa.UniqueConstraint("school_id", "lesson_id", "class_id", "part", name="uq_lesson_class"),
    )
    op.create_index(
        "uq_lesson_class_even",
        "lesson_class",
        ["school_id", "timetable_id", "class_id", "part", "weekday", "period_no"],
        unique=True,
        postgresql_where=sa.text("in_even"),
    )
    op.create_index(
        "uq_lesson_class_odd",
        "lesson_class",
        ["school_id", "timetable_id", "class_id", "part", "weekday", "period_no"],
        unique=True,
        postgresql_where=sa.text("in_odd"),
    )
    op.create_table(
        "lesson_teacher",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("timetable_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("period_no", sa.SmallInteger(), nullable=False),
        sa.Column("in_odd", sa.Boolean(), nullable=False),
        sa.Column("in_even", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "lesson_id"], ["lesson.school_id", "lesson.id"], name="fk_lesson_teacher_lesson_id"
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_lesson_teacher_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_lesson_teacher_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_lesson_teacher")),
        sa.UniqueConstraint("school_id", "lesson_id", "teacher_id", name="uq_lesson_teacher"),
    )
    op.create_index(
        "uq_lesson_teacher_even",
        "lesson_teacher",
        ["school_id", "timetable_id", "teacher_id", "weekday", "period_no"],
        unique=True,
        postgresql_where=sa.text("in_even"),
    )
    op.create_index(
        "uq_lesson_teacher_odd",
        "lesson_teacher",
        ["school_id", "timetable_id", "teacher_id", "weekday", "period_no"],
        unique=True,
        postgresql_where=sa.text("in_odd"),
    )
    op.add_column("school_day", sa.Column("follows_weekday", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_school_day_follows_weekday_known"), "school_day", "follows_weekday BETWEEN 1 AND 7"
    )
    op.drop_constraint(op.f("ck_file_import_kind_known"), "file_import")
    op.create_check_constraint(
        op.f("ck_file_import_kind_known"), "file_import", "kind IN ('roster', 'catalogue', 'timetable')"
    )
    op.execute("CALL fence('room')")
    op.execute("CALL fence('timetable')")
    op.execute("CALL fence('timetable_rule', append_only => true)")
    op.execute("CALL fence('lesson')")
    op.execute("CALL fence('timetable_period')")
    op.execute("CALL fence('lesson_class')")
    op.execute("CALL fence('lesson_teacher')")


def downgrade() -> None:
    op.execute("DELETE FROM file_import WHERE kind = 'timetable'")
    op.drop_constraint(op.f("ck_file_import_kind_known"), "file_import")
    op.create_check_constraint(
        op.f("ck_file_import_kind_known"), "file_import", "kind IN ('roster', 'catalogue')"
    )
    op.drop_table("lesson_teacher")
    op.drop_table("lesson_class")
    op.drop_table("timetable_period")
    op.drop_table("lesson")
    op.drop_table("timetable_rule")
    op.drop_table("timetable")
    op.drop_table("room")
    op.drop_column("school_day", "follows_weekday")
