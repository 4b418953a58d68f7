"""Papers, their versions and reviews, what of them stands in earlier ones, and exemptions (MISSION §7)."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Numeric, UniqueConstraint, text

from domain.papers.paper import PaperState
from domain.papers.policy import PaperRuleKey
from domain.papers.resemblance import PaperHintState
from domain.papers.reviews import PaperVerdict, ReviewState
from persistence.columns import count, day, document, ident, instant, words, year
from persistence.schema import one_of, rule_table, tenant_table, version_column, within_school

paper_rule = rule_table("paper_rule", PaperRuleKey)

paper = tenant_table(
    "paper",
    ident("work_id"),
    ident("lead_id"),
    year("school_year"),
    words("state"),
    count("submitted_number", optional=True),
    count("alias_no", optional=True),
    words("remark", optional=True),
    instant("created_at"),
    instant("submitted_at", optional=True),
    instant("decided_at", optional=True),
    version_column(),
    one_of("state", PaperState),
    CheckConstraint("(submitted_number IS NULL) = (alias_no IS NULL)", name="numbered_when_handed_in"),
    within_school("paper", "work_id", "work"),
    within_school("paper", "lead_id", "teacher"),
    UniqueConstraint("school_id", "work_id", name="uq_paper_work_id"),
    UniqueConstraint("school_id", "school_year", "alias_no", name="uq_paper_alias_no"),
    Index(
        "uq_paper_of_year",
        "school_id",
        "lead_id",
        "school_year",
        unique=True,
        postgresql_where=text("state <> 'withdrawn'"),
    ),
    Index("ix_paper_created_at", "school_id", "created_at", "id"),
    Index("ix_paper_school_year", "school_id", "school_year", "state"),
)

paper_version = tenant_table(
    "paper_version",
    ident("paper_id"),
    count("number"),
    words("title"),
    words("abstract", optional=True),
    document("keywords"),
    words("text"),
    words("sources", optional=True),
    ident("file_id", optional=True),
    words("file_text", optional=True),
    document("author_ids"),
    ident("account_id"),
    instant("written_at"),
    CheckConstraint("number > 0", name="number_positive"),
    within_school("paper_version", "paper_id", "paper"),
    within_school("paper_version", "file_id", "stored_file"),
    UniqueConstraint("school_id", "paper_id", "number", name="uq_paper_version_number"),
    append_only=True,
)

paper_gram = tenant_table(
    "paper_gram",
    Column("gram", BigInteger, nullable=False),
    ident("version_id"),
    within_school("paper_gram", "version_id", "paper_version"),
    UniqueConstraint("school_id", "gram", "version_id", name="uq_paper_gram"),
    append_only=True,
)

paper_review = tenant_table(
    "paper_review",
    ident("paper_id"),
    ident("version_id"),
    count("number"),
    ident("reviewer_id"),
    words("state"),
    day("due_on"),
    document("aspects"),
    words("verdict", optional=True),
    words("remark", optional=True),
    words("reason", optional=True),
    ident("account_id"),
    instant("assigned_at"),
    instant("settled_at", optional=True),
    version_column(),
    one_of("state", ReviewState),
    one_of("verdict", PaperVerdict),
    CheckConstraint("number > 0", name="number_positive"),
    CheckConstraint("(state = 'done') = (verdict IS NOT NULL)", name="verdict_when_done"),
    within_school("paper_review", "paper_id", "paper"),
    within_school("paper_review", "version_id", "paper_version"),
    within_school("paper_review", "reviewer_id", "teacher"),
    UniqueConstraint("school_id", "version_id", "number", name="uq_paper_review_number"),
    Index(
        "uq_paper_review_standing",
        "school_id",
        "version_id",
        "reviewer_id",
        unique=True,
        postgresql_where=text("state IN ('assigned', 'done')"),
    ),
    Index("ix_paper_review_assigned_at", "school_id", "assigned_at", "id"),
    Index("ix_paper_review_reviewer_id", "school_id", "reviewer_id", "assigned_at", "id"),
    Index("ix_paper_review_paper_id", "school_id", "paper_id"),
)

paper_decision = tenant_table(
    "paper_decision",
    ident("paper_id"),
    count("version_number"),
    words("verdict"),
    words("remark", optional=True),
    ident("account_id"),
    instant("at"),
    one_of("verdict", PaperVerdict),
    within_school("paper_decision", "paper_id", "paper"),
    Index("ix_paper_decision_paper_id", "school_id", "paper_id", "at", "id"),
    append_only=True,
)

paper_hint = tenant_table(
    "paper_hint",
    ident("paper_id"),
    ident("version_id"),
    ident("source_id"),
    Column("same_author", Boolean, nullable=False),
    Column("share", Numeric(5, 4), nullable=False),
    count("longest"),
    document("passages"),
    words("state"),
    instant("found_at"),
    ident("dismissed_by", optional=True),
    words("dismissed_because", optional=True),
    instant("settled_at", optional=True),
    version_column(),
    one_of("state", PaperHintState),
    CheckConstraint("(state = 'dismissed') = (dismissed_because IS NOT NULL)", name="dismissed_for_a_reason"),
    within_school("paper_hint", "paper_id", "paper"),
    within_school("paper_hint", "version_id", "paper_version"),
    within_school("paper_hint", "source_id", "paper_version"),
    UniqueConstraint("school_id", "version_id", "source_id", name="uq_paper_hint_source"),
    Index("ix_paper_hint_found_at", "school_id", "found_at", "id"),
    Index("ix_paper_hint_paper_id", "school_id", "paper_id"),
)

paper_exemption = tenant_table(
    "paper_exemption",
    ident("teacher_id"),
    year("school_year"),
    words("reason"),
    ident("account_id"),
    instant("entered_at"),
    instant("voided_at", optional=True),
    words("voided_because", optional=True),
    version_column(),
    CheckConstraint("(voided_at IS NULL) = (voided_because IS NULL)", name="voided_for_a_reason"),
    within_school("paper_exemption", "teacher_id", "teacher"),
    Index(
        "uq_paper_exemption_stands",
        "school_id",
        "teacher_id",
        "school_year",
        unique=True,
        postgresql_where=text("voided_at IS NULL"),
    ),
    Index("ix_paper_exemption_entered_at", "school_id", "entered_at", "id"),
)
