"""Counting what was entered, sent and won in a school year."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.contest import ContestState
from domain.contests.entry import EntryState
from domain.contests.statistics import ContestPrizeCount, ContestStatistic, in_order
from domain.works.award import Prize
from domain.works.work import WorkLevel
from persistence.contests.tables import contest, contest_entry

_TABLE, _ENTRY = contest.c, contest_entry.c
NOT_COUNTED = (ContestState.DRAFT, ContestState.CANCELLED)
GONE_OUT = (ContestState.SUBMITTED, ContestState.RESULTS_IN)
SENT = (EntryState.SENT, EntryState.AWARDED, EntryState.UNPLACED)


class SqlContestStatistics:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def of_year(self, school_year: int) -> Sequence[ContestStatistic]:
        stands = and_(
            _ENTRY.school_id == _TABLE.school_id,
            _ENTRY.contest_id == _TABLE.id,
            _ENTRY.state != EntryState.WITHDRAWN,
        )
        counts = (
            select(_TABLE.id, _ENTRY.state, _ENTRY.prize, func.count(_ENTRY.id).label("count"))
            .select_from(contest.outerjoin(contest_entry, stands))
            .where(
                _TABLE.school_id == self._school_id,
                _TABLE.school_year == school_year,
                _TABLE.state.not_in(NOT_COUNTED),
            )
            .group_by(_TABLE.id, _ENTRY.state, _ENTRY.prize)
            .subquery()
        )
        columns = (_TABLE.id, _TABLE.title, _TABLE.organiser, _TABLE.level, _TABLE.state)
        found = await self._connection.execute(
            select(*columns, counts.c.state.label("entry_state"), counts.c.prize, counts.c.count)
            .select_from(counts.join(contest, _TABLE.id == counts.c.id))
            .where(_TABLE.school_id == self._school_id)
            .order_by(_TABLE.entries_due_on, _TABLE.id)
        )
        by_contest = defaultdict(list)
        for row in found:
            by_contest[row.id].append(row)
        return [_statistic(rows) for rows in by_contest.values()]


def _statistic(rows: list[Any]) -> ContestStatistic:
    first, level = rows[0], WorkLevel(rows[0].level)
    gone = ContestState(first.state) in GONE_OUT
    prizes = [ContestPrizeCount(level, Prize(row.prize), row.count) for row in rows if row.prize is not None]
    return ContestStatistic(
        contest_id=first.id,
        title=first.title,
        organiser=first.organiser,
        level=level,
        state=ContestState(first.state),
        entered=sum(row.count for row in rows),
        sent=sum(row.count for row in rows if row.entry_state in SENT) if gone else 0,
        prizes=in_order(prizes),
    )
