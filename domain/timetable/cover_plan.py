"""A plan of cover 代课安排: its rows, one for each lesson missed, and how good it is known to be."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.errors import RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import actions
from domain.paging import Page, Window
from domain.people.changes import DaysOutOfOrder
from domain.timetable.absence import Route
from domain.timetable.cover import Candidate, Excluded
from domain.timetable.cover_facts import CoverFacts
from domain.timetable.cover_ground import (
    CoverGround,
    CoverGrounds,
    CoverScope,
    Missed,
    Seat,
    cover_facts,
)
from domain.timetable.cover_price import CoverReason
from domain.timetable.cover_proposal import CoverProposal, told
from domain.timetable.covering import PLAN_LIFECYCLE, CoverPlanState, CoverRowState
from domain.timetable.effective import LessonKey, Slot
from domain.timetable.lessons import ClassPart, LessonKind, StretchTooLong


class NothingToCover(RuleViolation):
    """No lesson of these days waits for cover; facts: `from_day`, `until_day`."""

    code = "nothing_to_cover"


MOST_DAYS = 42
"""Six weeks: one plan is looked through by one person."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A colleague whom a plan does not ask."""

    teacher_id: UUID
    because: str


@dataclass(frozen=True, slots=True)
class SubjectQualification:
    """Only who holds the qualification may give the subject's lessons."""

    subject: str
    kind: str


@dataclass(frozen=True, slots=True)
class CoverPlanRequest:
    """What a plan was asked for with."""

    title: str
    from_day: date
    until_day: date
    absence_ids: tuple[UUID, ...] = ()
    """Only these absences; none named: every one that Academic Affairs covers."""

    excluded: tuple[LeftOut, ...] = ()
    qualifications: tuple[SubjectQualification, ...] = ()

    def scope(self) -> CoverScope:
        return CoverScope(
            {one.teacher_id: one.because for one in self.excluded},
            {one.subject: one.kind for one in self.qualifications},
        )


@dataclass(frozen=True, slots=True)
class CoverPlanRow:
    """One lesson whose teacher is away, and what the plan says of it."""

    id: UUID
    plan_id: UUID
    absence_id: UUID
    lesson_id: UUID
    lesson_day: date
    """The day the timetable has it on; `day` and `period_no` are where it is held."""

    day: date
    period_no: int
    kind: LessonKind
    subject: str
    classes: tuple[ClassPart, ...]
    from_teacher_id: UUID
    from_name: str
    to_teacher_id: UUID | None
    to_name: str | None
    state: CoverRowState
    locked: bool
    """A person settled it: solving again leaves it as it is."""

    because: str | None
    """Why no cover is needed, in a person's words."""

    co_taught: bool
    """Another teacher gives the lesson too and is there: no cover is proposed."""

    cost: int
    """In points: what the row adds to the price of the plan."""

    reasons: tuple[CoverReason, ...]
    """What speaks for and against who covers it."""

    excluded: tuple[Excluded, ...]
    """When nobody covers it: every colleague, and what keeps them from it."""

    version: int = 1
    allowed_actions: tuple[str, ...] = ()

    @property
    def seat(self) -> Seat:
        return LessonKey(self.lesson_id, self.lesson_day), self.from_teacher_id

    @property
    def slot(self) -> Slot:
        return Slot(self.day, self.period_no)


@dataclass(frozen=True, slots=True)
class CoverSolution:
    """How good a plan is known to be."""

    cost: int
    """What the rows cost together, in points."""

    bound: int
    """No plan that covers as many lessons costs less; proven when it was solved."""

    base_optimum: int
    """The least it could cost without the terms that tie rows together."""

    gap: float
    """The part of the cost that a better plan might save at most: 0 when none can."""


@dataclass(frozen=True, slots=True)
class CoverPlan:
    """A plan of cover: a draft that tells nobody, until it is published once."""

    id: UUID
    state: CoverPlanState
    request: CoverPlanRequest
    solution: CoverSolution
    rows: tuple[CoverPlanRow, ...]
    """By day and period."""

    created_at: datetime
    settled_at: datetime | None
    """When it was published or discarded."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverPlanLine:
    """A plan in a list."""

    id: UUID
    title: str
    from_day: date
    until_day: date
    state: CoverPlanState
    assigned: int
    unfilled: int
    not_needed: int
    cost: int
    bound: int
    gap: float
    created_at: datetime
    settled_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowCandidates:
    """Who could cover a row beside the others of its plan, and why everybody else could not."""

    row_id: UUID
    candidates: tuple[Candidate, ...]
    """Cheapest first."""

    excluded: tuple[Excluded, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows of a plan as they are to be kept, with how good they are together."""

    rows: tuple[CoverPlanRow, ...]
    solution: CoverSolution


