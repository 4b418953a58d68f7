"""What the school's calendar has to say of a week: holidays, make-up days, days taken off by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import DayKind
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.people.tables import school_day

table = school_day.c


class CalendarWeek:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        off = and_(table.kind == DayKind.WORKDAY, table.is_school_day.is_(False))
        found = await self._connection.execute(
            select(table.day, table.kind, table.note, table.follows_weekday).where(
                table.school_id == self._school_id,
                table.day.between(first, last),
                or_(table.kind.in_((DayKind.HOLIDAY, DayKind.MAKE_UP)), off),
            )
        )
        return [_entry(row) for row in found]


def _entry(row: Any) -> WeekEntry:
    make_up = row.kind == DayKind.MAKE_UP
    facts = {"weekday": str(row.follows_weekday)} if make_up and row.follows_weekday else {}
    kind = WeekEntryKind.MAKE_UP if make_up else WeekEntryKind.HOLIDAY
    return WeekEntry(f"day-{row.day}", kind, row.day, title=row.note, facts=facts)
