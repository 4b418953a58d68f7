"""How teachers stand, one of the reads every screen starts with: through `hot`.

A list costs one statement, whatever its length. PostgreSQL writes what is known of a teacher, the rules add
what they say of the sums, and the whole is kept: a screen is looked at again and again before the sums on it
move. So PostgreSQL is first asked for marks of what is known, and to write, which costs twice as much, only
where they are new.
"""

import json
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from domain.identity.access import Caller
from domain.identity.actions import Scope
from domain.paging import Page, Window, WrittenPage
from domain.people.calendar import SchoolYearSpan, present_school_year
from domain.training.credit import ExemptionKind
from domain.training.cycle import CycleStanding, TeacherCredit, Told, YearSums, cycle_years, judge_cycle
from domain.training.policy import CreditRule, RuleKey
from domain.training.standing import Away, Ground, Member, Standing, StandingFilter, Yardstick, judge
from domain.training.summary import GroupBy, Summary, summarise
from persistence.hot import Reads
from persistence.paging import digest, paged, read_cursor
from persistence.training.standing_statements import GROUND, LIST, MARKS, MEMBERS, NAMES, SUMS


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
    """A member, as the statement tells them."""

    item: str
    """What the contract has before the verdict: the beginning of an object of JSON."""

    told: dict[str, Any]
    """The same read, and what else they are judged by and sorted by."""

    def days(self) -> tuple[date | None, date | None]:
        """Of hiring and of leaving."""
        return _day(self.told["hired_on"]), _day(self.told["left_on"])

    def sums(self) -> tuple[Decimal, Decimal, Decimal]:
        told = self.told
        return Decimal(told["confirmed"]), Decimal(told["provisional"]), Decimal(told["planned"])

    def place(self) -> tuple[str, str]:
        """In the order of the list."""
        return self.told["name_pinyin"], self.told["teacher_id"]

    def member(self) -> Member:
        told = self.told
        groups = _id(told["subject_group_id"]), _id(told["grade_group_id"])
        return Member(UUID(told["teacher_id"]), told["name"], told["employee_no"], *groups, *self.days())


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _lines(text: bytes | None) -> list[Line]:
    """None is nobody."""
    if text is None:
        return []
    lines = text.decode().split("\n")
    # Inside a string of JSON no quote stands alone, so this is where that column begins.
    return [Line(line.rpartition(',"name_pinyin":')[0], json.loads(line)) for line in lines]


def _standing(ground: Ground, yardstick: Yardstick, line: Line) -> Standing:
    member = line.member()
    return judge(yardstick, member, ground.away.get(member.teacher_id, ()), *line.sums())


class Screen(NamedTuple):
    """All that what is written goes by; the same marks say the same members."""

    ground: Ground
    yardstick: Yardstick
    filters: StandingFilter
    limit: int
    told: Told
    marks: bytes | None
    """None is nobody."""


SCREENS = 500
_screens: OrderedDict[Screen, WrittenPage] = OrderedDict()
"""Those asked for last, of whichever school. Made anew one costs a quarter of a millisecond."""


def _written(screen: Screen, lines: Sequence[Line]) -> WrittenPage:
    away, judged = screen.ground.away, []
    for line in lines:
        its = away.get(UUID(line.told["teacher_id"]), ()) if away else ()
        verdict = screen.yardstick.of(*line.days(), its).verdict(*line.sums())
        if not screen.filters.state or verdict.state in screen.filters.state:
            judged.append((line, verdict))
    page = paged(
        judged,
        Window(screen.limit),
        view=lambda one: one,
        mark=lambda: _mark(screen.filters),
        keys=lambda one: one[0].place(),
    )
    verdicts = screen.told([verdict for _, verdict in page.items])
    items = [f"{line.item},{verdict[1:]}" for (line, _), verdict in zip(page.items, verdicts, strict=True)]
    return WrittenPage(",".join(items).encode(), page.next_cursor, page.has_more)


