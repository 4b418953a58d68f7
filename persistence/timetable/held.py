"""The lessons as they are held: read as facts for rules and views, and the days held still for a change."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.timetable.changes import Ground
from domain.timetable.effective import Cause, Change, HeldLesson, LessonKey, Slot, effective, planned
from domain.timetable.lessons import (
    ClassPart,
    Half,
    Lesson,
    LessonKind,
    Period,
    TeachingDay,
    Version,
    Weeks,
    version_on,
)
from persistence.people.tables import school_day, term
from persistence.timetable.tables import (
    lesson,
    lesson_change,
    lesson_class,
    lesson_teacher,
    timetable,
    timetable_period,
)


async def hold_days(connection: AsyncConnection, school_id: UUID, days: Iterable[date]) -> None:
    """Waits until nobody else is changing the lessons of these days; always the earlier day first.

    Everything that publishes or undoes a change takes these locks before it reads the days' lessons: the
    unique indexes know of two changes in one slot, not of a change on top of a lesson of the timetable.
    """
    await connection.execute(
        select(school_day.c.id)
        .where(school_day.c.school_id == school_id, school_day.c.day.in_(set(days)))
        .order_by(school_day.c.day)
        .with_for_update(key_share=True)
    )


async def hold_days_from(connection: AsyncConnection, school_id: UUID, first: date) -> None:
    """As `hold_days`, for every day the calendar has from `first` on."""
    await connection.execute(
        select(school_day.c.id)
        .where(school_day.c.school_id == school_id, school_day.c.day >= first)
        .order_by(school_day.c.day)
        .with_for_update(key_share=True)
    )


async def teaching_days(
    connection: AsyncConnection, school_id: UUID, first: date, last: date
) -> list[TeachingDay]:
    """The school days from `first` to `last`, both included."""
    day, since = school_day.c.day, term.c.first_monday
    follows = case(
        (school_day.c.follows_weekday.is_not(None), school_day.c.follows_weekday),
        (school_day.c.kind != "make_up", func.extract("isodow", day)),
    )
    rows = await connection.execute(
        select(day, follows.label("weekday"), since)
        .select_from(school_day)
        .outerjoin(
            term,
            (term.c.school_id == school_id) & (term.c.starts_on <= day) & (day <= term.c.ends_on),
        )
        .where(
            school_day.c.school_id == school_id,
            school_day.c.is_school_day,
            day.between(first, last),
        )
        .order_by(day)
    )
    return [
        TeachingDay(
            row.day,
            None if row.weekday is None else int(row.weekday),
            0 if row.first_monday is None else (row.day - row.first_monday).days // 7 + 1,
        )
        for row in rows
    ]


async def versions_between(
    connection: AsyncConnection, school_id: UUID, first: date, last: date
) -> list[Version]:
    """The versions in force on any of these days, whole."""
    known = await versions_known(connection, school_id, last)
    before = version_on(known, first)
    wanted = [one for one in known if one.effective_from > first or (before is not None and one == before)]
    lessons = await lessons_of(connection, school_id, [one.timetable_id for one in wanted])
    return [Version(one.timetable_id, one.effective_from, lessons[one.timetable_id]) for one in wanted]


async def versions_known(connection: AsyncConnection, school_id: UUID, last: date) -> list[Version]:
    """The versions that begin by this day, the earliest first, without their lessons."""
    begun = timetable.c
    rows = await connection.execute(
        select(begun.id, begun.effective_from)
        .where(begun.school_id == school_id, begun.effective_from <= last)
        .order_by(begun.effective_from)
    )
    return [Version(row.id, row.effective_from, ()) for row in rows]


async def lessons_of(
    connection: AsyncConnection, school_id: UUID, timetable_ids: Collection[UUID]
) -> dict[UUID, list[Lesson]]:
    """The lessons of versions, by weekday and period; three statements however many."""
    teachers: dict[UUID, list[UUID]] = defaultdict(list)
    given = select(lesson_teacher.c.lesson_id, lesson_teacher.c.teacher_id).where(
        lesson_teacher.c.school_id == school_id, lesson_teacher.c.timetable_id.in_(timetable_ids)
    )
    for lesson_id, teacher_id in await connection.execute(given.order_by(lesson_teacher.c.id)):
        teachers[lesson_id].append(teacher_id)
    classes: dict[UUID, list[ClassPart]] = defaultdict(list)
    attended = select(lesson_class.c.lesson_id, lesson_class.c.class_id, lesson_class.c.part).where(
        lesson_class.c.school_id == school_id, lesson_class.c.timetable_id.in_(timetable_ids)
    )
    for lesson_id, class_id, part in await connection.execute(attended.order_by(lesson_class.c.id)):
        classes[lesson_id].append(ClassPart(class_id, part))
    found: dict[UUID, list[Lesson]] = {one: [] for one in timetable_ids}
    every = select(lesson).where(lesson.c.school_id == school_id, lesson.c.timetable_id.in_(timetable_ids))
    for row in await connection.execute(every.order_by(lesson.c.weekday, lesson.c.period_no, lesson.c.id)):
        found[row.timetable_id].append(
            Lesson(
                row.id,
                row.weekday,
                row.period_no,
                Weeks(row.weeks),
                LessonKind(row.kind),
                row.subject,
                row.room_id,
                tuple(teachers[row.id]),
                tuple(classes[row.id]),
            )
        )
    return found


async def periods_of(
    connection: AsyncConnection, school_id: UUID, timetable_ids: Collection[UUID]
) -> dict[UUID, list[Period]]:
    """The periods of versions, in order."""
    found: dict[UUID, list[Period]] = {one: [] for one in timetable_ids}
    columns = timetable_period.c
    rows = await connection.execute(
        select(timetable_period)
        .where(columns.school_id == school_id, columns.timetable_id.in_(timetable_ids))
        .order_by(columns.period_no)
    )
    for row in rows:
        period = Period(row.period_no, row.name, Half(row.half), row.starts_at, row.ends_at)
        found[row.timetable_id].append(period)
    return found


async def standing_changes(
    connection: AsyncConnection, school_id: UUID, first: date, last: date
) -> list[Change]:
    """The changes of lessons that come from, or go to, these days; in the order they were made."""
    made = lesson_change.c
    rows = await connection.execute(
        select(lesson_change)
        .where(
            made.school_id == school_id,
            made.state == "standing",
            or_(made.lesson_day.between(first, last), made.day.between(first, last)),
        )
        .order_by(made.id)
    )
    return [change_of(row) for row in rows]


def change_of(row: Row[Any]) -> Change:
    return Change(
        row.id,
        LessonKey(row.lesson_id, row.lesson_day),
        Cause(row.cause),
        Slot(row.day, row.period_no),
        row.room_id,
        row.from_teacher_id,
        row.to_teacher_id,
    )


async def held_between(
    connection: AsyncConnection, school_id: UUID, first: date, last: date
) -> list[HeldLesson]:
    """What is really held from `first` to `last`, both included, by day and period."""
    ground = await ground_between(connection, school_id, first, last)
    return within(effective(ground.plan, ground.changes), first, last)


async def ground_between(connection: AsyncConnection, school_id: UUID, first: date, last: date) -> Ground:
    """What the timetable has on these days and on those their lessons were moved from or to, and the
    changes on top."""
    changes = await standing_changes(connection, school_id, first, last)
    elsewhere = [one.key.day for one in changes]
    since, until = min([first, *elsewhere]), max([last, *elsewhere])
    plan = planned(
        await teaching_days(connection, school_id, since, until),
        await versions_between(connection, school_id, since, until),
    )
    return Ground(plan, changes)


def within(lessons: Sequence[HeldLesson], first: date, last: date) -> list[HeldLesson]:
    return [one for one in lessons if first <= one.slot.day <= last]


def week_of(day: date) -> tuple[date, date]:
    """The Monday and Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
