"""A school as a timetable's import finds it, and as it leaves it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.teacher import TeacherStatus
from domain.timetable.import_facts import KnownPlace, KnownTeacher, Present, Standing
from domain.timetable.import_history import Published
from domain.timetable.import_plan import Changes
from domain.timetable.lessons import Lesson, Period, Weeks
from domain.timetable.rooms import RoomCodeTaken
from persistence import locks, rows
from persistence.changes import write
from persistence.ids import new_id
from persistence.people.tables import (
    homeroom_assignment,
    school_class,
    teacher,
    teaching_assignment,
    term,
)
from persistence.refusals import refusing
from persistence.timetable.held import (
    change_of,
    hold_days_from,
    lessons_of,
    periods_of,
    teaching_days,
    versions_between,
)
from persistence.timetable.tables import (
    lesson,
    lesson_change,
    lesson_class,
    lesson_teacher,
    room,
    timetable,
    timetable_period,
)


class SqlTimetableStore:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def hold(self) -> None:
        await locks.hold(self._connection, "timetable", self._school_id)

    async def present(self, effective_from: date) -> Present:
        same, before = await self._versions(effective_from)
        return Present(
            await self._teachers(effective_from),
            await self._places(school_class),
            await self._places(room),
            await self._assigned(effective_from),
            await self._homerooms(effective_from),
            same,
            before,
        )

    async def _teachers(self, day: date) -> list[KnownTeacher]:
        columns = teacher.c
        statement = select(
            columns.id, columns.employee_no, columns.name, columns.status, columns.left_on
        ).where(columns.school_id == self._school_id)
        return [
            KnownTeacher(
                row.id,
                row.employee_no,
                row.name,
                row.status == TeacherStatus.LEFT and (row.left_on is None or row.left_on < day),
            )
            for row in await self._connection.execute(statement)
        ]

    async def _places(self, table: Table) -> list[KnownPlace]:
        statement = select(table.c.id, table.c.code, table.c.name).where(table.c.school_id == self._school_id)
        return [KnownPlace(*row) for row in await self._connection.execute(statement)]

    async def _assigned(self, day: date) -> dict[tuple[UUID, str], list[UUID]]:
        """In the term that holds the day or, between terms, the next to begin."""
        of_day = (
            select(term.c.id)
            .where(term.c.school_id == self._school_id, term.c.ends_on >= day)
            .order_by(term.c.starts_on)
            .limit(1)
            .scalar_subquery()
        )
        columns = teaching_assignment.c
        statement = select(columns.class_id, columns.subject, columns.teacher_id).where(
            columns.school_id == self._school_id, columns.term_id == of_day
        )
        found: dict[tuple[UUID, str], list[UUID]] = defaultdict(list)
        for class_id, subject, teacher_id in await self._connection.execute(statement):
            found[class_id, subject].append(teacher_id)
        return found

    async def _homerooms(self, day: date) -> dict[UUID, UUID]:
        columns = homeroom_assignment.c
        statement = (
            select(columns.class_id, columns.teacher_id)
            .where(
                columns.school_id == self._school_id,
                columns.from_day <= day,
                or_(columns.until_day.is_(None), columns.until_day >= day),
            )
            .order_by(columns.from_day)
        )
        return {class_id: teacher_id for class_id, teacher_id in await self._connection.execute(statement)}

    async def _versions(self, day: date) -> tuple[Standing | None, Sequence[Period]]:
        """The version of that first day, and the periods of the one before it."""
        columns = timetable.c
        statement = (
            select(columns.id, columns.name, columns.effective_from)
            .where(columns.school_id == self._school_id, columns.effective_from <= day)
            .order_by(columns.effective_from.desc())
            .limit(2)
        )
        found = list(await self._connection.execute(statement))
        periods = await periods_of(self._connection, self._school_id, [one.id for one in found])
        same = next((one for one in found if one.effective_from == day), None)
        before = next((one for one in found if one.effective_from < day), None)
        lessons = await lessons_of(self._connection, self._school_id, [same.id] if same else [])
        standing = Standing(same.id, same.name, periods[same.id], lessons[same.id]) if same else None
        return standing, periods[before.id] if before else ()

    async def published(self, since: date) -> Published:
        await hold_days_from(self._connection, self._school_id, since)
        made = lesson_change.c
        statement = select(lesson_change).where(
            made.school_id == self._school_id,
            made.state == "standing",
            or_(made.lesson_day >= since, made.day >= since),
        )
        changes = [change_of(row) for row in await self._connection.execute(statement.order_by(made.id))]
        if not changes:
            return Published((), (), ())
        days = [day for one in changes for day in (one.key.day, one.slot.day)]
        stretch = min(days), max(days)
        return Published(
            changes,
            await teaching_days(self._connection, self._school_id, *stretch),
            await versions_between(self._connection, self._school_id, *stretch),
        )

    async def apply(self, changes: Changes, *, at: datetime) -> None:
        await self._version(changes, at)
        with refusing(uq_room_code=RoomCodeTaken()):
            added = [asdict(one) for one in changes.add_rooms]
            await rows.add_all(self._connection, room, self._school_id, added)
        if changes.periods is not None:
            await replace_periods(self._connection, self._school_id, changes.timetable_id, changes.periods)
        await remove_lessons(self._connection, self._school_id, lesson.c.id.in_(changes.remove_lessons))
        await self._add_lessons(changes.timetable_id, changes.add_lessons)

    async def _version(self, changes: Changes, at: datetime) -> None:
        if changes.is_new:
            new = {"effective_from": changes.effective_from, "name": changes.name, "created_at": at}
            await write(
                self._connection,
                insert(timetable).values(school_id=self._school_id, id=changes.timetable_id, **new),
            )
        elif changes.renamed or changes.moves or changes.periods is not None:
            own = timetable.c.school_id == self._school_id, timetable.c.id == changes.timetable_id
            await write(
                self._connection,
                update(timetable).where(*own).values(name=changes.name, version=timetable.c.version + 1),
            )

    async def _add_lessons(self, timetable_id: UUID, lessons: Sequence[Lesson]) -> None:
        await rows.add_all(
            self._connection,
            lesson,
            self._school_id,
            [
                slot_of(timetable_id, one)
                | {
                    "id": one.id,
                    "weeks": one.weeks,
                    "kind": one.kind,
                    "subject": one.subject,
                    "room_id": one.room_id,
                }
                for one in lessons
            ],
        )
        teachers = [
            slot_of(timetable_id, one) | {"id": new_id(), "lesson_id": one.id, "teacher_id": teacher_id}
            for one in lessons
            for teacher_id in one.teacher_ids
        ]
        classes = [
            slot_of(timetable_id, one) | {"id": new_id(), "lesson_id": one.id, **asdict(attends)}
            for one in lessons
            for attends in one.classes
        ]
        await rows.add_all(self._connection, lesson_teacher, self._school_id, teachers)
        await rows.add_all(self._connection, lesson_class, self._school_id, classes)


def slot_of(timetable_id: UUID, one: Lesson) -> dict[str, Any]:
    """What stands again with a lesson's teachers and classes."""
    return {
        "timetable_id": timetable_id,
        "weekday": one.weekday,
        "period_no": one.period_no,
        "in_odd": one.weeks is not Weeks.EVEN,
        "in_even": one.weeks is not Weeks.ODD,
    }


async def replace_periods(
    connection: AsyncConnection, school_id: UUID, timetable_id: UUID, periods: Sequence[Period]
) -> None:
    columns = timetable_period.c
    own = columns.school_id == school_id, columns.timetable_id == timetable_id
    await connection.execute(delete(timetable_period).where(*own))
    new = [{"id": new_id(), "timetable_id": timetable_id, **asdict(one)} for one in periods]
    await rows.add_all(connection, timetable_period, school_id, new)


async def remove_lessons(connection: AsyncConnection, school_id: UUID, which: Any) -> None:
    """The lessons that a condition on `lesson` names, with their teachers and classes."""
    ids = select(lesson.c.id).where(lesson.c.school_id == school_id, which)
    for table in (lesson_teacher, lesson_class):
        own = table.c.school_id == school_id, table.c.lesson_id.in_(ids)
        await connection.execute(delete(table).where(*own))
    await connection.execute(delete(lesson).where(lesson.c.school_id == school_id, which))
