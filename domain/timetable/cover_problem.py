"""A cover plan as a solver sees it: options with their costs, caps, and what ties options together.

Everything is numbered, so that a solver works on plain arrays. Without `runs`, `absences` and `changes` it
is a minimum-cost flow: lesson → teacher's period (one) → teacher's day (cap) → teacher's week (cap) → teacher
→ an arc of rising cost for each further lesson.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.timetable.cover import hindrance
from domain.timetable.cover_facts import (
    CoverFacts,
    Need,
    adjacent,
    locked_plan,
    open_needs,
    week_of,
)
from domain.timetable.cover_price import apart, price, rising, windows
from domain.timetable.cover_tally import Tally


class Lesson(NamedTuple):
    """An open need, with the numbers of its period, day and week."""

    need_id: UUID
    slot: int
    day: int
    week: int


class Option(NamedTuple):
    """The teacher may cover the lesson: their numbers, and what that costs by itself."""

    lesson: int
    teacher: int
    cost: int


@dataclass(frozen=True, slots=True)
class Run:
    """For each of these options above so many, a teacher's day has a period more in a row than it should."""

    options: tuple[int, ...]
    at_most: int
    cost: int


@dataclass(frozen=True, slots=True)
class Faces:
    """For each teacher of these lessons after the first it costs again; those known already cost nothing."""

    lessons: tuple[int, ...]
    known: frozenset[int]
    cost: int


@dataclass(frozen=True, slots=True)
class Change:
    """It costs when both lessons are covered, and not by the same teacher."""

    first: int
    second: int
    cost: int


@dataclass(frozen=True, slots=True)
class CoverProblem:
    lessons: tuple[Lesson, ...]
    teachers: tuple[UUID, ...]
    options: tuple[Option, ...]
    """By lesson, then teacher."""

    day_caps: tuple[tuple[int, ...], ...]
    """[teacher][day] → rows at most."""

    week_caps: tuple[tuple[int, ...], ...]
    rising: tuple[tuple[int, ...], ...]
    """[teacher] → the cost of each further row, never falling; as many as the teacher can get."""

    runs: tuple[Run, ...]
    absences: tuple[Faces, ...]
    changes: tuple[Change, ...]
    fixed: int
    """What the locked rows cost; `cost` of the options chosen comes on top."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a solver found. Costs are without the problem's `fixed`."""

    plan: Mapping[UUID, UUID]
    """The open lessons covered; as many as any plan can cover."""

    base_optimum: int
    """The least that options and balance alone can cost when so many are covered; proven."""

    bound: int
    """No plan that covers so many costs less; proven."""


class CoverSolver(Protocol):
    def solve(self, problem: CoverProblem) -> Found:
        """A plan within the caps: first the most lessons, then the least cost it could find."""
        ...


def cost(problem: CoverProblem, chosen: Sequence[int]) -> int:
    """What these options cost together; one a lesson at most."""
    by = {problem.options[one].lesson: problem.options[one].teacher for one in chosen}
    taken = frozenset(chosen)
    runs = sum(run.cost * max(len(taken.intersection(run.options)) - run.at_most, 0) for run in problem.runs)
    changes = sum(
        change.cost
        for change in problem.changes
        if change.first in by and change.second in by and by[change.first] != by[change.second]
    )
    return base_cost(problem, chosen) + runs + changes + sum(_faces(one, by) for one in problem.absences)


def base_cost(problem: CoverProblem, chosen: Sequence[int]) -> int:
    """The part that a minimum-cost flow can see: the options by themselves, and balance."""
    rows = Counter(problem.options[one].teacher for one in chosen)
    balance = sum(sum(problem.rising[teacher][:count]) for teacher, count in rows.items())
    return balance + sum(problem.options[one].cost for one in chosen)


def _faces(absence: Faces, by: Mapping[int, int]) -> int:
    new = {by[lesson] for lesson in absence.lessons if lesson in by} - absence.known
    return absence.cost * max(len(new) - (not absence.known), 0)


