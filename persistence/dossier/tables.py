"""Appraisal policy, and credit certificates as they were issued (MISSION §10)."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from domain.dossier.policy import AppraisalRuleKey
from persistence.columns import count, document, ident, instant, words, year
from persistence.schema import rule_table, tenant_table, within_school

appraisal_rule = rule_table("appraisal_rule", AppraisalRuleKey)

certificate_series = tenant_table(
    "certificate_series",
    year("school_year"),
    count("last_number"),
    UniqueConstraint("school_id", "school_year", name="uq_certificate_series_school_year"),
)

credit_certificate = tenant_table(
    "credit_certificate",
    ident("teacher_id"),
    year("school_year"),
    count("number"),
    words("code"),
    document("content"),
    ident("account_id"),
    instant("issued_at"),
    CheckConstraint("number > 0", name="number_positive"),
    within_school("credit_certificate", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "school_year", "number", name="uq_credit_certificate_number"),
    UniqueConstraint("school_id", "code", name="uq_credit_certificate_code"),
    Index("ix_credit_certificate_issued_at", "school_id", "issued_at", "id"),
    Index("ix_credit_certificate_teacher_id", "school_id", "teacher_id", "issued_at", "id"),
    append_only=True,
)
