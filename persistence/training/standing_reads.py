"""How teachers stand, one of the reads every screen starts with: through `hot`.

A list costs one statement, whatever its length, and what was made of a row is kept until the row says
something else: a screen is looked at again and again before the sums on it move.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.paging import Page, Window
from domain.people.calendar import SchoolYearSpan, present_school_year
from domain.training.credit import ExemptionKind
from domain.training.cycle import CycleStanding, TeacherCredit, YearSums, cycle_years, judge_cycle
from domain.training.policy import CreditRule, RuleKey
from domain.training.standing import Away, Ground, Member, Standing, StandingFilter, Yardstick, judge
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


class Line(NamedTuple):
    """A member and their sums, as read."""

    member: Member
    name_pinyin: str
    confirmed: Decimal
    provisional: Decimal
    planned: Decimal


@lru_cache(maxsize=10_000)
def _line(text: str) -> Line:
    teacher_id, name, employee_no, subject_group_id, grade_group_id, hired_on, left_on, pinyin, *sums = (
        json.loads(text)
    )
    return Line(
        Member(
            UUID(teacher_id),
            name,
            employee_no,
            None if subject_group_id is None else UUID(subject_group_id),
            None if grade_group_id is None else UUID(grade_group_id),
            None if hired_on is None else date.fromisoformat(hired_on),
            None if left_on is None else date.fromisoformat(left_on),
        ),
        pinyin,
        *map(Decimal, sums),
    )


@lru_cache(maxsize=10_000)
def _standing(ground: Ground, yardstick: Yardstick, text: str) -> Standing:
    line = _line(text)
    return judge(yardstick, line.member, ground.away.get(line.member.teacher_id, ()), *line[2:])


class HotStandings:
    def __init__(self, hot: Reads, caller: Caller, today: date) -> None:
        self._hot, self._caller, self._today = hot, caller, today

    async def page(self, filters: StandingFilter, window: Window) -> Page[Standing]:
        ground, lines = await self._list(filters, window)
        view = partial(_standing, ground, _yardstick(ground, filters.school_year, self._today))
        if filters.state:
            lines = [line for line in lines if view(line).state in filters.state]
        return paged(lines, window, view=view, mark=lambda: _mark(filters), keys=_key)

    async def summary(self, school_year: int, by: GroupBy) -> list[Summary]:
        ground, lines = await self._list(StandingFilter(school_year))
        named = await self._hot.rows(NAMES[by], school=self._caller.school_id) if by in NAMES else []
        yardstick = _yardstick(ground, school_year, self._today)
        standings = [_standing(ground, yardstick, line) for line in lines]
        return summarise(standings, by, {one[0]: one[1] for one in named})

    async def cycles(self, filters: StandingFilter, window: Window) -> Page[CycleStanding]:
        ground, lines = await self._list(filters, window)
        judged = await self._cycles(ground, filters.school_year, lines)
        found = [pair for pair in judged if not filters.state or pair[1].state in filters.state]
        return paged(
            found, window, view=itemgetter(1), mark=lambda: _mark(filters), keys=lambda pair: _key(pair[0])
        )

    async def of(self, teacher_id: UUID, school_year: int | None) -> TeacherCredit | None:
        ground = await self._ground()
        year = present_school_year(self._today, ground.years) if school_year is None else school_year
        whenever = {"first_day": date.min, "last_day": date.max}  # also who has left, or comes later
        lines = await self._members(MEMBERS, StandingFilter(year, (teacher_id,)), days=whenever)
        if not lines:
            return None
        ((_, cycle),) = await self._cycles(ground, year, lines)
        standing = _standing(ground, _yardstick(ground, year, self._today), lines[0])
        return TeacherCredit(teacher_id, standing, cycle)

    async def _ground(self) -> Ground:
        ((text,),) = await self._hot.rows(GROUND, school=self._caller.school_id)
        return _ground(text)

    async def _list(self, filters: StandingFilter, window: Window | None = None) -> tuple[Ground, list[str]]:
        """What all are judged by, and the members' lines."""
        found = await self._members(LIST, filters, window)
        return (_ground(found[0]), found[1:]) if found else (await self._ground(), [])

    async def _members(
        self,
        statement: Prepared,
        filters: StandingFilter,
        window: Window | None = None,
        days: Mapping[str, date] = MappingProxyType({}),
    ) -> list[str]:
        """One line more than the window; all when a state is asked for, which only judging tells. None at
        all where the caller's own is asked for and is not there.
        """
        caller, teachers = self._caller, filters.teacher_id
        if caller.reach is Scope.OWN:
            if caller.teacher_id is None or (teachers and caller.teacher_id not in teachers):
                return []
            teachers = (caller.teacher_id,)
        after_name, after_id = None, None
        if window is not None and window.cursor is not None:
            after_name, after_id = read_cursor(window.cursor, _mark(filters), [str, UUID])
        rows = await self._hot.rows(
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
        return [row[0] for row in rows]

    async def _cycles(
        self, ground: Ground, year: int, lines: Sequence[str]
    ) -> list[tuple[str, CycleStanding]]:
        members = [_line(line).member for line in lines]
        policy, years, away = ground.policy(year), cycle_years(ground, year), ground.away
        sums: dict[UUID, dict[int, YearSums]] = defaultdict(dict)
        for one in await self._hot.rows(
            SUMS,
            school=self._caller.school_id,
            teachers=[member.teacher_id for member in members],
            year=years[0].span.start_year,
            until_year=years[-1].span.start_year,
        ):
            sums[one[0]][one[1]] = YearSums(*tuple(one)[2:])
        return [
            (line, judge_cycle(policy, years, self._today, member, away.get(member.teacher_id, ()), its))
            for line, member in zip(lines, members, strict=True)
            for its in [sums[member.teacher_id]]
        ]


def _mark(filters: StandingFilter) -> str:
    return digest("standings", filters)


def _key(text: str) -> Sequence[Any]:
    line = _line(text)
    return [line.name_pinyin, line.member.teacher_id]
