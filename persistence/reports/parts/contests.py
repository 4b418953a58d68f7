"""What the contests' room has to say of a term's school year: two statements."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.entry import EntryState
from domain.reports.parts.contests import contest_part
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from persistence.contests.statistics import SqlContestStatistics
from persistence.contests.tables import contest, contest_entry

_ENTRY = contest_entry.c


class ContestSummary:
    slot = SummarySlot.RESEARCH

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        contests = await SqlContestStatistics(self._connection, self._school_id).of_year(term.school_year)
        its = and_(contest.c.school_id == _ENTRY.school_id, contest.c.id == _ENTRY.contest_id)
        entries = await self._connection.execute(
            select(
                func.count().filter(_ENTRY.state != EntryState.WITHDRAWN).label("stand"),
                func.count().filter(_ENTRY.state == EntryState.AWARDED).label("awarded"),
            )
            .select_from(contest_entry)
            .join(contest, its)
            .where(_ENTRY.school_id == self._school_id, contest.c.school_year == term.school_year)
        )
        counted = entries.one()
        return [contest_part(term, contests, counted.stand, counted.awarded)]