def state(facts: CoverFacts) -> CoverProblem:
    """The problem left open by the locked rows."""
    needs, colleagues = open_needs(facts), [one for _, one in sorted(facts.colleagues.items())]
    tally = Tally.of(locked_plan(facts), facts)
    days = sorted({need.day for need in needs})
    weeks = sorted({week_of(day) for day in days})
    options = tuple(
        Option(number, teacher, apart(need, colleague, facts, tally))
        for number, need in enumerate(needs)
        for teacher, colleague in enumerate(colleagues)
        if hindrance(need, colleague, facts, tally) is None
    )
    week_caps = [
        tuple(max(facts.terms.weekly_covers - tally.week[one.teacher_id, week], 0) for week in weeks)
        for one in colleagues
    ]
    could = Counter(option.teacher for option in options)
    return CoverProblem(
        lessons=_lessons(needs, days, weeks),
        teachers=tuple(one.teacher_id for one in colleagues),
        options=options,
        day_caps=tuple(
            tuple(_day_cap((one.teacher_id, day), facts, tally) for day in days) for one in colleagues
        ),
        week_caps=tuple(week_caps),
        rising=tuple(
            rising(
                one,
                facts.terms.points,
                tally.rows[one.teacher_id],
                min(could[number], sum(week_caps[number])),
            )
            for number, one in enumerate(colleagues)
        ),
        runs=tuple(_runs(needs, options, facts, tally)),
        absences=tuple(_absences(needs, facts, tally)),
        changes=tuple(_changes(needs, facts)),
        fixed=price(locked_plan(facts), facts).total,
    )


def _lessons(needs: Sequence[Need], days: Sequence[date], weeks: Sequence[date]) -> tuple[Lesson, ...]:
    slots = {at: number for number, at in enumerate(sorted({(need.day, need.period_no) for need in needs}))}
    day_no = {day: number for number, day in enumerate(days)}
    week_no = {week: number for number, week in enumerate(weeks)}
    return tuple(
        Lesson(need.need_id, slots[need.day, need.period_no], day_no[need.day], week_no[week_of(need.day)])
        for need in needs
    )


def _day_cap(day: tuple[UUID, date], facts: CoverFacts, tally: Tally) -> int:
    terms = facts.terms
    return max(min(terms.daily_covers - tally.covers[day], terms.daily_lessons - tally.lessons[day]), 0)


def _runs(needs: Sequence[Need], options: Sequence[Option], facts: CoverFacts, tally: Tally) -> Iterator[Run]:
    """Stretches of a day that only two or more covers together fill; one alone is in the option's cost."""
    teachers = sorted(facts.colleagues)
    could: defaultdict[tuple[UUID, date], defaultdict[int, list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for number, option in enumerate(options):
        need = needs[option.lesson]
        could[teachers[option.teacher], need.day][need.period_no].append(number)
    for day, by_period in could.items():
        busy, cap = tally.busy_on(*day), _day_cap(day, facts, tally)
        times: Counter[tuple[int, ...]] = Counter()
        for window in {one for period_no in by_period for one in windows(period_no, facts.terms)}:
            free = tuple(period for period in window if period not in busy)
            if 2 <= len(free) <= cap and all(period in by_period for period in free):
                times[free] += 1
        for free, count in sorted(times.items()):
            together = tuple(number for period in free for number in by_period[period])
            yield Run(together, len(free) - 1, count * facts.terms.points.long_run)


def _absences(needs: Sequence[Need], facts: CoverFacts, tally: Tally) -> Iterator[Faces]:
    numbers = {teacher_id: number for number, teacher_id in enumerate(sorted(facts.colleagues))}
    lessons = defaultdict(list)
    for number, need in enumerate(needs):
        lessons[need.absence_id].append(number)
    for absence_id, its in lessons.items():
        known = frozenset(numbers[one] for one in tally.faces.get(absence_id, ()))
        if len(its) > 1 or known:
            yield Faces(tuple(its), known, facts.terms.points.further_teacher)


def _changes(needs: Sequence[Need], facts: CoverFacts) -> Iterator[Change]:
    at = defaultdict(list)
    for number, need in enumerate(needs):
        at[need.absence_id, need.day, need.period_no].append(number)
    for first, need in enumerate(needs):
        for second in at.get((need.absence_id, need.day, need.period_no + 1), ()):
            if adjacent(need, needs[second], facts.terms):
                yield Change(first, second, facts.terms.points.change)
