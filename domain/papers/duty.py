"""Who owes a paper 论文任务: every teacher at work, each school year, but those let off and those it is met by.

Judged by the policy of today or, of a year that is over, of its last day.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Protocol
from uuid import UUID

from domain.errors import NotFound
from domain.messages import Event, Messages, Notice
from domain.papers.paper import PaperState
from domain.papers.policy import DutyAuthors, PaperPolicy
from domain.people.calendar import SchoolDays
from domain.training.reminders import is_school_day, near_until

HANDED_IN = (PaperState.SUBMITTED, PaperState.UNDER_REVIEW)
"""The author waits for others: nothing to remind them of."""


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

    __pydantic_config__: ClassVar = {"use_attribute_docstrings": True}

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

    __pydantic_config__: ClassVar = {"use_attribute_docstrings": True}

    subject_group_id: UUID | None
    subject_group_name: str | None
    in_duty: int
    met: int
    owed: int
    exempt: int


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """A school year's papers, counted."""

    __pydantic_config__: ClassVar = {"use_attribute_docstrings": True}

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


def narrowed(duties: Sequence[PaperDuty], filters: PaperDutyFilter) -> list[PaperDuty]:
    return [
        one
        for one in duties
        if (not filters.state or one.state in filters.state)
        and (not filters.subject_group_id or one.subject_group_id in filters.subject_group_id)
        and (not filters.teacher_id or one.teacher_id in filters.teacher_id)
    ]


def figures_of(
    school_year: int, due_on: date, duties: Sequence[PaperDuty], papers: Sequence[YearPaper]
) -> PaperFigures:
    groups: dict[tuple[str, UUID | None], list[PaperDuty]] = defaultdict(list)
    for one in duties:
        groups[one.subject_group_name or "", one.subject_group_id].append(one)
    in_duty, met, owed, exempt = _counted(duties)
    states = Counter(paper.state for paper in papers)
    return PaperFigures(
        school_year,
        due_on,
        in_duty,
        met,
        owed,
        exempt,
        {state.value: states[state] for state in PaperState if state is not PaperState.WITHDRAWN},
        tuple(
            GroupPaperFigures(group_id, name or None, *_counted(groups[name, group_id]))
            for name, group_id in sorted(groups, key=lambda key: (key[0] == "", key[0], str(key[1])))
        ),
    )


def _counted(duties: Sequence[PaperDuty]) -> tuple[int, int, int, int]:
    """In duty, met, owed, exempt."""
    states = Counter(one.state for one in duties)
    met, owed = states[PaperDutyState.MET], states[PaperDutyState.OWED]
    return met + owed, met, owed, states[PaperDutyState.EXEMPT]


async def read_year(years: PaperYears, school_year: int) -> YearSpan:
    """Raises NotFound."""
    span = await years.span(school_year)
    if span is None:
        raise NotFound()
    return span


def policy_day(span: YearSpan, today: date) -> date:
    return min(today, span.ends_on)


def reminders(span: YearSpan, duties: Sequence[PaperDuty], *, day: date, near: date) -> list[Notice]:
    """Who owes a paper and has none handed in: when the day is near, and when it is past.

    About the school year, so that each is told once a year of either.
    """
    return [
        Notice(
            Event.PAPER_OVERDUE if one.due_on < day else Event.PAPER_DUE,
            span.id,
            one.teacher_id,
            {"school_year": str(span.start_year), "due_on": one.due_on.isoformat()},
            "paper-duties",
        )
        for one in duties
        if one.state is PaperDutyState.OWED and one.due_on <= near and one.paper_state not in HANDED_IN
    ]


async def remind(
    messages: Messages,
    span: YearSpan,
    duties: Sequence[PaperDuty],
    table: SchoolDays,
    *,
    day: date,
    now: datetime,
) -> int:
    """In the caller's transaction; how many were written to. Who was told is not told again."""
    if not is_school_day(day, table):
        return 0
    told = reminders(span, duties, day=day, near=near_until(day, table))
    await messages.tell_all(told, at=now)
    return len(told)
