"""What the contests room has to say of a week, and to one teacher."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.contest import ContestState
from domain.contests.entry import EntryState
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.contests.tables import contest, contest_entry
from persistence.contests.visibility import by_author

_TABLE = contest.c
OVER = (ContestState.DRAFT, ContestState.CANCELLED)


class ContestWeek:
    """On which days works are due from authors, and at the organiser."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        return await self._due(first, last)

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]:
        """Of contests in which a work of one's own stands."""
        entry = contest_entry.c
        own = exists().where(
            entry.school_id == _TABLE.school_id,
            entry.contest_id == _TABLE.id,
            entry.state != EntryState.WITHDRAWN,
            by_author(teacher_id),
        )
        return await self._due(first, last, own)

    async def _due(self, first: date, last: date, *conditions: ColumnElement[bool]) -> list[WeekEntry]:
        either = _TABLE.entries_due_on.between(first, last) | _TABLE.submission_due_on.between(first, last)
        found = await self._connection.execute(
            select(_TABLE.id, _TABLE.title, _TABLE.entries_due_on, _TABLE.submission_due_on).where(
                _TABLE.school_id == self._school_id, _TABLE.state.not_in(OVER), either, *conditions
            )
        )
        told = [
            entry
            for row in found
            for entry in (
                WeekEntry(
                    f"contest-entries-{row.id}",
                    WeekEntryKind.CONTEST_ENTRIES_DUE,
                    row.entries_due_on,
                    title=row.title,
                ),
                WeekEntry(
                    f"contest-{row.id}", WeekEntryKind.CONTEST_DUE, row.submission_due_on, title=row.title
                ),
            )
        ]
        return [entry for entry in told if first <= entry.day <= last]
