"""Contests, what is entered for them, and the judges who rank it 评比 (MISSION §7)."""

from sqlalchemy import CheckConstraint, Column, Index, Numeric, UniqueConstraint, text

from domain.contests.contest import AwardedExclusion, ContestState
from domain.contests.entry import EntryState
from domain.contests.policy import ContestRuleKey
from domain.works.award import Prize
from domain.works.work import WorkLevel
from persistence.columns import count, day, document, ident, instant, words, year
from persistence.schema import one_of, rule_table, tenant_table, version_column, within_school

contest_rule = rule_table("contest_rule", ContestRuleKey)

contest = tenant_table(
    "contest",
    words("series"),
    words("title"),
    words("organiser"),
    words("level"),
    year("school_year"),
    document("kinds"),
    document("categories"),
    day("entries_due_on"),
    day("submission_due_on"),
    count("min_characters", optional=True),
    count("max_characters", optional=True),
    count("quota_set", optional=True),
    words("excludes_awarded"),
    count("entries_per_author", optional=True),
    words("remark", optional=True),
    words("state"),
    document("quota", optional=True),
    words("cancelled_because", optional=True),
    instant("opened_at", optional=True),
    instant("closed_at", optional=True),
    instant("ranked_at", optional=True),
    instant("submitted_at", optional=True),
    instant("finished_at", optional=True),
    version_column(),
    one_of("level", WorkLevel),
    one_of("excludes_awarded", AwardedExclusion),
    one_of("state", ContestState),
    CheckConstraint("entries_due_on <= submission_due_on", name="days_in_order"),
    CheckConstraint("(state = 'cancelled') = (cancelled_because IS NOT NULL)", name="cancelled_for_a_reason"),
    UniqueConstraint("school_id", "school_year", "title", name="uq_contest_title"),
    Index("ix_contest_entries_due_on", "school_id", "entries_due_on", "id"),
    Index("ix_contest_series", "school_id", "series", "school_year"),
)

contest_entry = tenant_table(
    "contest_entry",
    ident("contest_id"),
    ident("work_id"),
    ident("author_id"),
    words("title"),
    words("category", optional=True),
    count("characters"),
    words("text", optional=True),
    ident("file_id", optional=True),
    words("state"),
    count("number", optional=True),
    count("rank", optional=True),
    Column("score", Numeric(5, 2)),
    words("prize", optional=True),
    day("awarded_on", optional=True),
    ident("award_id", optional=True),
    instant("entered_at"),
    version_column(),
    one_of("state", EntryState),
    one_of("prize", Prize),
    CheckConstraint("(text IS NULL) <> (file_id IS NULL)", name="text_or_file"),
    CheckConstraint("(state = 'awarded') = (award_id IS NOT NULL)", name="award_of_awarded"),
    CheckConstraint("(award_id IS NULL) = (prize IS NULL)", name="prize_of_award"),
    within_school("contest_entry", "contest_id", "contest"),
    within_school("contest_entry", "work_id", "work"),
    within_school("contest_entry", "author_id", "teacher"),
    within_school("contest_entry", "file_id", "stored_file"),
    within_school("contest_entry", "award_id", "award"),
    Index(
        "uq_contest_entry_work",
        "school_id",
        "contest_id",
        "work_id",
        unique=True,
        postgresql_where=text("state <> 'withdrawn'"),
    ),
    UniqueConstraint("school_id", "contest_id", "number", name="uq_contest_entry_number"),
    Index("ix_contest_entry_work_id", "school_id", "work_id"),
    Index("ix_contest_entry_author_id", "school_id", "author_id"),
    Index("ix_contest_entry_entered_at", "school_id", "entered_at", "id"),
)

contest_judge = tenant_table(
    "contest_judge",
    ident("contest_id"),
    ident("teacher_id"),
    instant("appointed_at"),
    instant("released_at", optional=True),
    words("released_because", optional=True),
    version_column(),
    within_school("contest_judge", "contest_id", "contest"),
    within_school("contest_judge", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "contest_id", "teacher_id", name="uq_contest_judge_once"),
    Index("ix_contest_judge_teacher_id", "school_id", "teacher_id"),
)

contest_score = tenant_table(
    "contest_score",
    ident("contest_id"),
    ident("judge_id"),
    ident("entry_id"),
    Column("score", Numeric(5, 2), nullable=False),
    words("remark", optional=True),
    instant("scored_at"),
    version_column(),
    CheckConstraint("score BETWEEN 0 AND 100", name="score_sane"),
    within_school("contest_score", "contest_id", "contest"),
    within_school("contest_score", "judge_id", "contest_judge"),
    within_school("contest_score", "entry_id", "contest_entry"),
    UniqueConstraint("school_id", "judge_id", "entry_id", name="uq_contest_score_once"),
    Index("ix_contest_score_contest_id", "school_id", "contest_id", "id"),
)
