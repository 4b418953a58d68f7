"""The lessons absences miss, read for many at once in as many statements as for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.timetable.absence import Ground, measure
from domain.timetable.changes import Layer
from domain.timetable.effective import planned
from domain.timetable.missed import LessonMissed, lessons_missed
from domain.training.sessions import Block
from persistence.timetable.held import change_of, teaching_days, versions_between
from persistence.timetable.tables import lesson_change


@dataclass(frozen=True, slots=True)
class Away:
    absence_id: UUID
    teacher_id: UUID
    blocks: Sequence[Block]


async def missed_lessons(
    connection: AsyncConnection, school_id: UUID, absences: Sequence[Away], ground: Ground
) -> Mapping[UUID, tuple[LessonMissed, ...]]:
    """By absence."""
    slots = {one.absence_id: measure(one.blocks, ground).slots for one in absences}
    days = {slot.day for some in slots.values() for slot in some}
    if not days:
        return {one.absence_id: () for one in absences}
    layers = await _stacks(connection, school_id, min(days), max(days))
    elsewhere = [one.change.key.day for one in layers]
    since, until = min([*days, *elsewhere]), max([*days, *elsewhere])
    plan = planned(
        await teaching_days(connection, school_id, since, until),
        await versions_between(connection, school_id, since, until),
    )
    return {
        one.absence_id: lessons_missed(one.teacher_id, one.absence_id, slots[one.absence_id], plan, layers)
        for one in absences
    }


async def _stacks(connection: AsyncConnection, school_id: UUID, first: date, last: date) -> list[Layer]:
    """The changes, whole stacks of them, of lessons that come from, or went to, these days."""
    made, chosen = lesson_change.c, lesson_change.alias("chosen")
    of_them = exists().where(
        chosen.c.school_id == school_id,
        chosen.c.lesson_id == made.lesson_id,
        chosen.c.lesson_day == made.lesson_day,
        chosen.c.from_teacher_id == made.from_teacher_id,
        chosen.c.state != "undone",
        or_(chosen.c.lesson_day.between(first, last), chosen.c.day.between(first, last)),
    )
    rows = await connection.execute(
        select(lesson_change)
        .where(made.school_id == school_id, made.state != "undone", of_them)
        .order_by(made.id)
    )
    return [Layer(change_of(row), row.cause_id, row.absence_id, row.previous_id) for row in rows]
