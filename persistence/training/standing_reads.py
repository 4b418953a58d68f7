"""How teachers stand, one of the reads every screen starts with: through `hot`.

A list costs one statement, whatever its length. PostgreSQL writes what is known of a teacher, the rules add
what they say of the sums, and the whole is kept until one of the two says something else: a screen is looked
at again and again before the sums on it move.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import starmap
from typing import Any, NamedTuple
from uuid import UUID

from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.paging import Page, Sheet, Window
from domain.people.calendar import SchoolYearSpan, present_school_year
from domain.training.credit import ExemptionKind
from domain.training.cycle import CycleStanding, TeacherCredit, Told, YearSums, cycle_years, judge_cycle
from domain.training.policy import CreditRule, RuleKey
from domain.training.standing import Away, Ground, Member, Standing, StandingFilter, Yardstick, judge
from domain.training.summary import GroupBy, Summary, summarise
from persistence.hot import Reads
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


class Figures(NamedTuple):
    """What a member is sorted by and judged by, as read."""

    name_pinyin: str
    teacher_id: str
    hired_on: str | None
    left_on: str | None
    confirmed: str
    provisional: str
    planned: str

    def days(self) -> tuple[date | None, date | None]:
        """Of hiring and of leaving."""
        return _day(self.hired_on), _day(self.left_on)

    def sums(self) -> tuple[Decimal, Decimal, Decimal]:
        return Decimal(self.confirmed), Decimal(self.provisional), Decimal(self.planned)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


class Members(NamedTuple):
    """As the statement tells them."""

    items: bytes | None
    """What is known of each, an object of JSON a line; None when there is nobody."""

    figures: str | None
    """A list of JSON, of a list for each."""

    def each(self) -> Iterator[tuple[str, Figures]]:
        if self.items is None or self.figures is None:
            return iter(())
        return zip(self.items.decode().split("\n"), starmap(Figures, json.loads(self.figures)), strict=True)

    def read(self) -> Iterator[tuple[Member, Figures]]:
        for item, figures in self.each():
            known = json.loads(item)
            member = Member(
                UUID(figures.teacher_id),
                known["name"],
                known["employee_no"],
                _id(known["subject_group_id"]),
                _id(known["grade_group_id"]),
                *figures.days(),
            )
            yield member, figures


# The same text says the same members, so what was made of a screen is found by it. Made anew it costs a
# quarter of a millisecond.
@lru_cache(maxsize=500)
def _sheet(
    ground: Ground, yardstick: Yardstick, filters: StandingFilter, limit: int, members: Members, told: Told
) -> Sheet:
    away, judged = ground.away, []
    for item, figures in members.each():
        its = away.get(UUID(figures.teacher_id), ()) if away else ()
        verdict = yardstick.of(*figures.days(), its).verdict(*figures.sums())
        if not filters.state or verdict.state in filters.state:
            judged.append((item, verdict, figures))
    page = paged(
        judged, Window(limit), view=lambda one: one, mark=lambda: _mark(filters), keys=lambda one: one[2][:2]
    )
    verdicts = told([verdict for _, verdict, _ in page.items])
    items = [f"{item[:-1]},{verdict[1:]}" for (item, _, _), verdict in zip(page.items, verdicts, strict=True)]
    return Sheet(",".join(items).encode(), page.next_cursor, page.has_more)


class HotStandings:
    def __init__(self, hot: Reads, caller: Caller, today: date) -> None:
        self._hot, self._caller, self._today = hot, caller, today

    async def sheet(self, filters: StandingFilter, window: Window, told: Told) -> Sheet:
        ground, members = await self._list(filters, window)
        yardstick = _yardstick(ground, filters.school_year, self._today)
        return _sheet(ground, yardstick, filters, window.limit, members, told)

    async def every(self, filters: StandingFilter) -> list[Standing]:
        ground, members = await self._list(filters)
        yardstick, away = _yardstick(ground, filters.school_year, self._today), ground.away
        standings = [
            judge(yardstick, member, away.get(member.teacher_id, ()), *figures.sums())
            for member, figures in members.read()
        ]
        return [one for one in standings if not filters.state or one.state in filters.state]

    async def summary(self, school_year: int, by: GroupBy) -> list[Summary]:
        standings = await self.every(StandingFilter(school_year))
        named = await self._hot.rows(NAMES[by], school=self._caller.school_id) if by in NAMES else []
        return summarise(standings, by, {one[0]: one[1] for one in named})

    async def cycles(self, filters: StandingFilter, window: Window) -> Page[CycleStanding]:
        ground, members = await self._list(filters, window)
        judged = await self._cycles(ground, filters.school_year, list(members.read()))
        found = [one for one in judged if not filters.state or one[0].state in filters.state]
        return paged(
            found,
            window,
            view=lambda one: one[0],
            mark=lambda: _mark(filters),
            keys=lambda one: one[1][:2],
        )

    async def of(self, teacher_id: UUID, school_year: int | None) -> TeacherCredit | None:
        ground = await self._ground()
        year = present_school_year(self._today, ground.years) if school_year is None else school_year
        asked = self._asked(StandingFilter(year, (teacher_id,)))
        if asked is None:
            return None
        whenever = {"first_day": date.min, "last_day": date.max}  # also who has left, or comes later
        (found,) = await self._hot.rows(MEMBERS[self._caller.reach is Scope.GROUP], **asked, **whenever)
        members = list(Members(*found).read())
        if not members:
            return None
        ((cycle, figures),) = await self._cycles(ground, year, members)
        yardstick, away = _yardstick(ground, year, self._today), ground.away.get(teacher_id, ())
        standing = judge(yardstick, members[0][0], away, *figures.sums())
        return TeacherCredit(teacher_id, standing, cycle)

    async def _list(self, filters: StandingFilter, window: Window | None = None) -> tuple[Ground, Members]:
        """What all are judged by, and who is."""
        asked = self._asked(filters, window)
        if asked is None:
            return await self._ground(), Members(None, None)
        ((items, figures, ground),) = await self._hot.rows(LIST[self._caller.reach is Scope.GROUP], **asked)
        return _ground(ground), Members(items, figures)

    async def _ground(self) -> Ground:
        ((text,),) = await self._hot.rows(GROUND, school=self._caller.school_id)
        return _ground(text)

    def _asked(self, filters: StandingFilter, window: Window | None = None) -> dict[str, Any] | None:
        """For one member more than the window; for all when a state is asked for, which only judging tells.
        None where the caller's own is asked for and is not there.
        """
        caller, teachers = self._caller, filters.teacher_id
        if caller.reach is Scope.OWN:
            if caller.teacher_id is None or (teachers and caller.teacher_id not in teachers):
                return None
            teachers = (caller.teacher_id,)
        after_name, after_id = None, None
        if window is not None and window.cursor is not None:
            after_name, after_id = read_cursor(window.cursor, _mark(filters), [str, UUID])
        return {
            "school": caller.school_id,
            "year": filters.school_year,
            "asker": caller.teacher_id,
            "teachers": teachers,
            "subject_groups": filters.subject_group_id,
            "grade_groups": filters.grade_group_id,
            "after_name": after_name,
            "after_id": after_id,
            "limit": None if window is None or filters.state else window.limit + 1,
        }

    async def _cycles(
        self, ground: Ground, year: int, members: Sequence[tuple[Member, Figures]]
    ) -> list[tuple[CycleStanding, Figures]]:
        policy, years, away = ground.policy(year), cycle_years(ground, year), ground.away
        sums: dict[UUID, dict[int, YearSums]] = defaultdict(dict)
        for one in await self._hot.rows(
            SUMS,
            school=self._caller.school_id,
            teachers=[member.teacher_id for member, _ in members],
            year=years[0].span.start_year,
            until_year=years[-1].span.start_year,
        ):
            sums[one[0]][one[1]] = YearSums(*tuple(one)[2:])
        return [
            (judge_cycle(policy, years, self._today, member, away.get(member.teacher_id, ()), its), figures)
            for member, figures in members
            for its in [sums[member.teacher_id]]
        ]


def _mark(filters: StandingFilter) -> str:
    return digest("standings", filters)