class CoverPlans(CoverGrounds, Protocol):
    async def page(self, window: Window, *, state: Collection[CoverPlanState]) -> Page[CoverPlanLine]:
        """The latest first."""
        ...

    async def get(self, plan_id: UUID) -> CoverPlan | None: ...

    async def for_update(self, plan_id: UUID) -> CoverPlan | None: ...

    async def plan_of(self, row_id: UUID) -> UUID | None: ...

    async def write(self, plan_id: UUID, draft: Draft) -> CoverPlan:
        """These rows and no others from now on; the plan's version counts on."""
        ...

    async def settle(self, plan_id: UUID, state: CoverPlanState, *, at: datetime) -> CoverPlan: ...


def allowed_actions(state: CoverPlanState, caller: Caller) -> tuple[str, ...]:
    return actions(PLAN_LIFECYCLE, state) if caller.may(Action.COVER_WRITE) else ()


def row_actions(state: CoverPlanState, caller: Caller) -> tuple[str, ...]:
    return ("edit",) if "edit" in allowed_actions(state, caller) else ()


def check_days(first: date, last: date, *, at_most: int = MOST_DAYS) -> None:
    """Raises DaysOutOfOrder, StretchTooLong."""
    if last < first:
        raise DaysOutOfOrder(first="from_day", last="until_day")
    days = (last - first).days + 1
    if days > at_most:
        raise StretchTooLong(days=days, at_most=at_most)


def wanted(ground: CoverGround, request: CoverPlanRequest) -> list[Missed]:
    """The lessons a plan has rows for: of absences that Academic Affairs covers."""
    return [
        one
        for one in ground.missed
        if one.route is Route.COVER and (not request.absence_ids or one.absence_id in request.absence_ids)
    ]


def decided(rows: Iterable[CoverPlanRow]) -> dict[UUID, UUID]:
    """Who covers which row."""
    return {row.id: row.to_teacher_id for row in rows if row.to_teacher_id is not None}


def settled(rows: Iterable[CoverPlanRow]) -> dict[UUID, UUID | None]:
    """What a search may not move: locked rows, and those that need nobody."""
    return {
        row.id: row.to_teacher_id
        for row in rows
        if row.state is not CoverRowState.UNFILLED and (row.locked or row.to_teacher_id is None)
    }


def facts_of(rows: Sequence[CoverPlanRow], ground: CoverGround, request: CoverPlanRequest) -> CoverFacts:
    """Of those rows whose lessons are missed still."""
    missed = ground.by_seat()
    there = [row for row in rows if row.seat in missed]
    needs = {row.id: missed[row.seat] for row in there}
    kept = {one: who for one, who in settled(there).items() if who is None or who in ground.colleagues}
    return cover_facts(ground, needs, kept, request.scope())


def plan_of(rows: Iterable[CoverPlanRow], facts: CoverFacts) -> dict[UUID, UUID]:
    """Who covers which row, as far as the lesson is missed and the cover teacher at work still."""
    return {one: who for one, who in decided(rows).items() if one in facts.needs and who in facts.colleagues}


def judged(
    rows: Sequence[CoverPlanRow], ground: CoverGround, request: CoverPlanRequest, before: CoverSolution
) -> Draft:
    """Rows a person changed, with their reasons as they are now; the bound is that of the last search."""
    facts = facts_of(rows, ground, request)
    proposal = told(plan_of(rows, facts), facts, bound=before.bound, base_optimum=before.base_optimum)
    return explained(rows, proposal)


def explained(rows: Sequence[CoverPlanRow], proposal: CoverProposal) -> Draft:
    """The rows with what the proposal says of each."""
    priced = {line.need_id: line for line in proposal.rows}
    lacking = {line.need_id: line.excluded for line in proposal.unfilled}
    said = tuple(
        replace(
            row,
            cost=priced[row.id].cost if row.id in priced else 0,
            reasons=priced[row.id].reasons if row.id in priced else (),
            excluded=lacking.get(row.id, ()),
        )
        for row in rows
    )
    solution = CoverSolution(proposal.cost, proposal.bound, proposal.base_optimum, proposal.gap)
    return Draft(said, solution)
