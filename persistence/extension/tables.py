"""Extension courses 拓展性课程, their terms, sessions and materials (MISSION §8)."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, SmallInteger, UniqueConstraint, text

from domain.extension.course import ExtensionKind, ExtensionState
from domain.extension.deciding import ExtensionVerdict
from domain.extension.gaps import ExtensionRunState
from domain.extension.materials import ExtensionMaterialKind
from domain.extension.policy import ExtensionRuleKey
from persistence.columns import count, day, document, ident, instant, words
from persistence.schema import one_of, rule_table, tenant_table, version_column, within_school

extension_rule = rule_table("extension_rule", ExtensionRuleKey)

extension_course = tenant_table(
    "extension_course",
    words("kind"),
    words("title"),
    words("aims"),
    count("capacity"),
    count("sessions_planned"),
    document("slots"),
    ident("room_id", optional=True),
    words("state"),
    words("remark", optional=True),
    instant("created_at"),
    instant("applied_at", optional=True),
    ident("work_id", optional=True),
    version_column(),
    one_of("kind", ExtensionKind),
    one_of("state", ExtensionState),
    CheckConstraint("capacity BETWEEN 1 AND 1000", name="capacity_sane"),
    CheckConstraint("sessions_planned BETWEEN 1 AND 200", name="sessions_planned_sane"),
    within_school("extension_course", "room_id", "room"),
    within_school("extension_course", "work_id", "work"),
    UniqueConstraint("school_id", "work_id", name="uq_extension_course_work_id"),
    Index("ix_extension_course_created_at", "school_id", "created_at", "id"),
    Index("ix_extension_course_applied_at", "school_id", "applied_at"),
)
"""`slots` are the periods of a week, [{"weekday", "period_no"}, …]: few, and always read whole."""

extension_teacher = tenant_table(
    "extension_teacher",
    ident("course_id"),
    count("position"),
    ident("teacher_id"),
    CheckConstraint("position BETWEEN 1 AND 10", name="position_sane"),
    within_school("extension_teacher", "course_id", "extension_course"),
    within_school("extension_teacher", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "course_id", "position", name="uq_extension_teacher_position"),
    UniqueConstraint("school_id", "course_id", "teacher_id", name="uq_extension_teacher_teacher"),
    Index("ix_extension_teacher_teacher_id", "school_id", "teacher_id", "course_id"),
)

extension_grade = tenant_table(
    "extension_grade",
    ident("course_id"),
    ident("grade_group_id"),
    within_school("extension_grade", "course_id", "extension_course"),
    within_school("extension_grade", "grade_group_id", "grade_group"),
    UniqueConstraint("school_id", "course_id", "grade_group_id", name="uq_extension_grade_group"),
)

extension_review = tenant_table(
    "extension_review",
    ident("course_id"),
    words("verdict"),
    words("remark", optional=True),
    ident("account_id"),
    instant("at"),
    one_of("verdict", ExtensionVerdict),
    within_school("extension_review", "course_id", "extension_course"),
    Index("ix_extension_review_course_id", "school_id", "course_id", "at", "id"),
    append_only=True,
)

extension_run = tenant_table(
    "extension_run",
    ident("course_id"),
    ident("term_id"),
    day("first_day"),
    document("slots"),
    ident("room_id", optional=True),
    count("sessions_planned"),
    count("students"),
    words("state"),
    instant("started_at"),
    words("despite", optional=True),
    instant("closed_at", optional=True),
    words("closed_despite", optional=True),
    version_column(),
    one_of("state", ExtensionRunState),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when_closed"),
    CheckConstraint("students BETWEEN 0 AND 1000", name="students_sane"),
    CheckConstraint("sessions_planned BETWEEN 1 AND 200", name="sessions_planned_sane"),
    within_school("extension_run", "course_id", "extension_course"),
    within_school("extension_run", "term_id", "term"),
    within_school("extension_run", "room_id", "room"),
    UniqueConstraint("school_id", "course_id", "term_id", name="uq_extension_run_term"),
    Index(
        "uq_extension_run_open",
        "school_id",
        "course_id",
        unique=True,
        postgresql_where=text("state = 'running'"),
    ),
    Index("ix_extension_run_term_id", "school_id", "term_id"),
    Index("ix_extension_run_started_at", "school_id", "started_at", "id"),
)

extension_session = tenant_table(
    "extension_session",
    ident("run_id"),
    count("session_no"),
    count("number"),
    day("day"),
    Column("period_no", SmallInteger, nullable=False),
    words("topic"),
    count("attended"),
    ident("teacher_id"),
    Column("struck", Boolean, nullable=False),
    words("reason", optional=True),
    ident("account_id"),
    instant("at"),
    CheckConstraint("session_no BETWEEN 1 AND 200", name="session_no_sane"),
    CheckConstraint("period_no BETWEEN 1 AND 20", name="period_no_sane"),
    CheckConstraint("number > 0", name="number_positive"),
    CheckConstraint("attended >= 0", name="attended_sane"),
    within_school("extension_session", "run_id", "extension_run"),
    within_school("extension_session", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "run_id", "session_no", "number", name="uq_extension_session_number"),
    Index("ix_extension_session_at", "school_id", "at", "id"),
    append_only=True,
)
"""Of several entries of a session the one with the greatest number counts."""

extension_material = tenant_table(
    "extension_material",
    ident("course_id"),
    words("kind"),
    ident("run_id", optional=True),
    count("session_no", optional=True),
    words("about"),
    count("number"),
    words("title", optional=True),
    words("text", optional=True),
    ident("account_id"),
    instant("submitted_at"),
    one_of("kind", ExtensionMaterialKind),
    CheckConstraint("(kind IN ('lesson_plan', 'report')) = (run_id IS NOT NULL)", name="run_of_its_kind"),
    CheckConstraint("(kind = 'lesson_plan') = (session_no IS NOT NULL)", name="session_of_its_kind"),
    CheckConstraint("session_no BETWEEN 1 AND 200", name="session_no_sane"),
    within_school("extension_material", "course_id", "extension_course"),
    within_school("extension_material", "run_id", "extension_run"),
    UniqueConstraint("school_id", "course_id", "about", "number", name="uq_extension_material_number"),
    Index("ix_extension_material_run_id", "school_id", "run_id", "kind", "session_no"),
    Index("ix_extension_material_submitted_at", "school_id", "submitted_at", "id"),
    append_only=True,
)

extension_material_file = tenant_table(
    "extension_material_file",
    ident("material_id"),
    count("number"),
    ident("file_id"),
    within_school("extension_material_file", "material_id", "extension_material"),
    within_school("extension_material_file", "file_id", "stored_file"),
    UniqueConstraint("school_id", "material_id", "number", name="uq_extension_material_file_number"),
    append_only=True,
)
