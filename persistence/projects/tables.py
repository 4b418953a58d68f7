"""School-based training projects 校本研修 (MISSION §5)."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, UniqueConstraint, text

from domain.projects.homework import HomeworkState
from domain.projects.materials import MaterialKind, MaterialState, MaterialVerdict
from domain.projects.policy import ProjectRuleKey
from domain.projects.project import ProjectKind, ProjectState
from persistence.columns import count, credits, day, document, ident, instant, words
from persistence.schema import one_of, tenant_table, version_column, within_school

project_rule = tenant_table(
    "project_rule",
    words("key"),
    words("value"),
    day("effective_from"),
    words("note", optional=True),
    ident("account_id", optional=True),
    instant("entered_at"),
    one_of("key", ProjectRuleKey),
    Index("ix_project_rule_key", "school_id", "key", "effective_from", "id"),
    append_only=True,
)

project = tenant_table(
    "project",
    ident("term_id"),
    words("title"),
    words("kind"),
    count("month"),
    ident("leader_id"),
    words("presenters_need", optional=True),
    credits("hours"),
    credits("credits"),
    Column("homework_required", Boolean, nullable=False),
    words("state"),
    instant("created_at"),
    instant("closed_at", optional=True),
    Column("closing_no", Integer, nullable=False, server_default=text("0")),
    ident("course_id", optional=True),
    ident("session_id", optional=True),
    ident("archive_file_id", optional=True),
    version_column(),
    one_of("kind", ProjectKind),
    one_of("state", ProjectState),
    CheckConstraint("month BETWEEN 1 AND 12", name="month_known"),
    within_school("project", "term_id", "term"),
    within_school("project", "leader_id", "teacher"),
    within_school("project", "course_id", "course"),
    within_school("project", "session_id", "training_session"),
    within_school("project", "archive_file_id", "stored_file"),
    Index("ix_project_term_id", "school_id", "term_id", "month", "id"),
    Index("ix_project_session_id", "school_id", "session_id"),
)

project_member = tenant_table(
    "project_member",
    ident("project_id"),
    ident("teacher_id"),
    within_school("project_member", "project_id", "project"),
    within_school("project_member", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "project_id", "teacher_id", name="uq_project_member_teacher_id"),
    Index("ix_project_member_teacher_id", "school_id", "teacher_id", "project_id"),
)

project_material = tenant_table(
    "project_material",
    ident("project_id"),
    words("kind"),
    words("state"),
    version_column(),
    one_of("kind", MaterialKind),
    one_of("state", MaterialState),
    within_school("project_material", "project_id", "project"),
    UniqueConstraint("school_id", "project_id", "kind", name="uq_project_material_kind"),
)

material_version = tenant_table(
    "material_version",
    ident("material_id"),
    count("number"),
    ident("file_id"),
    ident("sheet_file_id", optional=True),
    words("note", optional=True),
    ident("account_id"),
    instant("at"),
    within_school("material_version", "material_id", "project_material"),
    within_school("material_version", "file_id", "stored_file"),
    within_school("material_version", "sheet_file_id", "stored_file"),
    UniqueConstraint("school_id", "material_id", "number", name="uq_material_version_number"),
    append_only=True,
)

material_review = tenant_table(
    "material_review",
    ident("material_id"),
    count("number"),
    words("verdict"),
    words("remark", optional=True),
    ident("account_id"),
    instant("at"),
    one_of("verdict", MaterialVerdict),
    within_school("material_review", "material_id", "project_material"),
    Index("ix_material_review_material_id", "school_id", "material_id", "id"),
    append_only=True,
)
"""What was said to a version; of several the last holds."""

homework = tenant_table(
    "homework",
    ident("project_id"),
    ident("teacher_id"),
    words("state"),
    credits("mark", optional=True),
    words("remark", optional=True),
    version_column(),
    one_of("state", HomeworkState),
    CheckConstraint("mark BETWEEN 0 AND 100", name="mark_sane"),
    within_school("homework", "project_id", "project"),
    within_school("homework", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "project_id", "teacher_id", name="uq_homework_teacher_id"),
)

homework_version = tenant_table(
    "homework_version",
    ident("homework_id"),
    count("number"),
    words("text", optional=True),
    ident("file_id", optional=True),
    ident("account_id"),
    instant("at"),
    within_school("homework_version", "homework_id", "homework"),
    within_school("homework_version", "file_id", "stored_file"),
    UniqueConstraint("school_id", "homework_id", "number", name="uq_homework_version_number"),
    append_only=True,
)

project_evaluation = tenant_table(
    "project_evaluation",
    ident("project_id"),
    ident("teacher_id"),
    document("answers"),
    words("comment", optional=True),
    instant("at"),
    within_school("project_evaluation", "project_id", "project"),
    within_school("project_evaluation", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "project_id", "teacher_id", name="uq_project_evaluation_teacher_id"),
    append_only=True,
)

project_outcome = tenant_table(
    "project_outcome",
    ident("project_id"),
    count("closing_no"),
    ident("teacher_id"),
    Column("granted", Boolean, nullable=False),
    document("reasons"),
    count("expected"),
    count("present"),
    count("late"),
    count("excused"),
    count("absent"),
    credits("process"),
    credits("effect"),
    credits("total"),
    within_school("project_outcome", "project_id", "project"),
    within_school("project_outcome", "teacher_id", "teacher"),
    UniqueConstraint(
        "school_id", "project_id", "closing_no", "teacher_id", name="uq_project_outcome_teacher_id"
    ),
    Index("ix_project_outcome_teacher_id", "school_id", "teacher_id", "project_id"),
    append_only=True,
)
"""What each closing came to: of an earlier one, opened again since, it is history."""
