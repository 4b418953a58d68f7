"""The statements behind the lists that are taken out: each names its columns as its listing does."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, case, func, literal, or_, select, union
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from domain.activities.activity import ActivityState
from domain.activities.attendance import AttendanceState
from domain.people.calendar import ZONE
from domain.reports.exports import Dataset, ExportAsked
from persistence.activities.owners import owner_facts
from persistence.activities.tables import activity, activity_person, attendance
from persistence.people.tables import school_year, teacher, term
from persistence.reconciliation.tables import reconciliation_line
from persistence.reports.standings import judging, standings
from persistence.timetable.absence_tables import cover_entry
from persistence.timetable.tables import lesson_change
from persistence.training.tables import course, credit_award, credit_entry, enrolment, training_session

_WHO = (teacher.c.employee_no, teacher.c.name)


@dataclass(frozen=True, slots=True)
class Source:
    statement: Callable[[UUID, ExportAsked, datetime], Select[Any]]
    """In its order, by which no two rows are alike."""

    judging: (
        Callable[[AsyncConnection, UUID, ExportAsked, date], Awaitable[Callable[[Row[Any]], Sequence[Any]]]]
        | None
    ) = None
    """What makes the listing's row of one of the statement, where that takes more than SQL."""


def credit_entries(school_id: UUID, asked: ExportAsked, now: datetime) -> Select[Any]:
    its = credit_entry.c
    names = ("category", "title", "account", "kind", "credits", "hours", "reason", "earned_at", "entered_at")
    return (
        select(its.school_year, *_WHO, *(its[name] for name in names))
        .join(teacher, _same(school_id, teacher, its.teacher_id))
        .where(its.school_id == school_id, *_within(asked, its.teacher_id, at=its.earned_at))
        .where(*_of_year(asked, its.school_year))
        .order_by(its.id)
    )


def enrolments(school_id: UUID, asked: ExportAsked, now: datetime) -> Select[Any]:
    its, session, award = enrolment.c, training_session.c, credit_award.c
    earned = and_(award.school_id == school_id, award.enrolment_id == its.id, award.state != "void")
    return (
        select(
            its.planned_year.label("school_year"),
            *_WHO,
            course.c.code.label("course_code"),
            course.c.title.label("course"),
            course.c.kind.label("category"),
            session.code.label("session_code"),
            session.starts_at,
            session.ends_at,
            its.state,
            its.enrolled_at,
            its.planned_credits,
            its.absent_days,
            award.credits,
            award.state.label("award_state"),
            its.remark,
        )
        .select_from(enrolment)
        .join(training_session, _same(school_id, training_session, its.session_id))
        .join(course, _same(school_id, course, session.course_id))
        .join(teacher, _same(school_id, teacher, its.teacher_id))
        .outerjoin(credit_award, earned)
        .where(its.school_id == school_id, *_within(asked, its.teacher_id, at=session.starts_at))
        .where(*_of_year(asked, its.planned_year))
        .order_by(session.starts_at, session.id, its.id)
    )


def attendances(school_id: UUID, asked: ExportAsked, now: datetime) -> Select[Any]:
    """Everybody expected or on record, of activities that are not called off."""
    about, row = activity.c, attendance.c
    people = union(
        *(
            select(table.c.activity_id, table.c.teacher_id).where(table.c.school_id == school_id)
            for table in (activity_person, attendance)
        )
    ).subquery("people")
    owner = owner_facts(school_id, None)
    closed = case((about.sign_in_closes_at <= now, AttendanceState.ABSENT), else_=AttendanceState.AWAITED)
    on_record = and_(
        row.school_id == school_id,
        row.activity_id == people.c.activity_id,
        row.teacher_id == people.c.teacher_id,
    )
    return (
        select(
            about.starts_at,
            about.ends_at,
            about.title.label("activity"),
            about.owner_kind,
            owner.c.owner_title.label("owner"),
            about.place,
            about.hours,
            *_WHO,
            func.coalesce(row.state, closed).label("state"),
            row.how,
            row.at,
        )
        .select_from(people)
        .join(activity, _same(school_id, activity, people.c.activity_id))
        .join(teacher, _same(school_id, teacher, people.c.teacher_id))
        .outerjoin(attendance, on_record)
        .outerjoin(owner, and_(owner.c.owner_kind == about.owner_kind, owner.c.owner_id == about.owner_id))
        .where(about.state != ActivityState.CANCELLED)
        .where(*_within(asked, people.c.teacher_id, at=about.starts_at))
        .order_by(about.starts_at, about.id, teacher.c.name_pinyin, teacher.c.id)
    )