class HotStandings:
    def __init__(self, hot: Reads, caller: Caller, today: date) -> None:
        self._hot, self._caller, self._today = hot, caller, today

    async def written(self, filters: StandingFilter, window: Window, told: Told) -> WrittenPage:
        def screen(ground: Ground, marks: bytes | None) -> Screen:
            yardstick = _yardstick(ground, filters.school_year, self._today)
            return Screen(ground, yardstick, filters, window.limit, told, marks)

        asked = self._asked(filters, window)
        if asked is None:
            return _written(screen(await self._ground(), None), [])
        grouped = self._caller.reach is Scope.GROUP
        ((ground, marks),) = await self._hot.rows(MARKS[grouped], **asked)
        kept = _screens.get(found := screen(_ground(ground), marks))
        if kept is None:
            ((ground, marks, text),) = await self._hot.rows(LIST[grouped], **asked)
            found = screen(_ground(ground), marks)  # they may have moved meanwhile
            kept = _screens[found] = _written(found, _lines(text))
            if len(_screens) > SCREENS:
                _screens.popitem(last=False)
        _screens.move_to_end(found)
        return kept

    async def every(self, filters: StandingFilter) -> list[Standing]:
        ground, text = await self._list(filters)
        yardstick = _yardstick(ground, filters.school_year, self._today)
        standings = [_standing(ground, yardstick, line) for line in _lines(text)]
        return [one for one in standings if not filters.state or one.state in filters.state]

    async def summary(self, school_year: int, by: GroupBy) -> list[Summary]:
        standings = await self.every(StandingFilter(school_year))
        named = await self._hot.rows(NAMES[by], school=self._caller.school_id) if by in NAMES else []
        return summarise(standings, by, {one[0]: one[1] for one in named})

    async def cycles(self, filters: StandingFilter, window: Window) -> Page[CycleStanding]:
        ground, text = await self._list(filters, window)
        lines = _lines(text)
        judged = zip(await self._cycles(ground, filters.school_year, lines), lines, strict=True)
        found = [one for one in judged if not filters.state or one[0].state in filters.state]
        return paged(
            found,
            window,
            view=itemgetter(0),
            mark=lambda: _mark(filters),
            keys=lambda one: one[1].place(),
        )

    async def of(self, teacher_id: UUID, school_year: int | None) -> TeacherCredit | None:
        ground = await self._ground()
        year = present_school_year(self._today, ground.years) if school_year is None else school_year
        asked = self._asked(StandingFilter(year, (teacher_id,)))
        if asked is None:
            return None
        whenever = {"first_day": date.min, "last_day": date.max}  # also who has left, or comes later
        statement = MEMBERS[self._caller.reach is Scope.GROUP]
        ((_, text),) = await self._hot.rows(statement, **asked, **whenever)
        lines = _lines(text)
        if not lines:
            return None
        (cycle,) = await self._cycles(ground, year, lines)
        standing = _standing(ground, _yardstick(ground, year, self._today), lines[0])
        return TeacherCredit(teacher_id, standing, cycle)

    async def _list(
        self, filters: StandingFilter, window: Window | None = None
    ) -> tuple[Ground, bytes | None]:
        """What all are judged by, and the lines of who is."""
        asked = self._asked(filters, window)
        if asked is None:
            return await self._ground(), None
        ((ground, _, lines),) = await self._hot.rows(LIST[self._caller.reach is Scope.GROUP], **asked)
        return _ground(ground), lines

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

    async def _cycles(self, ground: Ground, year: int, lines: Sequence[Line]) -> list[CycleStanding]:
        policy, years, away = ground.policy(year), cycle_years(ground, year), ground.away
        members = [line.member() for line in lines]
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
            judge_cycle(policy, years, self._today, member, away.get(member.teacher_id, ()), its)
            for member in members
            for its in [sums[member.teacher_id]]
        ]


def _mark(filters: StandingFilter) -> str:
    return digest("standings", filters)
