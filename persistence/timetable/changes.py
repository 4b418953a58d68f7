"""Published changes in their stacks: laid and lifted in bulk, under the locks of their days."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.timetable.changes import ChangedMeanwhile, Ground, Layer
from domain.timetable.clashes import Taken
from domain.timetable.effective import HeldLesson, LessonKey
from domain.timetable.lessons import ClassPart
from persistence.ids import new_id
from persistence.people.tables import school_class, teacher
from persistence.refusals import refusing
from persistence.rows import add_all
from persistence.timetable.held import change_of, ground_between, hold_days
from persistence.timetable.tables import lesson_change, room

_NAMED: Mapping[Taken, Table] = {Taken.TEACHER: teacher, Taken.CLASS: school_class, Taken.ROOM: room}
_CHANGE = lesson_change.c


def _refusing() -> Any:
    """Two who did not see each other: only one who came past the locks of the days meets these."""
    return refusing(
        uq_lesson_change_lesson=ChangedMeanwhile(), uq_lesson_change_teacher_slot=ChangedMeanwhile()
    )


class SqlLessonChanges:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    def new_id(self) -> UUID:
        return new_id()

    async def hold(self, days: Collection[date]) -> None:
        await hold_days(self._connection, self._school_id, days)

    async def ground(self, first: date, last: date) -> Ground:
        return await ground_between(self._connection, self._school_id, first, last)

    async def stacks(self, cause_ids: Collection[UUID], absence_id: UUID | None) -> list[Layer]:
        chosen = lesson_change.alias("chosen")
        of_them = exists().where(
            chosen.c.school_id == self._school_id,
            chosen.c.lesson_id == _CHANGE.lesson_id,
            chosen.c.lesson_day == _CHANGE.lesson_day,
            chosen.c.from_teacher_id == _CHANGE.from_teacher_id,
            chosen.c.state != "undone",
            or_(chosen.c.cause_id.in_(cause_ids), chosen.c.absence_id == absence_id),
        )
        rows = await self._connection.execute(
            select(lesson_change)
            .where(_CHANGE.school_id == self._school_id, _CHANGE.state != "undone", of_them)
            .order_by(_CHANGE.id)
        )
        return [Layer(change_of(row), row.cause_id, row.absence_id, row.previous_id) for row in rows]

    async def name(self, what: Taken, which: UUID) -> str:
        table = _NAMED[what]
        named = select(table.c.name).where(table.c.school_id == self._school_id, table.c.id == which)
        return str(await self._connection.scalar(named))

    async def lay(
        self, layers: Sequence[Layer], lessons: Mapping[LessonKey, HeldLesson], *, at: datetime
    ) -> None:
        codes = await self._codes(lessons[layer.change.key] for layer in layers)
        below = [layer.previous_id for layer in layers if layer.previous_id is not None]
        rows = [_row(layer, lessons[layer.change.key], codes, at) for layer in layers]
        await self._become("superseded", below, before="standing")
        with _refusing():
            await add_all(self._connection, lesson_change, self._school_id, rows)

    async def lift(self, gone: Collection[UUID], again: Collection[UUID], *, at: datetime) -> None:
        undone = (
            update(lesson_change)
            .where(_CHANGE.school_id == self._school_id, _CHANGE.id.in_(gone), _CHANGE.state != "undone")
            .values(state="undone", undone_at=at)
        )
        if (await self._connection.execute(undone)).rowcount != len(gone):
            raise ChangedMeanwhile()
        await self._become("standing", again, before="superseded")

    async def _become(self, state: str, change_ids: Collection[UUID], *, before: str) -> None:
        if not change_ids:
            return
        moved = (
            update(lesson_change)
            .where(_CHANGE.school_id == self._school_id, _CHANGE.id.in_(change_ids), _CHANGE.state == before)
            .values(state=state)
        )
        with _refusing():
            if (await self._connection.execute(moved)).rowcount != len(change_ids):
                raise ChangedMeanwhile()

    async def _codes(self, lessons: Iterable[HeldLesson]) -> dict[UUID, str]:
        wanted = {one.class_id for lesson in lessons for one in lesson.classes}
        rows = await self._connection.execute(
            select(school_class.c.id, school_class.c.code).where(
                school_class.c.school_id == self._school_id, school_class.c.id.in_(wanted)
            )
        )
        return {row.id: row.code for row in rows}


def _row(layer: Layer, lesson: HeldLesson, codes: Mapping[UUID, str], at: datetime) -> dict[str, Any]:
    change = layer.change
    return {
        "id": change.id,
        "lesson_id": change.key.lesson_id,
        "lesson_day": change.key.day,
        "cause": change.cause.value,
        "cause_id": layer.cause_id,
        "absence_id": layer.absence_id,
        "previous_id": layer.previous_id,
        "day": change.slot.day,
        "period_no": change.slot.period_no,
        "room_id": change.room_id,
        "from_teacher_id": change.from_teacher_id,
        "to_teacher_id": change.to_teacher_id,
        "kind": lesson.kind.value,
        "subject": lesson.subject,
        "classes": json.dumps([_class(one, codes) for one in lesson.classes], ensure_ascii=False),
        "state": "standing",
        "made_at": at,
    }


def _class(one: ClassPart, codes: Mapping[UUID, str]) -> dict[str, str]:
    return {"class_id": str(one.class_id), "part": one.part, "code": codes[one.class_id]}
