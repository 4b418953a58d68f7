"""Selection rounds 网上选课: when teachers apply, what the school decides, what the platform answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, InvalidState, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions
from domain.paging import Page, Window
from domain.people.calendar import ZONE


class RoundState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    """Applications are audited."""

    SUBMITTED = "submitted"
    """The approved ones are with the platform."""

    FINISHED = "finished"


LIFECYCLE: Lifecycle[RoundState] = {
    RoundState.DRAFT: {"open": RoundState.OPEN},
    RoundState.OPEN: {"close": RoundState.CLOSED},
    RoundState.CLOSED: {"submit": RoundState.SUBMITTED},
    RoundState.SUBMITTED: {"finish": RoundState.FINISHED},
}

WORK: Mapping[RoundState, tuple[str, ...]] = {
    RoundState.DRAFT: ("update",),
    RoundState.OPEN: ("update",),
    RoundState.CLOSED: ("update", "decide"),
    RoundState.SUBMITTED: ("record_results",),
}
"""What is done with a round while it stays in its state."""

JOINABLE = (RoundState.DRAFT, RoundState.OPEN)


class RoundCodeTaken(Conflict):
    """Facts: `code`."""

    code = "round_code_taken"


class RoundBackwards(RuleViolation):
    """The round closes before it opens; facts: `opens_at`, `closes_at`."""

    code = "round_backwards"


class RoundWithoutSessions(RuleViolation):
    """Facts: `code`."""

    code = "round_without_sessions"


class RoundOver(RuleViolation):
    """Applications ended at the closing time; facts: `code`, `closes_at`."""

    code = "round_over"


class RoundNotYetOpen(RuleViolation):
    """Facts: `code`, `opens_at`."""

    code = "round_not_yet_open"


class RoundNotOpen(Conflict):
    """Facts: `code`, `state`."""

    code = "round_not_open"


class RoundTakesNoSessions(Conflict):
    """Sessions join and leave a round while it is a draft or open; facts: `code`, `state`."""

    code = "round_takes_no_sessions"


class SessionNotDraft(Conflict):
    """Only a draft session joins or leaves a round; facts: `code`."""

    code = "session_not_draft"


class ApplicationsUndecided(Conflict):
    """Facts: `code` of the round, `undecided` (how many)."""

    code = "applications_undecided"


class ResultsMissing(Conflict):
    """The platform has not answered for all; facts: `code` of the round, `missing` (how many)."""

    code = "platform_results_missing"


@dataclass(frozen=True, slots=True)
class SelectionRound:
    """A time in which teachers apply for the sessions of the round."""

    id: UUID
    code: str
    title: str
    opens_at: datetime
    closes_at: datetime
    """The moment itself is too late."""

    frozen_days: int
    """From so many days before a session's start nobody is promoted from its waitlist."""

    state: RoundState
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """What a session has to know of its round."""

    id: UUID
    code: str
    title: str
    state: RoundState
    opens_at: datetime
    closes_at: datetime
    frozen_days: int


@dataclass(frozen=True, slots=True)
class NewRound:
    code: str
    title: str
    opens_at: datetime
    closes_at: datetime
    frozen_days: int


@dataclass(frozen=True, slots=True)
class RoundFilter:
    states: tuple[RoundState, ...] = ()


class Rounds(Protocol):
    async def list(self, filters: RoundFilter, window: Window) -> Page[SelectionRound]: ...

    async def get(self, round_id: UUID) -> SelectionRound | None: ...

    async def for_update(self, round_id: UUID) -> SelectionRound | None: ...

    async def for_share(self, round_ids: Collection[UUID]) -> dict[UUID, SelectionRound]:
        """Locks them against a change of their state, in the order of their ids."""
        ...

    async def add(self, new: NewRound) -> SelectionRound:
        """Raises RoundCodeTaken."""
        ...

    async def change(self, round_id: UUID, changes: Mapping[str, Any]) -> SelectionRound:
        """Raises RoundCodeTaken."""
        ...

    async def move_sessions(self, round_id: UUID, action: str) -> int:
        """Locks the round's sessions, opens the drafts or closes the open ones; how many it has, not
        counting those called off."""
        ...

    async def staff(self) -> Sequence[UUID]:
        """The teachers at work, who may apply."""
        ...


def round_actions(state: RoundState, caller: Caller) -> tuple[str, ...]:
    """The requests this caller may make on a round in this state."""
    seeing = ("audit",) if caller.may(Action.SELECTION_AUDIT) else ()
    if not caller.may(Action.SELECTION_WRITE):
        return seeing
    return (*seeing, *WORK.get(state, ()), *actions(LIFECYCLE, state))


def during(state: RoundState, action: str) -> None:
    """Raises InvalidState unless the work belongs to the round's state."""
    possible = WORK.get(state, ())
    if action not in possible:
        raise InvalidState(
            state=state, action=action, allowed=sorted((*possible, *actions(LIFECYCLE, state)))
        )


def check_times(opens_at: datetime, closes_at: datetime) -> None:
    if opens_at >= closes_at:
        raise RoundBackwards(opens_at=opens_at.astimezone(ZONE), closes_at=closes_at.astimezone(ZONE))


def check_open(terms: SelectionRound | RoundTerms, now: datetime) -> None:
    """Whether one may apply: RoundNotOpen, RoundNotYetOpen, RoundOver."""
    if terms.state is not RoundState.OPEN:
        raise RoundNotOpen(code=terms.code, state=terms.state.value)
    if now < terms.opens_at:
        raise RoundNotYetOpen(code=terms.code, opens_at=terms.opens_at.astimezone(ZONE))
    refuse_late(terms, now)


def refuse_late(terms: SelectionRound | RoundTerms, now: datetime) -> None:
    if now >= terms.closes_at:
        raise RoundOver(code=terms.code, closes_at=terms.closes_at.astimezone(ZONE))
