"""How teachers stand, one of the reads every screen starts with: through `hot`.

A list costs one statement, whatever its length.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Any
from uuid import UUID

from asyncpg import Record

from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.paging import Page, Window
from domain.people.calendar import SchoolYearSpan, present_school_year
from domain.training.credit import ExemptionKind
from domain.training.cycle import CycleStanding, TeacherCredit, YearSums, cycle_years, judge_cycle
from domain.training.policy import CreditRule, RuleKey
from domain.training.standing import Away, Ground, Member, Standing, StandingFilter, Verdict, Yardstick
from domain.training.summary import GroupBy, Summary, summarise
from persistence.hot import Prepared, Reads
from persistence.paging import digest, paged, read_cursor
from persistence.training.standing_statements import GROUND, LIST, MEMBERS, NAMES, SUMS


# The same text says the same rows, whichever school they are of: what was read of it once holds.
@lru_cache(maxsize=1000)
def _ground(text: str) -> Ground:
    rules, years, away = json.loads(text)
    absences: dict[UUID, list[Away]] = defaultdict(list)
    for teacher_id, kind, from_day, until_day in away or []:
        days = date.fromisoformat(from_day), date.fromisoformat(until_day)
        absences[UUID(teacher_id)].append(Away(ExemptionKind(kind), *days))
    return Ground(
        rules=[
            CreditRule(
                UUID(rule_id),
                RuleKey(key),
                value,
                date.fromisoformat(effective_from),
                entered_at=datetime.fromisoformat(entered_at),
            )
            for rule_id, key, value, effective_from, entered_at in rules or []
        ],
        years=[
            SchoolYearSpan(start_year, date.fromisoformat(starts_on), date.fromisoformat(ends_on))
            for start_year, starts_on, ends_on in years or []
        ],
        away=dict(absences),
    )


@lru_cache(maxsize=1000)
def _yardstick(ground: Ground, year: int, today: date) -> Yardstick:
    return ground.yardstick(year, today)


def _verdict(yardstick: Yardstick, confirmed: str, provisional: str, planned: str) -> Verdict:
    return yardstick.verdict(Decimal(confirmed), Decimal(provisional), Decimal(planned))


# A screen is looked at again and again before the sums on it move.
_known_verdict = lru_cache(maxsize=10_000)(_verdict)


class HotStandings:
    def __init__(self, hot: Reads, caller: Caller, today: date) -> None:
        self._hot, self._caller, self._today = hot, caller, today

    async def page(self, filters: StandingFilter, window: Window) -> Page[Standing]:
        rows = await self._members(LIST, filters, window)
        ground = _ground(rows[0][-1]) if rows else await self._ground()
        yardstick, away = _yardstick(ground, filters.school_year, self._today), ground.away

        def view(row: Record) -> Standing:
            return _standing(yardstick, away, row)

        if filters.state:
            rows = [row for row in rows if view(row).state in filters.state]
        return paged(rows, window, view=view, mark=lambda: _mark(filters), keys=_key)

    async def summary(self, school_year: int, by: GroupBy) -> list[Summary]:
        rows = await self._members(LIST, StandingFilter(school_year))
        ground = _ground(rows[0][-1]) if rows else await self._ground()
        named = await self._hot.rows(NAMES[by], school=self._caller.school_id) if by in NAMES else []
        yardstick = _yardstick(ground, school_year, self._today)
        standings = [_standing(yardstick, ground.away, row) for row in rows]
        return summarise(standings, by, {one[0]: one[1] for one in named})

    async def cycles(self, filters: StandingFilter, window: Window) -> Page[CycleStanding]:
        rows = await self._members(LIST, filters, window)
        ground = _ground(rows[0][-1]) if rows else await self._ground()
        judged = await self._cycles(ground, filters.school_year, rows)
        found = [pair for pair in judged if not filters.state or pair[1].state in filters.state]
        return paged(
            found, window, view=itemgetter(1), mark=lambda: _mark(filters), keys=lambda pair: _key(pair[0])
        )

    async def of(self, teacher_id: UUID, school_year: int | None) -> TeacherCredit | None:
        ground = await self._ground()
        year = present_school_year(self._today, ground.years) if school_year is None else school_year
        whenever = {"first_day": date.min, "last_day": date.max}  # also who has left, or comes later
        rows = await self._members(MEMBERS, StandingFilter(year, (teacher_id,)), days=whenever)
        if not rows:
            return None
        ((_, cycle),) = await self._cycles(ground, year, rows)
        standing = _standing(_yardstick(ground, year, self._today), ground.away, rows[0])
        return TeacherCredit(teacher_id, standing, cycle)

    async def _ground(self) -> Ground:
        ((text,),) = await self._hot.rows(GROUND, school=self._caller.school_id)
        return _ground(text)

    async def _members(
        self,
        statement: Prepared,
        filters: StandingFilter,
        window: Window | None = None,
        days: Mapping[str, date] = MappingProxyType({}),
    ) -> list[Record]:
        """One row more than the window; all rows when a state is asked for, which only judging tells."""
        caller, teachers = self._caller, filters.teacher_id
        if caller.reach is Scope.OWN:
            if caller.teacher_id is None or (teachers and caller.teacher_id not in teachers):
                return []
            teachers = (caller.teacher_id,)
        after_name, after_id = None, None
        if window is not None and window.cursor is not None:
            after_name, after_id = read_cursor(window.cursor, _mark(filters), [str, UUID])
        return await self._hot.rows(
            statement,
            school=caller.school_id,
            year=filters.school_year,
            asker=caller.teacher_id,
            wide=caller.reach is not Scope.GROUP,
            teachers=teachers,
            subject_groups=filters.subject_group_id,
            grade_groups=filters.grade_group_id,
            after_name=after_name,
            after_id=after_id,
            limit=None if window is None or filters.state else window.limit + 1,
            **days,
        )

    async def _cycles(
        self, ground: Ground, year: int, rows: Sequence[Record]
    ) -> list[tuple[Record, CycleStanding]]:
        policy, years, away = ground.policy(year), cycle_years(ground, year), ground.away
        sums: dict[UUID, dict[int, YearSums]] = defaultdict(dict)
        for one in await self._hot.rows(
            SUMS,
            school=self._caller.school_id,
            teachers=[row[0] for row in rows],
            year=years[0].span.start_year,
            until_year=years[-1].span.start_year,
        ):
            sums[one[0]][one[1]] = YearSums(*tuple(one)[2:])
        return [
            (
                row,
                judge_cycle(policy, years, self._today, _member(row), away.get(row[0], ()), sums[row[0]]),
            )
            for row in rows
        ]


def _member(row: Record) -> Member:
    return Member(row[0], row[1], row[2], row[3], row[4], row[5], row[6])


def _standing(yardstick: Yardstick, away: Mapping[UUID, Sequence[Away]], row: Record) -> Standing:
    """As `judge` does, without a `Member` in between."""
    own = yardstick.of(row[5], row[6], away.get(row[0], ()))
    verdict = _known_verdict if own is yardstick else _verdict  # a narrowed one is made anew for every read
    figures = verdict(own, row[8], row[9], row[10])
    return Standing(row[0], row[1], row[2], row[3], row[4], own.span.start_year, *figures)


def _mark(filters: StandingFilter) -> str:
    return digest("standings", filters)


def _key(row: Record) -> Sequence[Any]:
    return [row["name_pinyin"], row["id"]]
