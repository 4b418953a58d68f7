"""Lessons as they are held, page by page, and who is free while they are."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.people.teacher import TeacherStatus
from domain.timetable.absence import AbsenceState
from domain.timetable.effective import Change, HeldLesson, LessonKey
from domain.timetable.lessons import Period, overlapping, version_on
from domain.timetable.week import (
    ChangeNamed,
    FreeTeacher,
    HeldPage,
    LessonFilter,
    LessonOnDay,
    PlannedAs,
)
from persistence.paging import digest, page, paged, read_cursor
from persistence.people.tables import teacher
from persistence.timetable.absence_tables import absence, absence_block
from persistence.timetable.held import periods_of
from persistence.timetable.names import Names, names_of
from persistence.timetable.stretches import Stretch, stretch_between


class SqlLessonReads:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def held(self, filters: LessonFilter, window: Window) -> HeldPage:
        """The lessons of a stretch follow from whole versions, so each page is worked out from its first day
        on: nothing is read of the days before."""
        mark = digest("lessons", filters)
        kinds = [date, int, UUID, date]
        after = None if window.cursor is None else tuple(read_cursor(window.cursor, mark, kinds))
        first = filters.first if after is None else max(filters.first, after[0])
        if filters.last < first:
            return HeldPage([], None, False, [])
        stretch = await stretch_between(self._connection, self._school_id, first, filters.last)
        before = {one.key: one for one in stretch.plan}
        wanted = [one for one in stretch.held if _asked_for(one, before[one.key], filters)]
        behind = [one for one in wanted if after is None or _place(one) > after]
        shown = await self._named(stretch, behind[: window.limit + 1], before)
        found: Page[LessonOnDay] = paged(
            shown,
            window,
            view=lambda one: one,
            mark=lambda: mark,
            keys=lambda one: [one.day, one.period_no, one.lesson_id, one.planned.day],
        )
        unsaid = [one.day for one in stretch.days if one.weekday is None and first <= one.day <= filters.last]
        return HeldPage(found.items, found.next_cursor, found.has_more, unsaid)

    async def _named(
        self, stretch: Stretch, lessons: Sequence[HeldLesson], before: dict[LessonKey, HeldLesson]
    ) -> list[LessonOnDay]:
        changes = {one.id: one for one in stretch.changes}
        made = [changes[one] for lesson in lessons for one in lesson.change_ids]
        both = [*lessons, *(before[one.key] for one in lessons)]
        names = await names_of(
            self._connection,
            self._school_id,
            teacher_ids=[one for lesson in both for one in lesson.teacher_ids]
            + [one for change in made for one in (change.from_teacher_id, change.to_teacher_id) if one],
            class_ids=[one.class_id for lesson in lessons for one in lesson.classes],
            room_ids=[lesson.room_id for lesson in both if lesson.room_id is not None],
        )
        rung = await periods_of(
            self._connection, self._school_id, [one.timetable_id for one in stretch.versions]
        )
        weeks = {one.day: one.week_no for one in stretch.days}
        shown = []
        for lesson in lessons:
            version = version_on(stretch.versions, lesson.slot.day)
            periods = rung[version.timetable_id] if version else []
            week_no = weeks.get(lesson.slot.day, 0)
            of_it = [changes[one] for one in lesson.change_ids]
            shown.append(_shown(lesson, before[lesson.key], of_it, week_no, periods, names))
        return shown

    async def free_teachers(
        self, day: date, period_nos: tuple[int, ...], window: Window
    ) -> Page[FreeTeacher]:
        stretch = await stretch_between(self._connection, self._school_id, day, day)
        given = Counter(one for lesson in stretch.held for one in lesson.teacher_ids)
        busy = {
            one
            for lesson in stretch.held
            if not period_nos or lesson.slot.period_no in period_nos
            for one in lesson.teacher_ids
        }
        version = version_on(stretch.versions, day)
        ids = [version.timetable_id] if version else []
        periods = await periods_of(self._connection, self._school_id, ids)
        away = await self._away(day, period_nos, periods[version.timetable_id] if version else [])
        columns = teacher.c
        return await page(
            self._connection,
            select(teacher).where(
                columns.school_id == self._school_id,
                columns.status == TeacherStatus.ACTIVE,
                columns.id.not_in(busy | away),
            ),
            window,
            by=[columns.name_pinyin, columns.id],
            filters=("free", day, period_nos),
            view=lambda row: FreeTeacher(
                row.id, row.employee_no, row.name, row.subject_group_id, given[row.id]
            ),
        )

    async def _away(self, day: date, period_nos: Collection[int], periods: Sequence[Period]) -> set[UUID]:
        """Who is away in one of the periods; where their times are unknown, at any time of day."""
        midnight = datetime.combine(day, time(), tzinfo=ZONE)
        block = absence_block.c
        rows = await self._connection.execute(
            select(absence.c.teacher_id, block.starts_at, block.ends_at)
            .join(
                absence_block,
                (block.school_id == absence.c.school_id) & (block.absence_id == absence.c.id),
            )
            .where(
                absence.c.school_id == self._school_id,
                block.school_id == self._school_id,
                absence.c.state == AbsenceState.STANDING,
                block.starts_at < midnight + timedelta(days=1),
                block.ends_at > midnight,
            )
        )
        asked = [one for one in periods if not period_nos or one.period_no in period_nos]
        return {
            row.teacher_id for row in rows if not asked or overlapping(asked, day, row.starts_at, row.ends_at)
        }


def _asked_for(lesson: HeldLesson, before: HeldLesson, filters: LessonFilter) -> bool:
    """Among changed lessons a teacher is asked for as the one it was taken from, too."""
    teachers = set(lesson.teacher_ids) | (set(before.teacher_ids) if filters.changed else set())
    classes = {one.class_id for one in lesson.classes}
    return (
        (filters.changed is None or bool(lesson.change_ids) is filters.changed)
        and (not filters.teacher_ids or not teachers.isdisjoint(filters.teacher_ids))
        and (not filters.class_ids or not classes.isdisjoint(filters.class_ids))
        and (not filters.room_ids or lesson.room_id in filters.room_ids)
    )


def _place(one: HeldLesson) -> tuple[Any, ...]:
    return one.slot.day, one.slot.period_no, one.key.lesson_id, one.key.day


def _shown(
    lesson: HeldLesson,
    before: HeldLesson,
    changes: Sequence[Change],
    week_no: int,
    periods: Sequence[Period],
    names: Names,
) -> LessonOnDay:
    return LessonOnDay(
        lesson_id=lesson.key.lesson_id,
        day=lesson.slot.day,
        week_no=week_no,
        period_no=lesson.slot.period_no,
        period=next((one for one in periods if one.period_no == lesson.slot.period_no), None),
        kind=lesson.kind,
        subject=lesson.subject,
        teachers=names.of_teachers(lesson.teacher_ids),
        classes=names.of_classes(lesson.classes),
        room=names.of_room(lesson.room_id),
        planned=PlannedAs(
            before.slot.day,
            before.slot.period_no,
            names.of_teachers(before.teacher_ids),
            names.of_room(before.room_id),
        ),
        changes=[
            ChangeNamed(
                one.id,
                one.cause,
                names.teachers[one.from_teacher_id],
                names.teachers[one.to_teacher_id] if one.to_teacher_id else None,
            )
            for one in changes
        ],
    )
