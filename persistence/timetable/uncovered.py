"""Lessons nobody looks after yet: all they follow from is read in one statement, and judged by the domain."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, case, exists, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.timetable.absence import AbsenceState, Ground, PeriodTable
from domain.timetable.changes import Layer
from domain.timetable.effective import Cause, Change, LessonKey, Slot, planned
from domain.timetable.lessons import (
    ClassPart,
    Half,
    Lesson,
    LessonKind,
    Period,
    TeachingDay,
    Version,
    Weeks,
)
from domain.timetable.uncovered import (
    TeacherAway,
    UncoveredFilter,
    UncoveredLesson,
    place,
    uncovered,
)
from domain.training.sessions import Block
from persistence.paging import digest, paged, read_cursor
from persistence.people.tables import school_day, teacher, term
from persistence.timetable.absence_tables import absence, absence_block
from persistence.timetable.tables import (
    lesson,
    lesson_change,
    lesson_class,
    lesson_teacher,
    timetable,
    timetable_period,
)
from persistence.training.visibility import visible_teachers

_MADE, _LESSON = lesson_change.c, lesson.c


class SqlUncoveredLessons:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller = connection, caller

    async def page(self, filters: UncoveredFilter, window: Window) -> Page[UncoveredLesson]:
        seen = visible_teachers(self._caller, absence.c.teacher_id, action=Action.ABSENCE_READ)
        found = await uncovered_lessons(self._connection, self._caller.school_id, filters, seen)
        mark = digest("uncovered", filters)
        if window.cursor is not None:
            after = tuple(read_cursor(window.cursor, mark, [date, int, UUID, date, UUID]))
            found = [one for one in found if place(one) > after]
        return paged(found, window, view=lambda one: one, mark=lambda: mark, keys=place)


async def uncovered_lessons(
    connection: AsyncConnection, school_id: UUID, filters: UncoveredFilter, seen: ColumnElement[bool]
) -> list[UncoveredLesson]:
    """One statement, however many; `seen` is a condition on `absence`."""
    text = await connection.scalar(_everything(school_id, filters, seen))
    blocks, days, versions, periods, lessons, layers = (part or [] for part in json.loads(text or "[]"))
    begun = {UUID(one): date.fromisoformat(since) for one, since in versions}
    teaching = [_day(*one) for one in days]
    return uncovered(
        _away(blocks),
        [one.day for one in teaching if filters.first <= one.day < filters.until],
        Ground([one.day for one in teaching], _tables(periods, begun), ()),
        planned(teaching, _versions(lessons, begun)),
        [_layer(*one) for one in layers],
    )


def _everything(school_id: UUID, filters: UncoveredFilter, seen: ColumnElement[bool]) -> Select[Any]:
    """Six lists in one text: who is away, the days, the versions, their periods, lessons, changes."""
    away, touched = _who(school_id, filters, seen), _touched(school_id, filters)
    block, rung, day = absence_block.c, timetable_period.c, school_day.c
    blocks = (
        select(away.c.id, away.c.teacher_id, away.c.name, block.starts_at, block.ends_at)
        .join(absence_block, and_(block.school_id == school_id, block.absence_id == away.c.id))
        .order_by(away.c.id, block.starts_at)
    )
    follows = case(
        (day.follows_weekday.is_not(None), day.follows_weekday),
        (day.kind != "make_up", func.extract("isodow", day.day)),
    )
    days = (
        select(day.day, follows.label("weekday"), term.c.first_monday)
        .select_from(school_day)
        .outerjoin(
            term,
            and_(term.c.school_id == school_id, term.c.starts_on <= day.day, day.day <= term.c.ends_on),
        )
        .where(
            day.school_id == school_id,
            day.is_school_day,
            exists().where(away.c.id.is_not(None)),
            or_(
                and_(day.day >= filters.first, day.day < filters.until),
                day.day.in_(select(touched.c.lesson_day)),
            ),
        )
        .order_by(day.day)
    )
    versions = select(timetable.c.id, timetable.c.effective_from).where(timetable.c.school_id == school_id)
    periods = (
        select(*(rung[name] for name in ("timetable_id", "period_no", "name", "half")))
        .add_columns(rung.starts_at, rung.ends_at)
        .where(rung.school_id == school_id)
        .order_by(rung.period_no)
    )
    parts = (
        _listed(one)
        for one in (blocks, days, versions, periods, _lessons(school_id, away, touched), select(touched))
    )
    return select(func.json_build_array(*parts).cast(Text))


def _who(school_id: UUID, filters: UncoveredFilter, seen: ColumnElement[bool]) -> Any:
    first, until = (datetime.combine(one, time(), tzinfo=ZONE) for one in (filters.first, filters.until))
    own = absence.c
    narrowed = [
        column.in_(wanted)
        for column, wanted in (
            (own.teacher_id, filters.teacher_ids),
            (teacher.c.subject_group_id, filters.subject_group_ids),
            (teacher.c.grade_group_id, filters.grade_group_ids),
        )
        if wanted
    ]
    return (
        select(own.id, own.teacher_id, teacher.c.name)
        .select_from(absence)
        .join(teacher, and_(teacher.c.school_id == own.school_id, teacher.c.id == own.teacher_id))
        .where(
            own.school_id == school_id,
            own.state == AbsenceState.STANDING,
            own.starts_at < until,
            own.ends_at > first,
            seen,
            *narrowed,
        )
        .cte("away")
    )


def _touched(school_id: UUID, filters: UncoveredFilter) -> Any:
    """The changes, whole stacks of them, of lessons that come from, or went to, these days."""
    chosen = lesson_change.alias("chosen").c

    def within(column: ColumnElement[date]) -> ColumnElement[bool]:
        return and_(column >= filters.first, column < filters.until)

    of_them = exists().where(
        chosen.school_id == school_id,
        chosen.lesson_id == _MADE.lesson_id,
        chosen.lesson_day == _MADE.lesson_day,
        chosen.from_teacher_id == _MADE.from_teacher_id,
        chosen.state != "undone",
        or_(within(chosen.lesson_day), within(chosen.day)),
    )
    names = ("id", "lesson_id", "lesson_day", "cause", "day", "period_no", "room_id")
    more = ("from_teacher_id", "to_teacher_id", "cause_id", "absence_id", "previous_id")
    return (
        select(*(_MADE[name] for name in names + more))
        .where(_MADE.school_id == school_id, _MADE.state != "undone", of_them)
        .cte("touched")
    )


def _lessons(school_id: UUID, away: Any, touched: Any) -> Select[Any]:
    """Of the teachers who are away, and those that were changed."""
    taught, attended = lesson_teacher.c, lesson_class.c
    theirs = select(taught.lesson_id).where(
        taught.school_id == school_id, taught.teacher_id.in_(select(away.c.teacher_id))
    )
    wanted = union(theirs, select(touched.c.lesson_id)).subquery("wanted")
    teachers = select(func.json_agg(taught.teacher_id)).where(
        taught.school_id == school_id, taught.lesson_id == _LESSON.id
    )
    classes = select(func.json_agg(func.json_build_array(attended.class_id, attended.part))).where(
        attended.school_id == school_id, attended.lesson_id == _LESSON.id
    )
    names = ("timetable_id", "id", "weekday", "period_no", "weeks", "kind", "subject", "room_id")
    return select(
        *(_LESSON[name] for name in names),
        teachers.scalar_subquery().label("teachers"),
        classes.scalar_subquery().label("classes"),
    ).where(
        _LESSON.school_id == school_id,
        _LESSON.id.in_(select(wanted.c[0])),
        exists().where(away.c.id.is_not(None)),
    )


def _listed(rows: Select[Any]) -> Any:
    of = rows.subquery()
    return select(func.json_agg(func.json_build_array(*of.c))).scalar_subquery()


def _away(rows: Sequence[list[str]]) -> list[TeacherAway]:
    found: dict[str, TeacherAway] = {}
    for absence_id, teacher_id, name, starts_at, ends_at in rows:
        block = Block(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at))
        before = found[absence_id].blocks if absence_id in found else ()
        found[absence_id] = TeacherAway(UUID(absence_id), UUID(teacher_id), name, (*before, block))
    return list(found.values())


def _day(day: str, weekday: int | None, first_monday: str | None) -> TeachingDay:
    found = date.fromisoformat(day)
    week = 0 if first_monday is None else (found - date.fromisoformat(first_monday)).days // 7 + 1
    return TeachingDay(found, None if weekday is None else int(weekday), week)


def _tables(rows: Sequence[list[Any]], begun: dict[UUID, date]) -> list[PeriodTable]:
    found: dict[UUID, list[Period]] = {one: [] for one in begun}
    for version, number, name, half, starts_at, ends_at in rows:
        times = time.fromisoformat(starts_at), time.fromisoformat(ends_at)
        found[UUID(version)].append(Period(number, name, Half(half), *times))
    return [PeriodTable(begun[version], periods) for version, periods in found.items()]


def _versions(rows: Sequence[list[Any]], begun: dict[UUID, date]) -> list[Version]:
    found: dict[UUID, list[Lesson]] = {one: [] for one in begun}
    for version, lesson_id, weekday, number, weeks, kind, subject, room_id, teachers, classes in rows:
        found[UUID(version)].append(
            Lesson(
                UUID(lesson_id),
                weekday,
                number,
                Weeks(weeks),
                LessonKind(kind),
                subject,
                None if room_id is None else UUID(room_id),
                tuple(UUID(one) for one in teachers or ()),
                tuple(ClassPart(UUID(one), part) for one, part in classes or ()),
            )
        )
    return [
        Version(version, since, found[version])
        for version, since in sorted(begun.items(), key=lambda x: x[1])
    ]


def _layer(
    change_id: str, lesson_id: str, lesson_day: str, cause: str, day: str, number: int, *rest: str | None
) -> Layer:
    room_id, from_id, to_id, cause_id, absence_id, previous_id = (
        None if one is None else UUID(one) for one in rest
    )
    assert from_id is not None
    assert cause_id is not None
    assert absence_id is not None
    key = LessonKey(UUID(lesson_id), date.fromisoformat(lesson_day))
    slot = Slot(date.fromisoformat(day), number)
    change = Change(UUID(change_id), key, Cause(cause), slot, room_id, from_id, to_id)
    return Layer(change, cause_id, absence_id, previous_id)
