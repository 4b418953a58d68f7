"""A duty after training 培训后任务 (MISSION §1): its steps, what is handed in, and what is said to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, RuleViolation
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions
from domain.paging import Page, Window
from domain.training.catalogue import CourseKind


class DutyKind(StrEnum):
    CONTENT_RECORD = "content_record"
    """培训内容记录, after a short training."""

    REFLECTION = "reflection"
    """体会, after a 90-hour training."""

    PRODUCT = "product"
    """学习成果 (such as a PPT), after a 90-hour training; shared with the staff once accepted."""

    RECORD_SHEET = "record_sheet"
    """教师专业发展培训记录表."""

    EVALUATION = "evaluation"
    """The evaluation on the district's platform."""


class DutyState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAIVED = "waived"
    VOID = "void"
    """The result it followed from was taken back."""


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"


OUTSTANDING = frozenset({DutyState.OPEN, DutyState.HANDED_IN, DutyState.RETURNED})
"""While one of an enrolment's duties is in these states its credits stay provisional."""

TICKED = frozenset({DutyKind.RECORD_SHEET, DutyKind.EVALUATION})
"""Done on paper or on the platform: the office may tick them off, with nothing handed in."""

LIFECYCLE: Lifecycle[DutyState] = {
    DutyState.OPEN: {
        "hand_in": DutyState.HANDED_IN,
        "tick": DutyState.ACCEPTED,
        "waive": DutyState.WAIVED,
    },
    DutyState.HANDED_IN: {
        "hand_in": DutyState.HANDED_IN,
        "accept": DutyState.ACCEPTED,
        "return": DutyState.RETURNED,
        "waive": DutyState.WAIVED,
    },
    DutyState.RETURNED: {
        "hand_in": DutyState.HANDED_IN,
        "tick": DutyState.ACCEPTED,
        "waive": DutyState.WAIVED,
    },
}
"""`tick` is what accepting means for a duty of `TICKED` that was not handed in."""

OFFERED: Mapping[str, tuple[str, Action]] = {
    "hand_in": ("hand_in", Action.DUTY_WRITE),
    "accept": ("accept", Action.DUTY_REVIEW),
    "tick": ("accept", Action.DUTY_REVIEW),
    "return": ("return", Action.DUTY_REVIEW),
    "waive": ("waive", Action.DUTY_REVIEW),
}
"""Which request does a step of the lifecycle, and the permission it takes."""


class DutyOpen(Conflict):
    """One duty that is not done; facts: `kind`, `due_on`."""

    code = "duty_open"


class DutiesOpen(Conflict):
    """Credits are not confirmed while duties are open; facts: `missing`, their kinds."""

    code = "duties_open"

    def __init__(self, outstanding: "tuple[OpenDuty, ...]" = ()) -> None:
        super().__init__(missing=[duty.kind for duty in outstanding])
        self.refusals = [
            (f"/duties/{duty.id}", DutyOpen(kind=duty.kind, due_on=duty.due_on.isoformat()))
            for duty in outstanding
        ]


class OwnDuty(Forbidden):
    """Nobody accepts, returns or waives what they owe themselves."""

    code = "own_duty"


class ContentRequired(RuleViolation):
    """A text or a file must be handed in; facts: `kind`."""

    code = "duty_content_required"


class ProductIncomplete(RuleViolation):
    """A product to be shared needs a title and a file."""

    code = "product_incomplete"


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """What an enrolment's credits still wait for."""

    id: UUID
    kind: DutyKind
    due_on: date


