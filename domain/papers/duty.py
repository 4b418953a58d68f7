"""Who owes a paper 论文任务: every teacher at work, each school year, but those let off.

Judged by the policy of today or, of a year that is over, of its last day.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.papers.paper import PaperState
from domain.papers.policy import DutyAuthors, PaperPolicy, PaperRules, in_force


class PaperDutyState(StrEnum):
    MET = "met"
    OWED = "owed"
    EXEMPT = "exempt"


class ExemptReason(StrEnum):
    ENTERED = "entered"
    """By the office, for a reason of its own: 病假, …"""

    AGE = "age"
    """Near retirement, by the policy."""


@dataclass(frozen=True, slots=True)
class PaperDuty:
    """One teacher's paper duty of a school year."""

    teacher_id: UUID
    teacher_name: str
    subject_group_id: UUID | None
    subject_group_name: str | None
    school_year: int
    due_on: date
    state: PaperDutyState
    paper_id: UUID | None
    """The paper that meets it or, of those that could, the one that is furthest."""

    paper_state: PaperState | None
    exempt_reason: ExemptReason | None


@dataclass(frozen=True, slots=True)
class DutyTeacher:
    """Somebody at work in the year."""

    teacher_id: UUID
    name: str
    subject_group_id: UUID | None
    subject_group_name: str | None
    born_on: date | None
    exempt: bool
    """The office let them off."""


@dataclass(frozen=True, slots=True)
class YearPaper:
    """A paper of the year that stands, and its authors in order."""

    paper_id: UUID
    state: PaperState
    author_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class YearSpan:
    """A school year of the calendar."""

    id: UUID
    start_year: int
    starts_on: date
    ends_on: date


class PaperYears(Protocol):
    """What a school year's papers come to."""

    async def span(self, school_year: int) -> YearSpan | None: ...

    async def teachers(self, school_year: int, due_on: date) -> Sequence[DutyTeacher]:
        """At work, and at the school by the day papers are due, in the order of their names."""
        ...

    async def papers(self, school_year: int) -> Sequence[YearPaper]:
        """Not withdrawn."""
        ...


@dataclass(frozen=True, slots=True)
class GroupPaperFigures:
    """One subject group's papers of a school year; those in no group are counted under null."""

    subject_group_id: UUID | None
    subject_group_name: str | None
    in_duty: int
    met: int
    owed: int
    exempt: int


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """A school year's papers, counted."""

    school_year: int
    due_on: date
    in_duty: int
    """Teachers at work who are not exempt: `met` and `owed`."""

    met: int
    owed: int
    exempt: int
    papers: dict[str, int]
    """How many papers are in each state; the withdrawn are not told."""

    groups: tuple[GroupPaperFigures, ...]


@dataclass(frozen=True, slots=True)
class PaperDutyFilter:
    state: Collection[PaperDutyState] = field(default=())
    subject_group_id: Collection[UUID] = field(default=())
    teacher_id: Collection[UUID] = field(default=())


def judge(
    school_year: int,
    teachers: Sequence[DutyTeacher],
    papers: Sequence[YearPaper],
    policy: PaperPolicy,
) -> list[PaperDuty]:
    """Each teacher's duty, in the order given."""
    due_on = policy.due_on.value.of(school_year)
    counting = _by_teacher(papers, policy.duty_authors.value)
    return [_duty(one, school_year, due_on, counting.get(one.teacher_id), policy) for one in teachers]


def _by_teacher(papers: Sequence[YearPaper], whose: DutyAuthors) -> dict[UUID, YearPaper]:
    """The paper that is furthest of those that count for a teacher."""
    found: dict[UUID, YearPaper] = {}
    for paper in papers:
        for author_id in paper.author_ids if whose is DutyAuthors.ALL else paper.author_ids[:1]:
            rival = found.get(author_id)
            if rival is None or _far(paper) > _far(rival):
                found[author_id] = paper
    return found


