"""Works of research, their authors and their awards 教科研成果与获奖 (MISSION §7)."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text

from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkKind, WorkLevel
from persistence.columns import count, day, ident, instant, words
from persistence.schema import one_of, tenant_table, version_column, within_school

work = tenant_table(
    "work",
    words("kind"),
    words("title"),
    instant("entered_at"),
    version_column(),
    one_of("kind", WorkKind),
    Index("ix_work_entered_at", "school_id", "entered_at", "id"),
)

work_author = tenant_table(
    "work_author",
    ident("work_id"),
    count("position"),
    ident("teacher_id"),
    CheckConstraint("position BETWEEN 1 AND 20", name="position_sane"),
    within_school("work_author", "work_id", "work"),
    within_school("work_author", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "work_id", "position", name="uq_work_author_position"),
    UniqueConstraint("school_id", "work_id", "teacher_id", name="uq_work_author_teacher"),
    Index("ix_work_author_teacher_id", "school_id", "teacher_id"),
)

award = tenant_table(
    "award",
    ident("work_id"),
    words("level"),
    words("prize"),
    words("issuer"),
    day("awarded_on"),
    ident("certificate_id", optional=True),
    words("state"),
    ident("account_id"),
    instant("entered_at"),
    ident("confirmed_by", optional=True),
    instant("confirmed_at", optional=True),
    words("voided_because", optional=True),
    version_column(),
    one_of("level", WorkLevel),
    one_of("prize", Prize),
    one_of("state", WorkAwardState),
    CheckConstraint("(state = 'voided') = (voided_because IS NOT NULL)", name="voided_for_a_reason"),
    within_school("award", "work_id", "work"),
    within_school("award", "certificate_id", "stored_file"),
    Index(
        "uq_award_given",
        "school_id",
        "work_id",
        "level",
        "issuer",
        "awarded_on",
        unique=True,
        postgresql_where=text("state <> 'voided'"),
    ),
    Index("ix_award_work_id", "school_id", "work_id"),
    Index("ix_award_awarded_on", "school_id", "awarded_on", "id"),
)
