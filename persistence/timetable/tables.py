"""The timetable: its versions, periods, rooms and lessons, and the published changes (MISSION §2).

A lesson's place in the week stands again with its teachers and classes, so that a plain unique index keeps
each of them from being in two places.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, SmallInteger, Table, UniqueConstraint, text

from domain.timetable.effective import Cause
from domain.timetable.lessons import Half, LessonKind, Weeks
from domain.timetable.policy import TimetableRuleKey
from persistence.columns import clock, count, day, document, ident, instant, words
from persistence.schema import one_of, rule_table, tenant_table, version_column, within_school

timetable_rule = rule_table("timetable_rule", TimetableRuleKey)

timetable = tenant_table(
    "timetable",
    words("name"),
    day("effective_from"),
    instant("created_at"),
    version_column(),
    UniqueConstraint("school_id", "effective_from", name="uq_timetable_effective_from"),
)

timetable_period = tenant_table(
    "timetable_period",
    ident("timetable_id"),
    count("period_no"),
    words("name"),
    words("half"),
    clock("starts_at"),
    clock("ends_at"),
    one_of("half", Half),
    CheckConstraint("period_no BETWEEN 1 AND 20", name="period_no_sane"),
    CheckConstraint("starts_at < ends_at", name="times_in_order"),
    within_school("timetable_period", "timetable_id", "timetable"),
    UniqueConstraint("school_id", "timetable_id", "period_no", name="uq_timetable_period_no"),
)

room = tenant_table(
    "room",
    words("code"),
    words("name"),
    version_column(),
    UniqueConstraint("school_id", "code", name="uq_room_code"),
)


def _once(table: str, *columns: str) -> list[Index]:
    """Two unique indexes: in odd weeks, and in even weeks, at most one lesson in a slot."""
    return [
        Index(
            f"uq_{table}_{weeks}",
            "school_id",
            "timetable_id",
            *columns,
            "weekday",
            "period_no",
            unique=True,
            postgresql_where=text(f"in_{weeks}"),
        )
        for weeks in ("odd", "even")
    ]


def _slot() -> list[Column[bool] | Column[int]]:
    return [
        Column("weekday", SmallInteger, nullable=False),
        Column("period_no", SmallInteger, nullable=False),
        Column("in_odd", Boolean, nullable=False),
        Column("in_even", Boolean, nullable=False),
    ]


lesson = tenant_table(
    "lesson",
    ident("timetable_id"),
    *_slot(),
    words("weeks"),
    words("kind"),
    words("subject"),
    ident("room_id", optional=True),
    one_of("weeks", Weeks),
    one_of("kind", LessonKind),
    CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday_known"),
    CheckConstraint(
        "in_odd = (weeks <> 'even') AND in_even = (weeks <> 'odd')",
        name="weeks_agree",
    ),
    within_school("lesson", "timetable_id", "timetable"),
    within_school("lesson", "room_id", "room"),
    Index("ix_lesson_slot", "school_id", "timetable_id", "weekday", "period_no"),
    *_once("lesson_room", "room_id"),
)

lesson_teacher = tenant_table(
    "lesson_teacher",
    ident("timetable_id"),
    ident("lesson_id"),
    ident("teacher_id"),
    *_slot(),
    within_school("lesson_teacher", "lesson_id", "lesson"),
    within_school("lesson_teacher", "teacher_id", "teacher"),
    UniqueConstraint("school_id", "lesson_id", "teacher_id", name="uq_lesson_teacher"),
    *_once("lesson_teacher", "teacher_id"),
)

lesson_class = tenant_table(
    "lesson_class",
    ident("timetable_id"),
    ident("lesson_id"),
    ident("class_id"),
    words("part"),
    *_slot(),
    within_school("lesson_class", "lesson_id", "lesson"),
    within_school("lesson_class", "class_id", "school_class"),
    UniqueConstraint("school_id", "lesson_id", "class_id", "part", name="uq_lesson_class"),
    *_once("lesson_class", "class_id", "part"),
)

lesson_change: Table = tenant_table(
    "lesson_change",
    ident("lesson_id"),
    day("lesson_day"),
    words("cause"),
    ident("cause_id"),
    ident("absence_id"),
    ident("previous_id", optional=True),
    day("day"),
    count("period_no"),
    ident("room_id", optional=True),
    ident("from_teacher_id"),
    ident("to_teacher_id", optional=True),
    words("kind"),
    words("subject"),
    document("classes"),
    words("state"),
    instant("made_at"),
    instant("undone_at", optional=True),
    one_of("cause", Cause),
    one_of("kind", LessonKind),
    CheckConstraint("state IN ('standing', 'superseded', 'undone')", name="state_known"),
    within_school("lesson_change", "absence_id", "absence"),
    within_school("lesson_change", "room_id", "room"),
    within_school("lesson_change", "from_teacher_id", "teacher"),
    within_school("lesson_change", "to_teacher_id", "teacher"),
    Index(
        "uq_lesson_change_lesson",
        "school_id",
        "lesson_id",
        "lesson_day",
        "from_teacher_id",
        unique=True,
        postgresql_where=text("state = 'standing'"),
    ),
    Index(
        "uq_lesson_change_teacher_slot",
        "school_id",
        "to_teacher_id",
        "day",
        "period_no",
        unique=True,
        postgresql_where=text("state = 'standing'"),
    ),
    Index("ix_lesson_change_day", "school_id", "day", "period_no"),
    Index("ix_lesson_change_lesson_day", "school_id", "lesson_day"),
    Index("ix_lesson_change_cause_id", "school_id", "cause_id"),
    Index("ix_lesson_change_absence_id", "school_id", "absence_id"),
)
"""The lesson as it was stands with the change (kind, subject, classes), whatever becomes of the timetable."""