def _far(paper: YearPaper) -> int:
    order = (
        PaperState.DRAFT,
        PaperState.RETURNED,
        PaperState.SUBMITTED,
        PaperState.UNDER_REVIEW,
        PaperState.ACCEPTED,
    )
    return order.index(paper.state)


def _duty(
    one: DutyTeacher, school_year: int, due_on: date, paper: YearPaper | None, policy: PaperPolicy
) -> PaperDuty:
    reason = _let_off(one, due_on, policy.exempt_from_age.value)
    state = PaperDutyState.OWED if reason is None else PaperDutyState.EXEMPT
    if paper is not None and paper.state is PaperState.ACCEPTED:
        state, reason = PaperDutyState.MET, None
    return PaperDuty(
        one.teacher_id,
        one.name,
        one.subject_group_id,
        one.subject_group_name,
        school_year,
        due_on,
        state,
        None if paper is None else paper.paper_id,
        None if paper is None else paper.state,
        reason,
    )


def _let_off(one: DutyTeacher, due_on: date, age: int | None) -> ExemptReason | None:
    if one.exempt:
        return ExemptReason.ENTERED
    if age is not None and one.born_on is not None and _age(one.born_on, due_on) >= age:
        return ExemptReason.AGE
    return None


def _age(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


@dataclass(frozen=True, slots=True)
class JudgedYear:
    """A school year, with everybody's duty judged."""

    due_on: date
    duties: list[PaperDuty]
    papers: Sequence[YearPaper]


@dataclass(frozen=True, slots=True)
class Yearly:
    """What a school year is judged from."""

    years: PaperYears
    rules: PaperRules
    today: date


async def duties_of(
    yearly: Yearly, school_year: int, filters: PaperDutyFilter, caller: Caller
) -> list[PaperDuty]:
    """In as many statements however many teachers. Raises NotFound."""
    year = await _judged(yearly, school_year)
    overseer = caller.may(Action.PAPER_OVERSEE)
    return [
        one
        for one in year.duties
        if (overseer or one.teacher_id == caller.teacher_id)
        and (not filters.state or one.state in filters.state)
        and (not filters.subject_group_id or one.subject_group_id in filters.subject_group_id)
        and (not filters.teacher_id or one.teacher_id in filters.teacher_id)
    ]


async def figures_of(yearly: Yearly, school_year: int) -> PaperFigures:
    """As `duties_of`. Raises NotFound."""
    year = await _judged(yearly, school_year)
    groups: dict[tuple[str, UUID | None], list[PaperDuty]] = defaultdict(list)
    for one in year.duties:
        groups[one.subject_group_name or "", one.subject_group_id].append(one)
    states = Counter(paper.state for paper in year.papers)
    return PaperFigures(
        school_year,
        year.due_on,
        *_counted(year.duties),
        {state.value: states[state] for state in PaperState if state is not PaperState.WITHDRAWN},
        tuple(
            GroupPaperFigures(group_id, name or None, *_counted(groups[name, group_id]))
            for name, group_id in sorted(groups, key=lambda key: (key[0] == "", key[0], str(key[1])))
        ),
    )


async def _judged(yearly: Yearly, school_year: int) -> JudgedYear:
    span = await yearly.years.span(school_year)
    if span is None:
        raise NotFound()
    policy = in_force(await yearly.rules.every(), min(yearly.today, span.ends_on))
    return await judged(yearly.years, span, policy)


async def judged(years: PaperYears, span: YearSpan, policy: PaperPolicy) -> JudgedYear:
    due_on = policy.due_on.value.of(span.start_year)
    teachers, papers = await years.teachers(span.start_year, due_on), await years.papers(span.start_year)
    return JudgedYear(due_on, judge(span.start_year, teachers, papers, policy), papers)


def _counted(duties: Sequence[PaperDuty]) -> tuple[int, int, int, int]:
    """In duty, met, owed, exempt."""
    states = Counter(one.state for one in duties)
    met, owed = states[PaperDutyState.MET], states[PaperDutyState.OWED]
    return met + owed, met, owed, states[PaperDutyState.EXEMPT]
