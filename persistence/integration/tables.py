"""What passes between the school and the district's training platform (MISSION §12)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, UniqueConstraint

from domain.integration.callbacks import CallbackEffect
from domain.training.catalogue import CourseKind
from persistence.columns import credits, day, ident, instant, words, year
from persistence.schema import one_of, tenant_table, version_column, within_school

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

platform_connection = tenant_table(
    "platform_connection",
    words("base_url"),
    words("org"),
    words("secret"),
    words("callback_secret"),
    words("previous_secret", optional=True),
    instant("previous_secret_until", optional=True),
    Column("enabled", Boolean, nullable=False),
    Column("fetch_nightly", Boolean, nullable=False),
    Column("commit_automatically", Boolean, nullable=False),
    ident("account_id"),
    version_column(),
    UniqueConstraint("school_id", name="uq_platform_connection_one"),
)
"""The secrets lie sealed. `account_id`: who set it up or changed it last; what comes of itself is theirs."""

platform_callback = tenant_table(
    "platform_callback",
    words("callback_id"),
    words("type"),
    words("subject"),
    Column("sequence", BigInteger, nullable=False),
    instant("received_at"),
    words("effect"),
    one_of("effect", CallbackEffect),
    UniqueConstraint("school_id", "callback_id", name="uq_platform_callback_once"),
    Index("ix_platform_callback_received_at", "school_id", "received_at", "id"),
    Index("ix_platform_callback_subject", "school_id", "type", "subject", "sequence"),
    append_only=True,
)
