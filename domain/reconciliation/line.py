"""The lines of a reconciliation 对账差异: differences that somebody decides on, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, Forbidden, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions
from domain.paging import Page, Window
from domain.reconciliation.comparing import Amount, CreditAmount, DifferenceKind, Key
from domain.reconciliation.sides import CourseKeys
from domain.training.catalogue import CourseKind


class ReconciliationState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    """The platform's figures were entered in our ledger."""

    KEPT = "kept"
    """We stand by ours, and dispute the platform's."""

    SUPERSEDED = "superseded"
    """A later comparison found other figures: another line has them."""

    RESOLVED = "resolved"
    """A later comparison found both sides alike."""


class ReconciliationDecision(StrEnum):
    TAKE_THEIRS = "take_theirs"
    KEEP_OURS = "keep_ours"
    LEAVE_OPEN = "leave_open"
    """Not yet: a note says what is waited for."""


class ReconciliationStep(StrEnum):
    """What happened to a line."""

    FIND = "find"
    TAKE_THEIRS = "take_theirs"
    KEEP_OURS = "keep_ours"
    LEAVE_OPEN = "leave_open"
    REOPEN = "reopen"
    SUPERSEDE = "supersede"
    RESOLVE = "resolve"


class AwardEffect(StrEnum):
    """What a decision did to an award of the ledger."""

    MADE = "made"
    TAKEN_BACK = "taken_back"


STANDING = frozenset({ReconciliationState.OPEN, ReconciliationState.KEPT})
"""The difference is there: of each teacher's course and year at most one line is in these states."""

LIFECYCLE: Lifecycle[ReconciliationState] = {
    ReconciliationState.OPEN: {
        "take_theirs": ReconciliationState.TAKEN,
        "keep_ours": ReconciliationState.KEPT,
        "leave_open": ReconciliationState.OPEN,
        "supersede": ReconciliationState.SUPERSEDED,
        "resolve": ReconciliationState.RESOLVED,
    },
    ReconciliationState.TAKEN: {"reopen": ReconciliationState.OPEN},
    ReconciliationState.KEPT: {
        "reopen": ReconciliationState.OPEN,
        "supersede": ReconciliationState.SUPERSEDED,
        "resolve": ReconciliationState.RESOLVED,
    },
}
"""`supersede` and `resolve` are steps of a comparison; the others are people's."""

OFFERED: Mapping[str, str] = {
    "take_theirs": "decide",
    "keep_ours": "decide",
    "leave_open": "decide",
    "reopen": "reopen",
}
"""Which request does a step."""


class OwnCredits(Forbidden):
    """Nobody decides on their own credits."""

    code = "own_credits"


class DecisionNeedsNote(RuleViolation):
    """Keeping ours, and leaving open, say why; facts: `decision`."""

    code = "decision_needs_note"


class LineGivenTwice(RuleViolation):
    """The same line stands twice among the decisions."""

    code = "line_given_twice"


class LineOutdated(Conflict):
    """The ledger or the platform's list has moved since the line was found."""

    code = "line_outdated"


class CourseCounted(Conflict):
    """The course counts for the teacher in this cycle already; facts: `course`."""

    code = "course_credited_again"


class DecisionOvertaken(Conflict):
    """What the decision did to the ledger has been changed since."""

    code = "decision_overtaken"


class LineReplaced(Conflict):
    """Another line of the same course stands by now."""

    code = "line_replaced"


@dataclass(frozen=True, slots=True)
class ReconciliationLine:
    """What our ledger and the platform's list say differently of one teacher's course in one school year."""

    id: UUID
    run_id: UUID
    """The run that found it first."""

    school_year: int
    teacher_id: UUID
    employee_no: str
    teacher_name: str
    course_key: str
    """Our code of the course; where we have no such course, the platform's."""

    course_id: UUID | None
    title: str
    category: CourseKind
    kind: DifferenceKind
    ours: CreditAmount | None
    """null: our ledger has none."""

    theirs: CreditAmount | None
    """null: the platform's list has none."""

    earned_on: date | None
    """As the platform says."""

    state: ReconciliationState
    note: str | None
    """What was said last."""

    account_id: UUID | None
    """Who decided last; null: nobody yet."""

    decided_at: datetime | None
    found_at: datetime
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReconciliationEvent:
    """A step of a line; never changed after."""

    id: UUID
    step: ReconciliationStep
    from_state: ReconciliationState | None
    to_state: ReconciliationState
    run_id: UUID | None
    """The run that took the step; null: a person did."""

    note: str | None
    account_id: UUID
    at: datetime
    made: list[UUID]
    """Awards it entered in the ledger."""

    taken_back: list[UUID]
    """Awards it took back by counter-entries."""


@dataclass(frozen=True, slots=True)
class LineFilter:
    school_year: int | None = None
    kind: tuple[DifferenceKind, ...] = ()
    state: tuple[ReconciliationState, ...] = ()
    teacher_id: tuple[UUID, ...] = ()
    run_id: UUID | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A line for the platform: what it has otherwise than we stand by."""

    employee_no: str
    name: str
    course_code: str
    """Ours, or what the platform calls the course."""

    title: str
    ours: Decimal | None
    """Credits; null where our ledger has none, and so below."""

    theirs: Decimal | None
    note: str | None


class Lines(Protocol):
    async def page(self, filters: LineFilter, window: Window) -> Page[ReconciliationLine]:
        """By the teachers' names."""
        ...

    async def get(self, line_id: UUID) -> ReconciliationLine | None: ...

    async def events(self, line_id: UUID, window: Window) -> Page[ReconciliationEvent]:
        """The first one first."""
        ...


def allowed_actions(state: ReconciliationState, teacher_id: UUID, caller: Caller) -> tuple[str, ...]:
    if caller.teacher_id == teacher_id or not caller.may(Action.RECONCILIATION_WRITE):
        return ()
    return tuple(dict.fromkeys(OFFERED[step] for step in actions(LIFECYCLE, state) if step in OFFERED))


def line_key(line: ReconciliationLine, keys: CourseKeys) -> Key:
    return line.teacher_id, keys.key(line.course_id, line.course_key)


def same_values(line: ReconciliationLine, ours: Amount | None, theirs: Amount | None) -> bool:
    return (line.ours, line.theirs) == (ours, theirs)
