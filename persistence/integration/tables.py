"""What passes between the school and the district's training platform (MISSION §12)."""

from sqlalchemy import Index, UniqueConstraint

from domain.training.catalogue import CourseKind
from persistence.columns import credits, day, ident, words, year
from persistence.schema import one_of, tenant_table, within_school

platform_credit = tenant_table(
    "platform_credit",
    ident("import_id"),
    year("school_year"),
    ident("teacher_id"),
    words("course_ref"),
    ident("course_id", optional=True),
    words("title"),
    words("category"),
    credits("hours"),
    credits("credits"),
    day("earned_on", optional=True),
    one_of("category", CourseKind),
    within_school("platform_credit", "import_id", "file_import"),
    within_school("platform_credit", "teacher_id", "teacher"),
    within_school("platform_credit", "course_id", "course"),
    UniqueConstraint("school_id", "import_id", "teacher_id", "course_ref", name="uq_platform_credit_line"),
    Index("ix_platform_credit_year", "school_id", "school_year", "import_id", "teacher_id"),
    append_only=True,
)
"""What the platform says it has credited, list by list; of a school year the latest committed list holds."""