@dataclass(frozen=True, slots=True)
class Duty:
    """Something owed after a training; credits stay provisional until all are accepted or waived."""

    id: UUID
    enrolment_id: UUID
    teacher_id: UUID
    teacher_name: str
    course_id: UUID
    course_title: str
    course_kind: CourseKind
    kind: DutyKind
    state: DutyState
    due_on: date
    due_estimated: bool
    """The calendar ended before the day was reached; the rest was counted in calendar days."""

    overdue: bool
    """Not handed in, or returned, and the day is past."""

    handed_in_at: datetime | None
    """When it was first handed in."""

    late: bool
    """That was after the day it was due."""

    rule_id: UUID | None
    """The row of the policy that asks for it; null: the shipped default."""

    waived_because: str | None
    created_at: datetime
    settled_at: datetime | None
    """When it was accepted, waived or taken back."""

    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    verdict: Verdict
    remark: str | None
    account_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """One version of what was handed in; never changed after."""

    id: UUID
    duty_id: UUID
    number: int
    """1 for the first."""

    title: str | None
    text: str | None
    file_id: UUID | None
    account_id: UUID
    """Who handed it in: the teacher, or the office for them."""

    submitted_at: datetime
    late: bool
    review: Review | None = None
    """null until somebody judged this version."""

    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandIn:
    """What is handed in: the record or reflection itself, or a file; for a product its title and summary."""

    title: str | None = None
    text: str | None = None
    file_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DutyFilter:
    state: tuple[DutyState, ...] = ()
    kind: tuple[DutyKind, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    enrolment_id: UUID | None = None
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool | None = None
    subject_group_id: tuple[UUID, ...] = ()
    """The teacher's; so below."""

    grade_group_id: tuple[UUID, ...] = ()


class Duties(Protocol):
    """The duties a caller may see, and what became of them."""

    async def page(self, filters: DutyFilter, window: Window) -> Page[Duty]: ...

    async def get(self, duty_id: UUID) -> Duty | None: ...

    async def for_update(self, duty_id: UUID) -> Duty | None: ...

    async def became(
        self, duty: Duty, state: DutyState, *, settled_at: datetime | None = None, because: str | None = None
    ) -> None: ...

    async def submissions(self, duty: Duty, window: Window) -> Page[Submission]: ...

    async def submission(self, duty: Duty, submission_id: UUID) -> Submission | None: ...

    async def latest(self, duty: Duty) -> Submission | None: ...

    async def submit(
        self, duty: Duty, number: int, given: HandIn, *, account_id: UUID, at: datetime
    ) -> Submission: ...

    async def review(self, submission: Submission, given: Review) -> None: ...

    async def all_for_update(self, duty_ids: Collection[UUID]) -> dict[UUID, Duty]:
        """Locked in the order of their ids. This and what follows: one statement, however many."""
        ...

    async def latest_of(self, duty_ids: Collection[UUID]) -> dict[UUID, Submission]:
        """By duty; those for which nothing was handed in are left out."""
        ...

    async def submit_empty(
        self, numbered: Sequence[tuple[Duty, int]], *, account_id: UUID, at: datetime
    ) -> dict[UUID, Submission]:
        """What is ticked off is a version with nothing in it, of this number; by duty."""
        ...

    async def review_all(self, given: Sequence[tuple[UUID, Review]]) -> None:
        """Each with the submission it judges."""
        ...

    async def all_became(
        self, duty_ids: Collection[UUID], state: DutyState, *, settled_at: datetime
    ) -> None: ...


def allowed_actions(state: DutyState, kind: DutyKind, teacher_id: UUID, caller: Caller) -> tuple[str, ...]:
    """The requests this caller may make on this teacher's duty, as far as its state allows them."""
    steps = [step for step in actions(LIFECYCLE, state) if step != "tick" or kind in TICKED]
    offered = (OFFERED[step] for step in steps)
    return tuple(dict.fromkeys(name for name, action in offered if _may(caller, action, teacher_id)))


def _may(caller: Caller, action: Action, teacher_id: UUID) -> bool:
    how_far = reach(action, caller.roles, caller.scopes)
    own = caller.teacher_id == teacher_id
    if action is Action.DUTY_REVIEW:
        return how_far is not None and not own
    return how_far is Scope.SCHOOL or (how_far is Scope.OWN and own)
