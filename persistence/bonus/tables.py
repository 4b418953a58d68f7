"""Bonus tables, batches of bonuses and what they pay (MISSION §7).

What is paid is locked without a trigger: an edition's lines are append-only and numbered up to its count, so
that a full edition takes no further line; and the service may neither change nor delete a paid batch, nor a
settlement of one (policies of the migration).
"""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKeyConstraint, Index, UniqueConstraint, text

from domain.bonus.batch import BatchKind, BatchState
from domain.bonus.reckoning import LineKind
from domain.bonus.table import Split
from domain.works.award import Prize
from domain.works.work import WorkLevel
from persistence.columns import count, day, document, fen, ident, instant, words, year
from persistence.schema import one_of, tenant_table, version_column, within_school

bonus_table = tenant_table(
    "bonus_table",
    words("title"),
    day("effective_from"),
    words("split"),
    document("weights"),
    document("excluded_kinds"),
    words("note", optional=True),
    ident("account_id"),
    instant("entered_at"),
    one_of("split", Split),
    Index("ix_bonus_table_effective_from", "school_id", "effective_from", "id"),
    append_only=True,
)

bonus_cell = tenant_table(
    "bonus_cell",
    ident("table_id"),
    words("level"),
    words("prize"),
    fen("amount_fen"),
    one_of("level", WorkLevel),
    one_of("prize", Prize),
    CheckConstraint("amount_fen > 0", name="amount_positive"),
    within_school("bonus_cell", "table_id", "bonus_table"),
    UniqueConstraint("school_id", "table_id", "level", "prize", name="uq_bonus_cell_once"),
    append_only=True,
)

bonus_batch = tenant_table(
    "bonus_batch",
    words("kind"),
    words("title"),
    year("school_year"),
    day("from_day"),
    day("until_day"),
    ident("corrects_id", optional=True),
    words("reason", optional=True),
    words("state"),
    count("edition_no"),
    ident("proposed_by"),
    ident("checked_by", optional=True),
    ident("approved_by", optional=True),
    ident("paid_by", optional=True),
    instant("paid_at", optional=True),
    version_column(),
    one_of("kind", BatchKind),
    one_of("state", BatchState),
    CheckConstraint("from_day <= until_day", name="days_in_order"),
    CheckConstraint(
        "(kind = 'adjustment') = (corrects_id IS NOT NULL) AND (kind = 'adjustment') = (reason IS NOT NULL)",
        name="adjusts_for_a_reason",
    ),
    CheckConstraint("checked_by IS NULL OR checked_by <> proposed_by", name="checker_apart"),
    CheckConstraint(
        "approved_by IS NULL OR (approved_by <> proposed_by AND approved_by <> checked_by)",
        name="approver_apart",
    ),
    CheckConstraint(
        "(state IN ('checked', 'approved', 'paid')) = (checked_by IS NOT NULL)"
        " AND (state IN ('approved', 'paid')) = (approved_by IS NOT NULL)"
        " AND (state = 'paid') = (paid_by IS NOT NULL) AND (state = 'paid') = (paid_at IS NOT NULL)",
        name="signed_in_order",
    ),
    within_school("bonus_batch", "corrects_id", "bonus_batch"),
    Index("ix_bonus_batch_school_year", "school_id", "school_year"),
    Index("ix_bonus_batch_corrects_id", "school_id", "corrects_id"),
)

bonus_edition = tenant_table(
    "bonus_edition",
    ident("batch_id"),
    count("edition_no"),
    count("line_count"),
    fen("total_fen"),
    document("passed_over"),
    instant("made_at"),
    CheckConstraint("line_count > 0", name="has_lines"),
    within_school("bonus_edition", "batch_id", "bonus_batch"),
    UniqueConstraint("school_id", "batch_id", "edition_no", name="uq_bonus_edition_no"),
    UniqueConstraint("school_id", "batch_id", "edition_no", "line_count", name="uq_bonus_edition_lines"),
    append_only=True,
)

bonus_line = tenant_table(
    "bonus_line",
    ident("batch_id"),
    count("edition_no"),
    count("line_count"),
    count("number"),
    words("kind"),
    ident("award_id"),
    ident("work_id"),
    ident("teacher_id"),
    ident("table_id", optional=True),
    fen("amount_fen"),
    document("share", optional=True),
    words("reason", optional=True),
    one_of("kind", LineKind),
    CheckConstraint("number BETWEEN 1 AND line_count", name="number_counted"),
    CheckConstraint("amount_fen > 0 OR (kind = 'correction' AND amount_fen < 0)", name="amount_sane"),
    ForeignKeyConstraint(
        ["school_id", "batch_id", "edition_no", "line_count"],
        [
            "bonus_edition.school_id",
            "bonus_edition.batch_id",
            "bonus_edition.edition_no",
            "bonus_edition.line_count",
        ],
        name="fk_bonus_line_edition",
    ),
    within_school("bonus_line", "batch_id", "bonus_batch"),
    within_school("bonus_line", "award_id", "award"),
    within_school("bonus_line", "work_id", "work"),
    within_school("bonus_line", "teacher_id", "teacher"),
    within_school("bonus_line", "table_id", "bonus_table"),
    UniqueConstraint("school_id", "batch_id", "edition_no", "number", name="uq_bonus_line_number"),
    Index("ix_bonus_line_teacher_id", "school_id", "teacher_id", "id"),
    Index("ix_bonus_line_work_id", "school_id", "work_id"),
    append_only=True,
)

bonus_settlement = tenant_table(
    "bonus_settlement",
    ident("award_id"),
    ident("work_id"),
    ident("batch_id"),
    fen("amount_fen"),
    ident("table_id", optional=True),
    Column("pays", Boolean, nullable=False),
    Column("open", Boolean, nullable=False),
    within_school("bonus_settlement", "award_id", "award"),
    within_school("bonus_settlement", "work_id", "work"),
    within_school("bonus_settlement", "batch_id", "bonus_batch"),
    within_school("bonus_settlement", "table_id", "bonus_table"),
    UniqueConstraint("school_id", "award_id", name="uq_bonus_settlement_award"),
    Index(
        "uq_bonus_settlement_work",
        "school_id",
        "work_id",
        unique=True,
        postgresql_where=text("open AND pays"),
    ),
    Index("ix_bonus_settlement_batch_id", "school_id", "batch_id"),
)
"""An award is settled in one batch that is not cancelled; a work is paid in one open batch at a time."""

bonus_step = tenant_table(
    "bonus_step",
    ident("batch_id"),
    count("edition_no"),
    words("action"),
    ident("account_id"),
    words("reason", optional=True),
    instant("at"),
    within_school("bonus_step", "batch_id", "bonus_batch"),
    Index("ix_bonus_step_batch_id", "school_id", "batch_id", "id"),
    append_only=True,
)
