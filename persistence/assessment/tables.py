"""The assessment of subject groups, its judges and their scores, and what was published (MISSION §6)."""

from sqlalchemy import CheckConstraint, Column, Index, Numeric, UniqueConstraint, text

from domain.assessment.adjusting import AdjustmentKind
from domain.assessment.appeals import AppealState
from domain.assessment.assessment import AssessmentState
from domain.assessment.policy import AssessmentRuleKey, Band, Dimension
from persistence.columns import count, day, document, ident, instant, words
from persistence.schema import one_of, tenant_table, version_column, within_school

assessment_rule = tenant_table(
    "assessment_rule",
    words("key"),
    words("value"),
    day("effective_from"),
    words("note", optional=True),
    ident("account_id", optional=True),
    instant("entered_at"),
    one_of("key", AssessmentRuleKey),
    Index("ix_assessment_rule_key", "school_id", "key", "effective_from", "id"),
    append_only=True,
)

assessment = tenant_table(
    "assessment",
    ident("term_id"),
    words("title"),
    words("state"),
    document("rules"),
    document("indicators"),
    count("edition_no"),
    instant("published_at", optional=True),
    version_column(),
    one_of("state", AssessmentState),
    within_school("assessment", "term_id", "term"),
    UniqueConstraint("school_id", "term_id", name="uq_assessment_term_id"),
)
"""Its rules and indicators are a copy of its own, which no later row changes."""

assessment_group = tenant_table(
    "assessment_group",
    ident("assessment_id"),
    ident("group_id"),
    within_school("assessment_group", "assessment_id", "assessment"),
    within_school("assessment_group", "group_id", "subject_group"),
    UniqueConstraint("school_id", "assessment_id", "group_id", name="uq_assessment_group_once"),
)

assessment_judge = tenant_table(
    "assessment_judge",
    ident("assessment_id"),
    ident("teacher_id"),
    instant("appointed_at"),
    instant("released_at", optional=True),
    words("released_because", optional=True),
    version_column(),
    within_school("assessment_judge", "assessment_id", "assessment"),
    within_school("assessment_judge", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "assessment_id", "teacher_id", name="uq_assessment_judge_once"),
    Index("ix_assessment_judge_teacher_id", "school_id", "teacher_id"),
)

assessment_evidence = tenant_table(
    "assessment_evidence",
    ident("assessment_id"),
    ident("group_id"),
    ident("indicator_id"),
    words("text", optional=True),
    ident("file_id", optional=True),
    ident("account_id"),
    instant("created_at"),
    version_column(),
    CheckConstraint("text IS NOT NULL OR file_id IS NOT NULL", name="says_something"),
    within_school("assessment_evidence", "assessment_id", "assessment"),
    within_school("assessment_evidence", "group_id", "subject_group"),
    within_school("assessment_evidence", "file_id", "stored_file"),
    Index("ix_assessment_evidence_for", "school_id", "assessment_id", "group_id", "indicator_id"),
)

assessment_score = tenant_table(
    "assessment_score",
    ident("assessment_id"),
    ident("judge_id"),
    ident("group_id"),
    ident("indicator_id"),
    Column("score", Numeric(5, 2), nullable=False),
    words("remark", optional=True),
    instant("scored_at"),
    version_column(),
    CheckConstraint("score BETWEEN 0 AND 100", name="score_sane"),
    within_school("assessment_score", "assessment_id", "assessment"),
    within_school("assessment_score", "judge_id", "assessment_judge"),
    within_school("assessment_score", "group_id", "subject_group"),
    UniqueConstraint("school_id", "judge_id", "group_id", "indicator_id", name="uq_assessment_score_once"),
    Index("ix_assessment_score_for", "school_id", "assessment_id", "group_id", "indicator_id"),
)

assessment_adjustment = tenant_table(
    "assessment_adjustment",
    ident("assessment_id"),
    ident("group_id"),
    words("kind"),
    words("dimension", optional=True),
    Column("points", Numeric(5, 2), nullable=False),
    words("reason"),
    words("text", optional=True),
    ident("file_id", optional=True),
    ident("account_id"),
    instant("created_at"),
    instant("voided_at", optional=True),
    words("voided_because", optional=True),
    version_column(),
    one_of("kind", AdjustmentKind),
    one_of("dimension", Dimension),
    CheckConstraint("points > 0", name="points_positive"),
    within_school("assessment_adjustment", "assessment_id", "assessment"),
    within_school("assessment_adjustment", "group_id", "subject_group"),
    within_school("assessment_adjustment", "file_id", "stored_file"),
    Index("ix_assessment_adjustment_group_id", "school_id", "assessment_id", "group_id"),
)

assessment_appeal = tenant_table(
    "assessment_appeal",
    ident("assessment_id"),
    ident("group_id"),
    count("edition_no"),
    words("text"),
    words("state"),
    instant("created_at"),
    words("answer", optional=True),
    instant("answered_at", optional=True),
    version_column(),
    one_of("state", AppealState),
    within_school("assessment_appeal", "assessment_id", "assessment"),
    within_school("assessment_appeal", "group_id", "subject_group"),
    Index(
        "uq_assessment_appeal_open",
        "school_id",
        "assessment_id",
        "group_id",
        unique=True,
        postgresql_where=text("state = 'open'"),
    ),
)

assessment_result = tenant_table(
    "assessment_result",
    ident("assessment_id"),
    count("edition_no"),
    ident("group_id"),
    words("group_name"),
    count("rank"),
    Column("total", Numeric(6, 2), nullable=False),
    words("band"),
    document("detail"),
    instant("published_at"),
    ident("appeal_id", optional=True),
    one_of("band", Band),
    within_school("assessment_result", "assessment_id", "assessment"),
    within_school("assessment_result", "group_id", "subject_group"),
    within_school("assessment_result", "appeal_id", "assessment_appeal"),
    UniqueConstraint(
        "school_id", "assessment_id", "edition_no", "group_id", name="uq_assessment_result_edition"
    ),
    append_only=True,
)
