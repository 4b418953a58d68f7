"""Reconciling credits 学分对账 with the district's platform (MISSION §12)."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from domain.reconciliation.comparing import DifferenceKind
from domain.reconciliation.line import AwardEffect, ReconciliationState, ReconciliationStep
from domain.training.catalogue import CourseKind
from domain.training.credit import AwardState
from persistence.columns import credits, day, document, ident, instant, words, year
from persistence.schema import one_of, tenant_table, version_column, within_school

credit_reconciliation = tenant_table(
    "credit_reconciliation",
    ident("import_id"),
    year("school_year"),
    document("counts"),
    ident("account_id"),
    instant("created_at"),
    within_school("credit_reconciliation", "import_id", "file_import"),
    Index("ix_credit_reconciliation_created_at", "school_id", "created_at", "id"),
    append_only=True,
)

reconciliation_line = tenant_table(
    "reconciliation_line",
    ident("run_id"),
    year("school_year"),
    ident("teacher_id"),
    words("course_key"),
    ident("course_id", optional=True),
    words("title"),
    words("category"),
    words("kind"),
    credits("our_hours", optional=True),
    credits("our_credits", optional=True),
    credits("their_hours", optional=True),
    credits("their_credits", optional=True),
    day("earned_on", optional=True),
    words("state"),
    words("note", optional=True),
    ident("account_id", optional=True),
    instant("decided_at", optional=True),
    instant("found_at"),
    version_column(),
    one_of("category", CourseKind),
    one_of("kind", DifferenceKind),
    one_of("state", ReconciliationState),
    CheckConstraint(
        "(our_credits IS NULL) = (kind = 'only_theirs') AND (their_credits IS NULL) = (kind = 'only_ours')",
        name="sides_as_kind",
    ),
    within_school("reconciliation_line", "run_id", "credit_reconciliation"),
    within_school("reconciliation_line", "teacher_id", "teacher"),
    within_school("reconciliation_line", "course_id", "course"),
    Index(
        "uq_reconciliation_line_standing",
        "school_id",
        "school_year",
        "teacher_id",
        "course_key",
        unique=True,
        postgresql_where=text("state IN ('open', 'kept')"),
    ),
    Index("ix_reconciliation_line_state", "school_id", "school_year", "state", "id"),
    Index("ix_reconciliation_line_teacher_id", "school_id", "teacher_id", "id"),
    Index("ix_reconciliation_line_run_id", "school_id", "run_id", "id"),
)

reconciliation_line_event = tenant_table(
    "reconciliation_line_event",
    ident("line_id"),
    ident("run_id", optional=True),
    words("step"),
    words("from_state", optional=True),
    words("to_state"),
    words("note", optional=True),
    ident("account_id"),
    instant("at"),
    one_of("step", ReconciliationStep),
    one_of("from_state", ReconciliationState),
    one_of("to_state", ReconciliationState),
    within_school("reconciliation_line_event", "line_id", "reconciliation_line"),
    within_school("reconciliation_line_event", "run_id", "credit_reconciliation"),
    Index("ix_reconciliation_line_event_line_id", "school_id", "line_id", "id"),
    append_only=True,
)

reconciliation_line_award = tenant_table(
    "reconciliation_line_award",
    ident("line_id"),
    ident("event_id"),
    ident("award_id"),
    words("effect"),
    words("award_state"),
    one_of("effect", AwardEffect),
    one_of("award_state", AwardState),
    within_school("reconciliation_line_award", "line_id", "reconciliation_line"),
    within_school("reconciliation_line_award", "event_id", "reconciliation_line_event"),
    within_school("reconciliation_line_award", "award_id", "credit_award"),
    UniqueConstraint("school_id", "event_id", "award_id", name="uq_reconciliation_line_award_once"),
    Index("ix_reconciliation_line_award_award_id", "school_id", "award_id"),
    append_only=True,
)
"""Which awards a decision made or took back: what was made of no course counts by its line's course."""
