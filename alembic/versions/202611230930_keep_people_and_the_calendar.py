"""Keep teachers, groups, classes and the school calendar."""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "202611230930"
down_revision: str | None = "202611230920"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "grade_group",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_grade_group_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_grade_group")),
        sa.UniqueConstraint("school_id", "code", name="uq_grade_group_code"),
    )
    op.create_table(
        "school_year",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("start_year", sa.SmallInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_school_year_days_in_order")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_school_year_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_year")),
        sa.UniqueConstraint("school_id", "start_year", name="uq_school_year_start_year"),
    )
    op.create_table(
        "subject_group",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("leader_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_subject_group_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_subject_group")),
        sa.UniqueConstraint("school_id", "code", name="uq_subject_group_code"),
    )
    op.create_table(
        "school_class",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("grade_group_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "grade_group_id"],
            ["grade_group.school_id", "grade_group.id"],
            name="fk_school_class_grade_group_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_school_class_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_class")),
        sa.UniqueConstraint("school_id", "code", name="uq_school_class_code"),
        sa.UniqueConstraint("school_id", "source_id", name="uq_school_class_source_id"),
    )
    op.create_table(
        "school_day",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("school_year_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_school_day", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('workday', 'weekend', 'holiday', 'make_up', 'vacation')",
            name=op.f("ck_school_day_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "school_year_id"],
            ["school_year.school_id", "school_year.id"],
            name="fk_school_day_school_year_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_school_day_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_day")),
        sa.UniqueConstraint("school_id", "day", name="uq_school_day_day"),
    )
    op.create_table(
        "teacher",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employee_no", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_pinyin", sa.Text(), nullable=False),
        sa.Column("name_initials", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("hired_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("subject_group_id", sa.Uuid(), nullable=True),
        sa.Column("grade_group_id", sa.Uuid(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("status IN ('active', 'on_leave', 'left')", name=op.f("ck_teacher_status_known")),
        sa.ForeignKeyConstraint(
            ["school_id", "grade_group_id"],
            ["grade_group.school_id", "grade_group.id"],
            name="fk_teacher_grade_group_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "subject_group_id"],
            ["subject_group.school_id", "subject_group.id"],
            name="fk_teacher_subject_group_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_teacher_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_teacher")),
        sa.UniqueConstraint("school_id", "employee_no", name="uq_teacher_employee_no"),
        sa.UniqueConstraint("school_id", "platform_id", name="uq_teacher_platform_id"),
        sa.UniqueConstraint("school_id", "source_id", name="uq_teacher_source_id"),
    )
    op.create_index("ix_teacher_grade_group_id", "teacher", ["school_id", "grade_group_id"], unique=False)
    op.create_index("ix_teacher_name_pinyin", "teacher", ["school_id", "name_pinyin", "id"], unique=False)
    op.create_index("ix_teacher_subject_group_id", "teacher", ["school_id", "subject_group_id"], unique=False)
    op.create_table(
        "term",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_year_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("first_monday", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_term_number_known")),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_term_days_in_order")),
        sa.ForeignKeyConstraint(
            ["school_id", "school_year_id"],
            ["school_year.school_id", "school_year.id"],
            name="fk_term_school_year_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_term_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_term")),
        sa.UniqueConstraint("school_id", "school_year_id", "number", name="uq_term_number"),
    )
    op.create_table(
        "homeroom_assignment",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "until_day IS NULL OR until_day >= from_day", name=op.f("ck_homeroom_assignment_days_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "class_id"],
            ["school_class.school_id", "school_class.id"],
            name="fk_homeroom_assignment_class_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_homeroom_assignment_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_homeroom_assignment_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_homeroom_assignment")),
    )
    op.create_index(
        "ix_homeroom_assignment_teacher_id", "homeroom_assignment", ["school_id", "teacher_id"], unique=False
    )
    op.create_index(
        "uq_homeroom_assignment_open",
        "homeroom_assignment",
        ["school_id", "class_id"],
        unique=True,
        postgresql_where=sa.text("until_day IS NULL"),
    )
    op.create_table(
        "qualification",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_qualification_teacher_id",
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_qualification_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_qualification")),
        sa.UniqueConstraint("school_id", "teacher_id", "kind", "number", name="uq_qualification_number"),
    )
    op.create_table(
        "teaching_assignment",
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("class_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("weekly_periods", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "weekly_periods BETWEEN 0 AND 60", name=op.f("ck_teaching_assignment_weekly_periods_sane")
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "class_id"],
            ["school_class.school_id", "school_class.id"],
            name="fk_teaching_assignment_class_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "teacher_id"],
            ["teacher.school_id", "teacher.id"],
            name="fk_teaching_assignment_teacher_id",
        ),
        sa.ForeignKeyConstraint(
            ["school_id", "term_id"], ["term.school_id", "term.id"], name="fk_teaching_assignment_term_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_teaching_assignment_school"),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_teaching_assignment")),
        sa.UniqueConstraint(
            "school_id", "term_id", "class_id", "subject", "teacher_id", name="uq_teaching_assignment_lesson"
        ),
    )
    op.create_index(
        "ix_teaching_assignment_teacher_id",
        "teaching_assignment",
        ["school_id", "teacher_id", "term_id"],
        unique=False,
    )
    op.execute("CALL fence('grade_group')")
    op.execute("CALL fence('school_year')")
    op.execute("CALL fence('subject_group')")
    op.execute("CALL fence('school_class')")
    op.execute("CALL fence('school_day')")
    op.execute("CALL fence('teacher')")
    op.execute("CALL fence('term')")
    op.execute("CALL fence('homeroom_assignment')")
    op.execute("CALL fence('qualification')")
    op.execute("CALL fence('teaching_assignment')")


def downgrade() -> None:
    op.drop_table("teaching_assignment")
    op.drop_table("qualification")
    op.drop_table("homeroom_assignment")
    op.drop_table("term")
    op.drop_table("teacher")
    op.drop_table("school_day")
    op.drop_table("school_class")
    op.drop_table("subject_group")
    op.drop_table("school_year")
    op.drop_table("grade_group")
