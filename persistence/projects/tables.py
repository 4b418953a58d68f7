"""School-based training projects 校本研修 (MISSION §5)."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, UniqueConstraint

from domain.projects.project import ProjectKind, ProjectState
from persistence.columns import count, credits, ident, instant, words
from persistence.schema import one_of, tenant_table, version_column, within_school

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
    version_column(),
    one_of("kind", ProjectKind),
    one_of("state", ProjectState),
    CheckConstraint("month BETWEEN 1 AND 12", name="month_known"),
    within_school("project", "term_id", "term"),
    within_school("project", "leader_id", "teacher"),
    Index("ix_project_term_id", "school_id", "term_id", "month", "id"),
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