def cover_entries(school_id: UUID, asked: ExportAsked, now: datetime) -> Select[Any]:
    its = cover_entry.c
    names = ("kind", "lesson_kind", "subject", "lessons", "amount_fen", "points", "note", "entered_at")
    return (
        select(
            school_year.c.start_year.label("school_year"),
            term.c.number.label("term"),
            its.day,
            *_WHO,
            *(its[name] for name in names),
        )
        .select_from(cover_entry)
        .join(term, _same(school_id, term, its.term_id))
        .join(school_year, _same(school_id, school_year, term.c.school_year_id))
        .join(teacher, _same(school_id, teacher, its.teacher_id))
        .where(its.school_id == school_id, *_within(asked, its.teacher_id, day=its.day))
        .where(*_of_year(asked, school_year.c.start_year))
        .order_by(its.day, its.id)
    )


def changed_lessons(school_id: UUID, asked: ExportAsked, now: datetime) -> Select[Any]:
    """The changes that stand, by the day the timetable has the lesson on."""
    its, taker = lesson_change.c, teacher.alias("taker")
    part = func.jsonb_array_elements(its.classes).table_valued("value").alias("part")
    code = func.jsonb_extract_path_text(part.c.value, "code")
    classes = select(func.string_agg(code, aggregate_order_by(literal("、"), code))).scalar_subquery()
    either = (its.from_teacher_id, its.to_teacher_id)
    return (
        select(
            its.lesson_day,
            its.day,
            its.period_no,
            classes.label("classes"),
            its.subject,
            its.kind.label("lesson_kind"),
            its.cause,
            *_WHO,
            taker.c.employee_no.label("taker_no"),
            taker.c.name.label("taker"),
            its.made_at,
        )
        .select_from(lesson_change)
        .join(teacher, _same(school_id, teacher, its.from_teacher_id))
        .outerjoin(taker, _same(school_id, taker, its.to_teacher_id))
        .where(its.school_id == school_id, its.state == "standing")
        .where(*_within(asked, *either, day=its.lesson_day))
        .order_by(its.lesson_day, its.id)
    )


def reconciliation_lines(school_id: UUID, asked: ExportAsked, now: datetime) -> Select[Any]:
    its = reconciliation_line.c
    sides = ("our_hours", "our_credits", "their_hours", "their_credits")
    return (
        select(
            its.school_year,
            *_WHO,
            *(its[name] for name in ("course_key", "title", "category", "kind", *sides)),
            *(its[name] for name in ("state", "note", "found_at", "decided_at")),
        )
        .join(teacher, _same(school_id, teacher, its.teacher_id))
        .where(its.school_id == school_id, *_within(asked, its.teacher_id, at=its.found_at))
        .where(*_of_year(asked, its.school_year))
        .order_by(its.school_year, teacher.c.name_pinyin, its.course_key, its.id)
    )


SOURCES: Mapping[Dataset, Source] = {
    Dataset.CREDIT_ENTRIES: Source(credit_entries),
    Dataset.CREDIT_STANDINGS: Source(standings, judging),
    Dataset.ENROLMENTS: Source(enrolments),
    Dataset.ATTENDANCES: Source(attendances),
    Dataset.COVER_ENTRIES: Source(cover_entries),
    Dataset.CHANGED_LESSONS: Source(changed_lessons),
    Dataset.CREDIT_RECONCILIATION_LINES: Source(reconciliation_lines),
}


def _same(school_id: UUID, table: Any, row_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    return and_(table.c.school_id == school_id, table.c.id == row_id)


def _within(
    asked: ExportAsked,
    *whose: ColumnElement[Any],
    day: ColumnElement[date] | None = None,
    at: ColumnElement[datetime] | None = None,
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.teacher_ids:
        found.append(or_(*(column.in_(asked.teacher_ids) for column in whose)))
    if asked.day_from is not None:
        found += [day >= asked.day_from] if day is not None else []
        found += [at >= _begins(asked.day_from)] if at is not None else []
    if asked.day_to is not None:
        found += [day < asked.day_to] if day is not None else []
        found += [at < _begins(asked.day_to)] if at is not None else []
    return found


def _of_year(asked: ExportAsked, column: ColumnElement[int]) -> list[ColumnElement[bool]]:
    return [] if asked.school_year is None else [column == asked.school_year]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE)
