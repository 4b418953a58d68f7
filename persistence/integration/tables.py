"""What passes between the school and the district's training platform (MISSION §12)."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, UniqueConstraint, text

from domain.integration.callbacks import CallbackEffect
from domain.integration.platform import Outbound
from domain.integration.submission import SubmissionState, SubmissionVia
from domain.training.catalogue import CourseKind
from persistence.columns import count, credits, day, document, ident, instant, words, year
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

platform_submission = tenant_table(
    "platform_submission",
    words("kind"),
    words("about"),
    count("edition_no"),
    words("via"),
    words("state"),
    document("lines"),
    count("row_count"),
    words("sha256"),
    document("changes", optional=True),
    words("receipt", optional=True),
    count("attempts"),
    words("last_error", optional=True),
    ident("account_id"),
    instant("created_at"),
    instant("sent_at", optional=True),
    instant("settled_at", optional=True),
    words("settled_because", optional=True),
    version_column(),
    one_of("kind", Outbound),
    one_of("via", SubmissionVia),
    one_of("state", SubmissionState),
    CheckConstraint("edition_no >= 1 AND row_count >= 1 AND attempts >= 0", name="counts_sane"),
    Index(
        "uq_platform_submission_edition",
        "school_id",
        "kind",
        "about",
        "edition_no",
        unique=True,
        postgresql_where=text("state <> 'withdrawn'"),
    ),
    Index("ix_platform_submission_about", "school_id", "about", "id"),
)
"""What the platform was handed; `lines` are the cells of its rows in the order of the kind's columns. An
edition's number is that of the settled ones and one, so that its uniqueness leaves one unsettled at most."""

platform_submission_event = tenant_table(
    "platform_submission_event",
    ident("submission_id"),
    words("from_state", optional=True),
    words("to_state"),
    words("reason", optional=True),
    ident("account_id", optional=True),
    instant("at"),
    one_of("from_state", SubmissionState),
    one_of("to_state", SubmissionState),
    within_school("platform_submission_event", "submission_id", "platform_submission"),
    Index("ix_platform_submission_event_of", "school_id", "submission_id", "id"),
    append_only=True,
)

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
