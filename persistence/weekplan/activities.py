"""What projects and themes have to say of a week, and to one teacher: their activities."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.activity import ActivityState
from domain.people.calendar import ZONE
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.activities.owners import owner_facts
from persistence.activities.tables import activity, activity_person

own, person = activity.c, activity_person.c


class ActivityWeek:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        return await self._found(self._held(first, last))

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]:
        """Those one is expected at, or leads."""
        expected = select(person.activity_id).where(
            person.school_id == self._school_id, person.teacher_id == teacher_id
        )
        mine = or_(own.id.in_(expected), own.leader_id == teacher_id)
        return await self._found(self._held(first, last).where(mine))

    def _held(self, first: date, last: date) -> Select[Any]:
        owner = owner_facts(self._school_id, None)
        since, until = _midnight(first), _midnight(last + timedelta(days=1))
        return (
            select(own.id, own.title, own.starts_at, own.ends_at, own.place, owner.c.owner_title)
            .join(owner, and_(owner.c.owner_kind == own.owner_kind, owner.c.owner_id == own.owner_id))
            .where(
                own.school_id == self._school_id,
                own.state != ActivityState.CANCELLED,
                own.starts_at >= since,
                own.starts_at < until,
            )
        )

    async def _found(self, statement: Select[Any]) -> list[WeekEntry]:
        return [_entry(row) for row in await self._connection.execute(statement)]


def _entry(row: Row[Any]) -> WeekEntry:
    """On the day it begins; one that goes on past midnight ends with its day."""
    starts, ends = row.starts_at.astimezone(ZONE), row.ends_at.astimezone(ZONE)
    return WeekEntry(
        f"activity-{row.id}",
        WeekEntryKind.ACTIVITY,
        starts.date(),
        starts.time(),
        ends.time() if ends.date() == starts.date() else time(23, 59),
        row.title,
        row.place,
        facts={"owner": row.owner_title},
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)
