"""A teacher's place in a training session 选课: its states, its history, and who may move it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions


class EnrolmentState(StrEnum):
    APPLIED = "applied"
    """选课申请: waits for the school's audit."""

    APPROVED = "approved"
    REJECTED = "rejected"
    """The school said no."""

    SUBMITTED = "submitted"
    """With the district's platform."""

    REFUSED = "refused"
    """The platform said no."""

    PLACED = "placed"
    WAITLISTED = "waitlisted"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    PASSED = "passed"
    FAILED = "failed"


LIFECYCLE: Lifecycle[EnrolmentState] = {
    EnrolmentState.APPLIED: {
        "approve": EnrolmentState.APPROVED,
        "reject": EnrolmentState.REJECTED,
        "withdraw": EnrolmentState.WITHDRAWN,
        "cancel": EnrolmentState.CANCELLED,
    },
    EnrolmentState.APPROVED: {
        "submit": EnrolmentState.SUBMITTED,
        "reject": EnrolmentState.REJECTED,
        "withdraw": EnrolmentState.WITHDRAWN,
        "cancel": EnrolmentState.CANCELLED,
    },
    EnrolmentState.SUBMITTED: {
        "place": EnrolmentState.PLACED,
        "wait": EnrolmentState.WAITLISTED,
        "refuse": EnrolmentState.REFUSED,
        "withdraw": EnrolmentState.WITHDRAWN,
        "cancel": EnrolmentState.CANCELLED,
    },
    EnrolmentState.PLACED: {
        "withdraw": EnrolmentState.WITHDRAWN,
        "cancel": EnrolmentState.CANCELLED,
        "pass": EnrolmentState.PASSED,
        "fail": EnrolmentState.FAILED,
    },
    EnrolmentState.WAITLISTED: {
        "promote": EnrolmentState.PLACED,
        "refuse": EnrolmentState.REFUSED,
        "withdraw": EnrolmentState.WITHDRAWN,
        "cancel": EnrolmentState.CANCELLED,
    },
    EnrolmentState.PASSED: {"reopen": EnrolmentState.PLACED},
    EnrolmentState.FAILED: {"reopen": EnrolmentState.PLACED},
}
"""`promote` and `cancel` are done by the house: when a seat is freed, when the session is cancelled."""

APPLYING = frozenset({EnrolmentState.APPLIED, EnrolmentState.APPROVED, EnrolmentState.SUBMITTED})
"""The states of an application that may still become a place."""

SEATED = frozenset({EnrolmentState.PLACED, EnrolmentState.PASSED, EnrolmentState.FAILED})
"""The states that hold a seat: what a session's `taken` counts."""

LIVE = APPLYING | SEATED | {EnrolmentState.WAITLISTED}
"""The states a teacher has in a session once at most."""

OFFERED: Mapping[str, tuple[str, Action]] = {
    "withdraw": ("withdraw", Action.ENROLMENT_WRITE),
    "pass": ("result", Action.RESULT_WRITE),
    "fail": ("result", Action.RESULT_WRITE),
    "reopen": ("reopen", Action.RESULT_WRITE),
}
"""Which request does a step of the lifecycle, and the permission it takes."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A teacher's place, or wait for one, in a training session."""

    id: UUID
    """Sorts by the moment of enrolling: the waitlist is served in this order."""

    session_id: UUID
    teacher_id: UUID
    state: EnrolmentState
    enrolled_at: datetime
    planned_credits: Decimal
    """What a placed enrolment adds to its teacher's planned credits; 0 while waiting, and once given up."""

    planned_year: int
    """The school year the session ends in, and so the year its credits count for."""

    absent_days: Decimal | None
    remark: str | None
    record_sheet_code: str | None
    """Of the record sheet its result was registered by."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrolmentEvent:
    """One step of an enrolment, never changed after."""

    id: UUID
    from_state: EnrolmentState | None
    """Empty for the enrolling itself."""

    to_state: EnrolmentState
    """The same as before when a promotion was tried and skipped."""

    reason: str | None
    """What the person gave, or a word of the house such as `promoted` or `promotion_skipped_date_clash`."""

    account_id: UUID | None
    """Who did it; empty when the house did, as with a promotion."""

    at: datetime


def allowed_actions(state: EnrolmentState, teacher_id: UUID, caller: Caller) -> tuple[str, ...]:
    """The requests this caller may make on this teacher's enrolment, as far as its state allows them."""
    offered = (OFFERED[step] for step in actions(LIFECYCLE, state) if step in OFFERED)
    return tuple(dict.fromkeys(name for name, action in offered if _may(caller, action, teacher_id)))


def _may(caller: Caller, action: Action, teacher_id: UUID) -> bool:
    how_far = reach(action, caller.roles, caller.scopes)
    if how_far is Scope.OWN:
        return caller.teacher_id == teacher_id
    return how_far is not None
