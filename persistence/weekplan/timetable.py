"""What the timetable room has to say of a week, and to one teacher."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import ZONE, day_of
from domain.timetable.absence import AbsenceState
from domain.timetable.effective import Cause
from domain.timetable.lessons import Period
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.people.tables import school_day
from persistence.timetable.absence_tables import absence, absence_block
from persistence.timetable.held import periods_of
from persistence.timetable.tables import lesson_change, room, timetable

change = lesson_change.c
STANDING = "standing"
KINDS = {Cause.COVER: WeekEntryKind.COVER, Cause.SWAP: WeekEntryKind.SWAP}


class LessonWeek:
    """A day's absences, cover and swaps as numbers: who is away is not every colleague's to know."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        facts: dict[date, dict[str, str]] = defaultdict(dict)
        for day, teachers in (await self._away(first, last)).items():
            facts[day]["away"] = str(len(teachers))
        for row in await self._changed(first, last):
            facts[row.day]["covered" if row.cause == Cause.COVER else "swapped"] = str(row.lessons)
        return [
            WeekEntry(f"lessons-{day}", WeekEntryKind.LESSONS, day, facts=numbers)
            for day, numbers in facts.items()
        ]

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]:
        """Lessons one holds that the timetable does not have, or has elsewhere."""
        its = (room.c.school_id == change.school_id) & (room.c.id == change.room_id)
        found = await self._connection.execute(
            select(lesson_change, room.c.name.label("room"))
            .select_from(lesson_change.outerjoin(room, its))
            .where(
                change.school_id == self._school_id,
                change.to_teacher_id == teacher_id,
                change.state == STANDING,
                change.day.between(first, last),
            )
        )
        rows = found.all()
        periods = await self._periods(last)
        return [_held(row, _period(periods, row)) for row in rows if row.cause in KINDS]

    async def _changed(self, first: date, last: date) -> Sequence[Row[Any]]:
        found = await self._connection.execute(
            select(change.day, change.cause, func.count().label("lessons"))
            .where(
                change.school_id == self._school_id,
                change.state == STANDING,
                change.cause.in_(KINDS),
                change.day.between(first, last),
            )
            .group_by(change.day, change.cause)
        )
        return found.all()

    async def _away(self, first: date, last: date) -> Mapping[date, set[UUID]]:
        """Who is away on each school day."""
        its = (absence_block.c.school_id == absence.c.school_id) & (
            absence_block.c.absence_id == absence.c.id
        )
        since = datetime.combine(first, time.min, tzinfo=ZONE)
        found = await self._connection.execute(
            select(absence.c.teacher_id, absence_block.c.starts_at, absence_block.c.ends_at)
            .select_from(absence.join(absence_block, its))
            .where(
                absence.c.school_id == self._school_id,
                absence.c.state == AbsenceState.STANDING,
                absence_block.c.starts_at < datetime.combine(last, time.max, tzinfo=ZONE),
                absence_block.c.ends_at > since,
            )
        )
        held = await self._connection.scalars(
            select(school_day.c.day).where(
                school_day.c.school_id == self._school_id,
                school_day.c.day.between(first, last),
                school_day.c.is_school_day,
            )
        )
        days = held.all()
        away: dict[date, set[UUID]] = defaultdict(set)
        for teacher_id, starts_at, ends_at in found:
            final = day_of(ends_at - timedelta(microseconds=1))
            for day in days:
                if day_of(starts_at) <= day <= final:
                    away[day].add(teacher_id)
        return away

    async def _periods(self, last: date) -> list[tuple[Any, Mapping[int, Period]]]:
        """Of every version of the timetable begun by then: (version, its periods by number)."""
        versions = (
            await self._connection.execute(
                select(timetable.c.id, timetable.c.effective_from).where(
                    timetable.c.school_id == self._school_id, timetable.c.effective_from <= last
                )
            )
        ).all()
        periods = await periods_of(self._connection, self._school_id, [one.id for one in versions])
        return [(one, {period.period_no: period for period in periods[one.id]}) for one in versions]


def _period(versions: Iterable[tuple[Any, Mapping[int, Period]]], row: Row[Any]) -> Period | None:
    begun = [(one.effective_from, periods) for one, periods in versions if one.effective_from <= row.day]
    return max(begun, key=lambda one: one[0])[1].get(row.period_no) if begun else None


def _held(row: Row[Any], period: Period | None) -> WeekEntry:
    """Known by the lesson and its day, however often it is moved."""
    return WeekEntry(
        f"lesson-{row.lesson_id}-{row.lesson_day}",
        KINDS[Cause(row.cause)],
        row.day,
        None if period is None else period.starts_at,
        None if period is None else period.ends_at,
        row.subject,
        row.room,
        facts={
            "classes": "、".join(one["code"] + one["part"] for one in row.classes),
            "period": str(row.period_no),
            "was": row.lesson_day.isoformat(),
        },
    )
