"""Notices in four copies, their editions, and the links they are acknowledged by (MISSION §3)."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from domain.notices.notice import Acknowledged, CancelCause, EditionCause, NoticeState
from domain.notices.sheet import Copy
from persistence.columns import count, document, ident, instant, words, year
from persistence.schema import one_of, tenant_table, version_column, within_school

notice_series = tenant_table(
    "notice_series",
    year("school_year"),
    count("last_number"),
    UniqueConstraint("school_id", "school_year", name="uq_notice_series_school_year"),
)

notice = tenant_table(
    "notice",
    year("school_year"),
    count("number"),
    ident("enrolment_id"),
    ident("teacher_id"),
    words("state"),
    count("edition"),
    instant("cancelled_at", optional=True),
    words("cancelled_because", optional=True),
    version_column(),
    one_of("state", NoticeState),
    one_of("cancelled_because", CancelCause),
    CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_when"),
    within_school("notice", "enrolment_id", "enrolment"),
    within_school("notice", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "school_year", "number", name="uq_notice_number"),
    Index(
        "uq_notice_enrolment_id",
        "school_id",
        "enrolment_id",
        unique=True,
        postgresql_where=text("state = 'issued'"),
    ),
    Index("ix_notice_teacher_id", "school_id", "teacher_id"),
)

notice_edition = tenant_table(
    "notice_edition",
    ident("notice_id"),
    count("number"),
    words("cause"),
    words("reason", optional=True),
    words("code"),
    words("record_code"),
    document("content"),
    ident("account_id", optional=True),
    instant("issued_at"),
    instant("voided_at", optional=True),
    one_of("cause", EditionCause),
    within_school("notice_edition", "notice_id", "notice"),
    UniqueConstraint("school_id", "notice_id", "number", name="uq_notice_edition_number"),
    UniqueConstraint("school_id", "code", name="uq_notice_edition_code"),
    UniqueConstraint("school_id", "record_code", name="uq_notice_edition_record_code"),
    Index(
        "uq_notice_edition_good",
        "school_id",
        "notice_id",
        unique=True,
        postgresql_where=text("voided_at IS NULL"),
    ),
)

notice_copy = tenant_table(
    "notice_copy",
    ident("notice_id"),
    ident("edition_id"),
    words("copy"),
    words("recipient"),
    words("text"),
    instant("delivered_at", optional=True),
    instant("acknowledged_at", optional=True),
    words("acknowledged_by", optional=True),
    words("acknowledged_how", optional=True),
    ident("account_id", optional=True),
    instant("reminded_at", optional=True),
    version_column(),
    one_of("copy", Copy),
    one_of("acknowledged_how", Acknowledged),
    CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_how IS NULL)", name="acknowledged_how"),
    within_school("notice_copy", "notice_id", "notice"),
    within_school("notice_copy", "edition_id", "notice_edition"),
    UniqueConstraint("school_id", "edition_id", "copy", name="uq_notice_copy_copy"),
    Index("ix_notice_copy_notice_id", "school_id", "notice_id"),
)

notice_link = tenant_table(
    "notice_link",
    ident("copy_id"),
    ident("reader_id"),
    words("reader_name"),
    words("token_hash"),
    ident("account_id"),
    instant("created_at"),
    instant("expires_at"),
    instant("used_at", optional=True),
    within_school("notice_link", "copy_id", "notice_copy"),
    UniqueConstraint("school_id", "token_hash", name="uq_notice_link_token_hash"),
    Index("ix_notice_link_copy_id", "school_id", "copy_id"),
)
