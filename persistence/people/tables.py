"""The school's people and calendar (MISSION §0)."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, SmallInteger, UniqueConstraint, text

from domain.people.calendar import DayKind
from domain.people.policy import PeopleRuleKey
from domain.people.teacher import TeacherStatus
from persistence.columns import count, day, ident, instant, words, year
from persistence.schema import changed_column, one_of, rule_table, tenant_table, version_column, within_school

school_year = tenant_table(
    "school_year",
    year("start_year"),
    day("starts_on"),
    day("ends_on"),
    Column("confirmed", Boolean, nullable=False, server_default=text("false")),
    version_column(),
    changed_column(),
    CheckConstraint("starts_on < ends_on", name="days_in_order"),
    UniqueConstraint("school_id", "start_year", name="uq_school_year_start_year"),
)

term = tenant_table(
    "term",
    ident("school_year_id"),
    count("number"),
    day("starts_on"),
    day("ends_on"),
    day("first_monday"),
    version_column(),
    changed_column(),
    CheckConstraint("number IN (1, 2)", name="number_known"),
    CheckConstraint("starts_on < ends_on", name="days_in_order"),
    within_school("term", "school_year_id", "school_year"),
    UniqueConstraint("school_id", "school_year_id", "number", name="uq_term_number"),
)

school_day = tenant_table(
    "school_day",
    day("day"),
    ident("school_year_id"),
    words("kind"),
    Column("is_school_day", Boolean, nullable=False),
    words("note", optional=True),
    Column("by_hand", Boolean, nullable=False, server_default=text("false")),
    Column("follows_weekday", SmallInteger),
    version_column(),
    one_of("kind", DayKind),
    CheckConstraint("follows_weekday BETWEEN 1 AND 7", name="follows_weekday_known"),
    within_school("school_day", "school_year_id", "school_year"),
    UniqueConstraint("school_id", "day", name="uq_school_day_day"),
)

grade_group = tenant_table(
    "grade_group",
    words("code"),
    words("name"),
    ident("head_id", optional=True),
    version_column(),
    changed_column(),
    UniqueConstraint("school_id", "code", name="uq_grade_group_code"),
)

subject_group = tenant_table(
    "subject_group",
    words("code"),
    words("name"),
    ident("leader_id", optional=True),
    version_column(),
    changed_column(),
    UniqueConstraint("school_id", "code", name="uq_subject_group_code"),
)

school_class = tenant_table(
    "school_class",
    words("code"),
    words("name"),
    ident("grade_group_id"),
    words("source_id", optional=True),
    version_column(),
    changed_column(),
    within_school("school_class", "grade_group_id", "grade_group"),
    UniqueConstraint("school_id", "code", name="uq_school_class_code"),
    UniqueConstraint("school_id", "source_id", name="uq_school_class_source_id"),
)

teacher = tenant_table(
    "teacher",
    words("employee_no"),
    words("platform_id", optional=True),
    words("name"),
    words("name_pinyin"),
    words("name_initials"),
    words("phone", optional=True),
    words("email", optional=True),
    words("title", optional=True),
    words("position", optional=True),
    day("born_on", optional=True),
    day("hired_on", optional=True),
    day("left_on", optional=True),
    words("status"),
    ident("subject_group_id", optional=True),
    ident("grade_group_id", optional=True),
    words("source_id", optional=True),
    instant("erased_at", optional=True),
    version_column(),
    changed_column(),
    one_of("status", TeacherStatus),
    within_school("teacher", "subject_group_id", "subject_group"),
    within_school("teacher", "grade_group_id", "grade_group"),
    UniqueConstraint("school_id", "employee_no", name="uq_teacher_employee_no"),
    UniqueConstraint("school_id", "platform_id", name="uq_teacher_platform_id"),
    UniqueConstraint("school_id", "source_id", name="uq_teacher_source_id"),
    Index("ix_teacher_name_pinyin", "school_id", "name_pinyin", "id"),
    Index("ix_teacher_subject_group_id", "school_id", "subject_group_id"),
    Index("ix_teacher_grade_group_id", "school_id", "grade_group_id"),
)

people_rule = rule_table("people_rule", PeopleRuleKey)

qualification = tenant_table(
    "qualification",
    ident("teacher_id"),
    words("kind"),
    words("level", optional=True),
    words("number"),
    day("issued_on", optional=True),
    day("expires_on", optional=True),
    version_column(),
    within_school("qualification", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "teacher_id", "kind", "number", name="uq_qualification_number"),
)

teaching_assignment = tenant_table(
    "teaching_assignment",
    ident("term_id"),
    ident("teacher_id"),
    ident("class_id"),
    words("subject"),
    count("weekly_periods"),
    version_column(),
    changed_column(),
    CheckConstraint("weekly_periods BETWEEN 0 AND 60", name="weekly_periods_sane"),
    within_school("teaching_assignment", "term_id", "term"),
    within_school("teaching_assignment", "teacher_id", "teacher"),
    within_school("teaching_assignment", "class_id", "school_class"),
    UniqueConstraint(
        "school_id", "term_id", "class_id", "subject", "teacher_id", name="uq_teaching_assignment_lesson"
    ),
    Index("ix_teaching_assignment_teacher_id", "school_id", "teacher_id", "term_id"),
)

homeroom_assignment = tenant_table(
    "homeroom_assignment",
    ident("class_id"),
    ident("teacher_id"),
    day("from_day"),
    day("until_day", optional=True),
    version_column(),
    changed_column(),
    CheckConstraint("until_day IS NULL OR until_day >= from_day", name="days_in_order"),
    within_school("homeroom_assignment", "class_id", "school_class"),
    within_school("homeroom_assignment", "teacher_id", "teacher"),
    Index(
        "uq_homeroom_assignment_open",
        "school_id",
        "class_id",
        unique=True,
        postgresql_where=text("until_day IS NULL"),
    ),
    Index("ix_homeroom_assignment_teacher_id", "school_id", "teacher_id"),
)
