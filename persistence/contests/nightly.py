"""What is done for contests without being asked: authors are reminded."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.contests.contest import ContestState
from domain.contests.entry import EntryState
from domain.contests.reminding import Awaited, remind_authors
from domain.people.calendar import SchoolDays, day_of
from domain.people.teacher import TeacherStatus
from persistence.contests.tables import contest, contest_entry
from persistence.people.tables import teacher
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import school
from persistence.training.demands import school_days
from persistence.training.reminders import SOON
from persistence.transaction import in_school

_TABLE, _ENTRY = contest.c, contest_entry.c


class SqlAwaitedEntries:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def school_days(self, around: date) -> SchoolDays:
        return await school_days(self._connection, self._school_id, around - timedelta(days=1), around + SOON)

    async def awaited(self, due_from: date, due_until: date) -> Sequence[Awaited]:
        entered = exists().where(
            _ENTRY.school_id == _TABLE.school_id,
            _ENTRY.contest_id == _TABLE.id,
            _ENTRY.author_id == teacher.c.id,
            _ENTRY.state != EntryState.WITHDRAWN,
        )
        waiting = and_(
            teacher.c.school_id == _TABLE.school_id, teacher.c.status == TeacherStatus.ACTIVE, ~entered
        )
        found = await self._connection.execute(
            select(_TABLE.id, _TABLE.title, _TABLE.entries_due_on, func.array_agg(teacher.c.id).label("who"))
            .select_from(contest.join(teacher, waiting))
            .where(
                _TABLE.school_id == self._school_id,
                _TABLE.state == ContestState.OPEN,
                _TABLE.entries_due_on.between(due_from, due_until),
            )
            .group_by(_TABLE.id, _TABLE.title, _TABLE.entries_due_on)
            .order_by(_TABLE.entries_due_on, _TABLE.id)
        )
        return [Awaited(row.id, row.title, row.entries_due_on, tuple(sorted(row.who))) for row in found]


async def remind_of_contests(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school; how many were written to, told before or not."""
    written = 0
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id))).all()
    for school_id in schools:
        async with in_school(engine, school_id) as connection:
            entries, messages = SqlAwaitedEntries(connection, school_id), SqlMessages(connection, school_id)
            written += await remind_authors(entries, messages, day=day_of(now), now=now)
    return written
