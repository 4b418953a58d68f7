"""Policy, catalogue, enrolment and the credit ledger (MISSION §1)."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, UniqueConstraint, text

from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import Account, AwardState, EntryKind, ExemptionKind
from domain.training.duty import DutyKind, DutyState, Verdict
from domain.training.enrolment import EnrolmentState
from domain.training.long_plan import PlanState
from domain.training.policy import RuleKey
from domain.training.selection import RoundState
from persistence.columns import count, credits, day, document, ident, instant, words, year
from persistence.schema import one_of, rule_table, tenant_table, version_column, within_school

credit_rule = rule_table("credit_rule", RuleKey)

course = tenant_table(
    "course",
    words("code"),
    words("title"),
    words("provider"),
    words("kind"),
    credits("hours"),
    credits("credits"),
    words("audience", optional=True),
    words("platform_id", optional=True),
    Column("archived", Boolean, nullable=False, server_default=text("false")),
    version_column(),
    one_of("kind", CourseKind),
    CheckConstraint("hours >= 0 AND credits >= 0", name="hours_and_credits_positive"),
    UniqueConstraint("school_id", "code", name="uq_course_code"),
    UniqueConstraint("school_id", "platform_id", name="uq_course_platform_id"),
)

selection_round = tenant_table(
    "selection_round",
    words("code"),
    words("title"),
    instant("opens_at"),
    instant("closes_at"),
    count("frozen_days"),
    words("state"),
    version_column(),
    one_of("state", RoundState),
    CheckConstraint("opens_at < closes_at", name="times_in_order"),
    CheckConstraint("frozen_days BETWEEN 0 AND 60", name="frozen_days_sane"),
    UniqueConstraint("school_id", "code", name="uq_selection_round_code"),
    Index("ix_selection_round_opens_at", "school_id", "opens_at", "id"),
)

training_session = tenant_table(
    "training_session",
    ident("course_id"),
    ident("round_id", optional=True),
    words("code"),
    words("place", optional=True),
    count("capacity"),
    count("taken"),
    Column("waitlist", Boolean, nullable=False),
    words("state"),
    instant("enrolment_opens_at", optional=True),
    instant("enrolment_closes_at", optional=True),
    instant("starts_at"),
    instant("ends_at"),
    words("platform_id", optional=True),
    version_column(),
    one_of("state", SessionState),
    CheckConstraint("capacity BETWEEN 1 AND 10000", name="capacity_sane"),
    CheckConstraint("taken BETWEEN 0 AND capacity", name="seats_not_oversold"),
    CheckConstraint("starts_at < ends_at", name="times_in_order"),
    within_school("training_session", "course_id", "course"),
    within_school("training_session", "round_id", "selection_round"),
    UniqueConstraint("school_id", "code", name="uq_training_session_code"),
    UniqueConstraint("school_id", "platform_id", name="uq_training_session_platform_id"),
    Index("ix_training_session_starts_at", "school_id", "starts_at", "id"),
    Index("ix_training_session_course_id", "school_id", "course_id"),
    Index("ix_training_session_round_id", "school_id", "round_id"),
)

session_block = tenant_table(
    "session_block",
    ident("session_id"),
    instant("starts_at"),
    instant("ends_at"),
    CheckConstraint("starts_at < ends_at", name="times_in_order"),
    within_school("session_block", "session_id", "training_session"),
    UniqueConstraint("school_id", "session_id", "starts_at", name="uq_session_block_starts_at"),
)

enrolment = tenant_table(
    "enrolment",
    ident("session_id"),
    ident("teacher_id"),
    words("state"),
    instant("enrolled_at"),
    credits("planned_credits"),
    year("planned_year"),
    credits("absent_days", optional=True),
    words("remark", optional=True),
    words("record_sheet_code", optional=True),
    version_column(),
    one_of("state", EnrolmentState),
    within_school("enrolment", "session_id", "training_session"),
    within_school("enrolment", "teacher_id", "teacher"),
    Index(
        "uq_enrolment_seat",
        "school_id",
        "session_id",
        "teacher_id",
        unique=True,
        postgresql_where=text("state NOT IN ('withdrawn', 'cancelled', 'rejected', 'refused')"),
    ),
    Index("ix_enrolment_queue", "school_id", "session_id", "state", "id"),
    Index("ix_enrolment_teacher_id", "school_id", "teacher_id", "id"),
)

enrolment_event = tenant_table(
    "enrolment_event",
    ident("enrolment_id"),
    words("from_state", optional=True),
    words("to_state"),
    words("reason", optional=True),
    ident("account_id", optional=True),
    instant("at"),
    one_of("from_state", EnrolmentState),
    one_of("to_state", EnrolmentState),
    within_school("enrolment_event", "enrolment_id", "enrolment"),
    Index("ix_enrolment_event_enrolment_id", "school_id", "enrolment_id", "id"),
    append_only=True,
)

credit_award = tenant_table(
    "credit_award",
    ident("teacher_id"),
    ident("course_id", optional=True),
    ident("enrolment_id", optional=True),
    words("title"),
    words("category"),
    year("school_year"),
    year("cycle_year"),
    credits("hours"),
    credits("credits"),
    words("state"),
    instant("earned_at"),
    document("reasons"),
    version_column(),
    one_of("category", CourseKind),
    one_of("state", AwardState),
    within_school("credit_award", "teacher_id", "teacher"),
    within_school("credit_award", "course_id", "course"),
    within_school("credit_award", "enrolment_id", "enrolment"),
    Index(
        "uq_credit_award_course",
        "school_id",
        "teacher_id",
        "course_id",
        "cycle_year",
        unique=True,
        postgresql_where=text("state <> 'void'"),
    ),
    Index("ix_credit_award_teacher_id", "school_id", "teacher_id", "school_year", "id"),
    Index("ix_credit_award_enrolment_id", "school_id", "enrolment_id"),
    Index("ix_credit_award_earned_at", "school_id", "earned_at", "id"),
)

credit_entry = tenant_table(
    "credit_entry",
    ident("teacher_id"),
    ident("award_id"),
    year("school_year"),
    words("category"),
    words("title"),
    words("account"),
    words("kind"),
    credits("credits"),
    credits("hours"),
    words("reason", optional=True),
    ident("rule_id", optional=True),
    ident("account_id"),
    instant("earned_at"),
    instant("entered_at"),
    one_of("category", CourseKind),
    one_of("account", Account),
    one_of("kind", EntryKind),
    within_school("credit_entry", "teacher_id", "teacher"),
    within_school("credit_entry", "award_id", "credit_award"),
    Index("ix_credit_entry_teacher_id", "school_id", "teacher_id", "id"),
    append_only=True,
)

credit_standing = tenant_table(
    "credit_standing",
    ident("teacher_id"),
    year("school_year"),
    credits("confirmed"),
    credits("provisional"),
    credits("planned"),
    credits("school_based_confirmed"),
    credits("school_based_provisional"),
    count("long_courses"),
    within_school("credit_standing", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "teacher_id", "school_year", name="uq_credit_standing_year"),
    Index("ix_credit_standing_school_year", "school_id", "school_year", "teacher_id"),
)

credit_exemption = tenant_table(
    "credit_exemption",
    ident("teacher_id"),
    words("kind"),
    day("from_day"),
    day("until_day"),
    words("reason"),
    instant("voided_at", optional=True),
    version_column(),
    one_of("kind", ExemptionKind),
    CheckConstraint("from_day <= until_day", name="days_in_order"),
    within_school("credit_exemption", "teacher_id", "teacher"),
    Index("ix_credit_exemption_teacher_id", "school_id", "teacher_id", "from_day"),
)

duty_rule = tenant_table(
    "duty_rule",
    words("course_kind"),
    words("duty_kind"),
    count("due_school_days", optional=True),
    day("effective_from"),
    words("note", optional=True),
    ident("account_id", optional=True),
    instant("entered_at"),
    one_of("course_kind", CourseKind),
    one_of("duty_kind", DutyKind),
    CheckConstraint("due_school_days BETWEEN 0 AND 250", name="due_school_days_sane"),
    Index("ix_duty_rule_course_kind", "school_id", "course_kind", "duty_kind", "effective_from", "id"),
    append_only=True,
)

duty = tenant_table(
    "duty",
    ident("enrolment_id"),
    ident("teacher_id"),
    words("kind"),
    words("state"),
    day("due_on"),
    Column("due_estimated", Boolean, nullable=False),
    ident("rule_id", optional=True),
    words("waived_because", optional=True),
    instant("created_at"),
    instant("settled_at", optional=True),
    version_column(),
    one_of("kind", DutyKind),
    one_of("state", DutyState),
    within_school("duty", "enrolment_id", "enrolment"),
    within_school("duty", "teacher_id", "teacher"),
    Index(
        "uq_duty_kind",
        "school_id",
        "enrolment_id",
        "kind",
        unique=True,
        postgresql_where=text("state <> 'void'"),
    ),
    Index("ix_duty_due_on", "school_id", "state", "due_on", "id"),
    Index("ix_duty_teacher_id", "school_id", "teacher_id", "id"),
)

duty_submission = tenant_table(
    "duty_submission",
    ident("duty_id"),
    count("number"),
    words("title", optional=True),
    words("text", optional=True),
    ident("file_id", optional=True),
    ident("account_id"),
    instant("submitted_at"),
    within_school("duty_submission", "duty_id", "duty"),
    within_school("duty_submission", "file_id", "stored_file"),
    UniqueConstraint("school_id", "duty_id", "number", name="uq_duty_submission_number"),
    append_only=True,
)

duty_review = tenant_table(
    "duty_review",
    ident("submission_id"),
    words("verdict"),
    words("remark", optional=True),
    ident("account_id"),
    instant("at"),
    one_of("verdict", Verdict),
    within_school("duty_review", "submission_id", "duty_submission"),
    UniqueConstraint("school_id", "submission_id", name="uq_duty_review_submission"),
    append_only=True,
)

product = tenant_table(
    "product",
    ident("duty_id"),
    ident("teacher_id"),
    ident("course_id"),
    year("school_year"),
    ident("file_id"),
    words("title"),
    words("summary", optional=True),
    instant("published_at"),
    instant("withdrawn_at", optional=True),
    words("withdrawn_because", optional=True),
    count("downloads"),
    version_column(),
    within_school("product", "duty_id", "duty"),
    within_school("product", "teacher_id", "teacher"),
    within_school("product", "course_id", "course"),
    within_school("product", "file_id", "stored_file"),
    UniqueConstraint("school_id", "duty_id", name="uq_product_duty"),
    Index("ix_product_published_at", "school_id", "published_at", "id"),
)

product_gram = tenant_table(
    "product_gram",
    words("gram"),
    ident("product_id"),
    within_school("product_gram", "product_id", "product"),
    UniqueConstraint("school_id", "gram", "product_id", name="uq_product_gram"),
)

long_plan = tenant_table(
    "long_plan",
    year("school_year"),
    words("state"),
    document("arguments"),
    document("proposal"),
    ident("account_id"),
    instant("created_at"),
    instant("settled_at", optional=True),
    version_column(),
    one_of("state", PlanState),
    Index("ix_long_plan_created_at", "school_id", "created_at", "id"),
)
