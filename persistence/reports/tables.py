"""Term summaries 工作总结, and what districts see of their schools' terms (MISSION §11)."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
)

from domain.reports.district_overview import MEASURES
from domain.reports.summary import SummarySlot, SummaryState
from persistence.columns import count, document, ident, instant, words, year
from persistence.schema import district_table, one_of, tenant_table, version_column, within_school

term_summary = tenant_table(
    "term_summary",
    ident("term_id"),
    words("state"),
    count("edition_no"),
    instant("created_at"),
    version_column(),
    one_of("state", SummaryState),
    CheckConstraint("edition_no >= 0", name="edition_no_sane"),
    within_school("term_summary", "term_id", "term"),
    UniqueConstraint("school_id", "term_id", name="uq_term_summary_term_id"),
    Index("ix_term_summary_created_at", "school_id", "created_at", "id"),
)

term_summary_text = tenant_table(
    "term_summary_text",
    ident("summary_id"),
    words("slot"),
    words("text"),
    ident("account_id"),
    instant("at"),
    one_of("slot", SummarySlot),
    within_school("term_summary_text", "summary_id", "term_summary"),
    Index("ix_term_summary_text_slot", "school_id", "summary_id", "slot", "id"),
    append_only=True,
)
"""What the office wrote; of a slot the last holds, and an empty one takes it back."""

term_summary_edition = tenant_table(
    "term_summary_edition",
    ident("summary_id"),
    count("number"),
    document("content"),
    ident("account_id"),
    instant("frozen_at"),
    CheckConstraint("number > 0", name="number_positive"),
    within_school("term_summary_edition", "summary_id", "term_summary"),
    UniqueConstraint("school_id", "summary_id", "number", name="uq_term_summary_edition_number"),
    append_only=True,
)

term_summary_reopening = tenant_table(
    "term_summary_reopening",
    ident("summary_id"),
    count("edition_no"),
    words("reason"),
    ident("account_id"),
    instant("at"),
    within_school("term_summary_reopening", "summary_id", "term_summary"),
    UniqueConstraint("school_id", "summary_id", "edition_no", name="uq_term_summary_reopening_edition"),
    append_only=True,
)

school_term_figures = district_table(
    "school_term_figures",
    ident("school_id"),
    year("school_year"),
    count("term"),
    document("figures"),
    Column("final", Boolean, nullable=False),
    instant("as_of"),
    ident("district_id"),
    *(count(name) for name in MEASURES),
    Column("at_risk_share", Numeric(5, 4), nullable=False),
    CheckConstraint("term IN (1, 2)", name="term_known"),
    ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_school_term_figures_school"),
    ForeignKeyConstraint(["district_id"], ["district.id"], name="fk_school_term_figures_district"),
    UniqueConstraint("school_id", "school_year", "term", name="uq_school_term_figures_term"),
    Index(
        "ix_school_term_figures_district",
        *("district_id", "school_year", "term"),
        postgresql_include=["as_of", *MEASURES],
    ),
    Index(
        "ix_school_term_figures_risk", *("district_id", "school_year", "term", "at_risk_share", "school_id")
    ),
    because="a district reads its schools' sums of a term in one statement; they are of no person",
)
