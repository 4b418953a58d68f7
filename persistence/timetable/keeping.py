"""The versions of the timetable, and the week of one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.timetable.keeping import Timetable
from domain.timetable.lessons import ClassPart, LessonKind, Period, Weeks
from domain.timetable.week import LessonOfWeek
from persistence import locks, rows
from persistence.changes import write
from persistence.paging import page
from persistence.timetable.held import hold_days_from, periods_of
from persistence.timetable.imports import remove_lessons, replace_periods
from persistence.timetable.names import names_of
from persistence.timetable.tables import (
    lesson,
    lesson_change,
    lesson_class,
    lesson_teacher,
    timetable,
    timetable_period,
)


class SqlTimetables:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, thing_id: UUID) -> Timetable | None:
        found = await self._connection.execute(self._counted().where(timetable.c.id == thing_id))
        shown = await self._shown([dict(row) for row in found.mappings()])
        return shown[0] if shown else None

    async def for_update(self, thing_id: UUID) -> Timetable | None:
        # As the imports do: first the timetable, then its days, and only then what stands on them.
        await locks.hold(self._connection, "timetable", self._school_id)
        row = await rows.fetch(self._connection, timetable, self._school_id, thing_id, lock=True)
        if row is None:
            return None
        await hold_days_from(self._connection, self._school_id, row["effective_from"])
        return await self.get(thing_id)

    async def listed(self, window: Window) -> Page[Timetable]:
        found = await page(
            self._connection,
            self._counted(),
            window,
            by=[timetable.c.effective_from, timetable.c.id],
            filters="timetables",
            view=lambda row: dict(row._mapping),
            descending=True,
        )
        return Page(await self._shown(found.items), found.next_cursor, found.has_more)

    def _counted(self) -> Any:
        own = timetable.c.school_id == self._school_id
        lessons = select(func.count()).where(*self._of(lesson.c), lesson.c.timetable_id == timetable.c.id)
        changed = (
            select(func.count())
            .select_from(lesson_change)
            .join(
                lesson,
                (lesson.c.school_id == lesson_change.c.school_id)
                & (lesson.c.id == lesson_change.c.lesson_id),
            )
            .where(
                *self._of(lesson_change.c),
                *self._of(lesson.c),
                lesson_change.c.state == "standing",
                lesson.c.timetable_id == timetable.c.id,
            )
        )
        return select(
            timetable,
            lessons.correlate(timetable).scalar_subquery().label("lessons"),
            changed.correlate(timetable).scalar_subquery().label("changes"),
        ).where(own)

    def _of(self, columns: Any) -> tuple[ColumnElement[bool]]:
        return (columns.school_id == self._school_id,)

    async def _shown(self, found: Sequence[Mapping[str, Any]]) -> list[Timetable]:
        periods = await periods_of(self._connection, self._school_id, [row["id"] for row in found])
        return [rows.view(Timetable, row, periods=periods[row["id"]]) for row in found]

    async def used_periods(self, timetable_id: UUID) -> set[int]:
        held = select(lesson.c.period_no).where(*self._of(lesson.c), lesson.c.timetable_id == timetable_id)
        moved = (
            select(lesson_change.c.period_no)
            .join(
                lesson,
                (lesson.c.school_id == lesson_change.c.school_id)
                & (lesson.c.id == lesson_change.c.lesson_id),
            )
            .where(
                *self._of(lesson_change.c),
                *self._of(lesson.c),
                lesson_change.c.state == "standing",
                lesson.c.timetable_id == timetable_id,
            )
        )
        return set(await self._connection.scalars(union(held, moved)))

    async def change(
        self, timetable_id: UUID, values: Mapping[str, Any], periods: Sequence[Period] | None
    ) -> Timetable:
        if periods is not None:
            await replace_periods(self._connection, self._school_id, timetable_id, periods)
        await write(
            self._connection,
            update(timetable)
            .where(timetable.c.school_id == self._school_id, timetable.c.id == timetable_id)
            .values(version=timetable.c.version + 1, **values),
        )
        found = await self.get(timetable_id)
        assert found is not None
        return found

    async def remove(self, timetable_id: UUID) -> None:
        await remove_lessons(self._connection, self._school_id, lesson.c.timetable_id == timetable_id)
        columns = timetable_period.c
        await self._connection.execute(
            delete(timetable_period).where(
                columns.school_id == self._school_id, columns.timetable_id == timetable_id
            )
        )
        await rows.remove(self._connection, timetable, self._school_id, timetable_id)

    async def week(self, timetable_id: UUID, window: Window) -> Page[LessonOfWeek]:
        found = await page(
            self._connection,
            select(lesson).where(*self._of(lesson.c), lesson.c.timetable_id == timetable_id),
            window,
            by=[lesson.c.weekday, lesson.c.period_no, lesson.c.id],
            filters=timetable_id,
            view=lambda row: row,
        )
        return Page(await self._named(found.items), found.next_cursor, found.has_more)

    async def _named(self, lessons: Sequence[Any]) -> list[LessonOfWeek]:
        ids = [row.id for row in lessons]
        given: dict[UUID, list[UUID]] = defaultdict(list)
        teaches = lesson_teacher.c
        statement = select(teaches.lesson_id, teaches.teacher_id).where(
            *self._of(teaches), teaches.lesson_id.in_(ids)
        )
        for lesson_id, teacher_id in await self._connection.execute(statement.order_by(teaches.id)):
            given[lesson_id].append(teacher_id)
        attended: dict[UUID, list[ClassPart]] = defaultdict(list)
        attends = lesson_class.c
        of_classes = select(attends.lesson_id, attends.class_id, attends.part).where(
            *self._of(attends), attends.lesson_id.in_(ids)
        )
        for lesson_id, class_id, part in await self._connection.execute(of_classes.order_by(attends.id)):
            attended[lesson_id].append(ClassPart(class_id, part))
        names = await names_of(
            self._connection,
            self._school_id,
            teacher_ids=[one for teachers in given.values() for one in teachers],
            class_ids=[one.class_id for parts in attended.values() for one in parts],
            room_ids=[row.room_id for row in lessons if row.room_id is not None],
        )
        return [
            LessonOfWeek(
                row.id,
                row.weekday,
                row.period_no,
                Weeks(row.weeks),
                LessonKind(row.kind),
                row.subject,
                names.of_teachers(given[row.id]),
                names.of_classes(attended[row.id]),
                names.of_room(row.room_id),
            )
            for row in lessons
        ]
