"""Deciding on applications 选课审核: the school's decisions, handing in, and what the platform answers.

Each is done for many at once, all or none. Locks: the round, then sessions, enrolments, teachers.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from domain.errors import DomainError, ItemsRefused, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.messages import Messages, Notice
from domain.training.applying import Applications
from domain.training.enrolment import LIFECYCLE, Enrolment, EnrolmentState
from domain.training.places import Move, Standing
from domain.training.results import GivenTwice
from domain.training.rounds import locked
from domain.training.selection import LIFECYCLE as ROUND_LIFECYCLE
from domain.training.selection import ApplicationsUndecided, ResultsMissing, Rounds, SelectionRound, during
from domain.training.telling import facts_of, notices


class RejectionNeedsReason(RuleViolation):
    """Who is turned down reads why."""

    code = "rejection_needs_reason"


class Ruling(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the school says to one application, decided on one version of it."""

    enrolment_id: UUID
    expected: int
    verdict: Ruling
    reason: str | None


@dataclass(frozen=True, slots=True)
class Application:
    """An application under its lock, with what its teacher is told."""

    standing: Standing
    version: int
    session_id: UUID
    session_code: str
    course: str
    starts_at: datetime


class RoundApplications(Applications, Protocol):
    """The applications of a round; those of others are as absent as missing ones."""

    async def of_round_for_update(
        self, round_id: UUID, *, ids: Collection[UUID] = (), states: Collection[EnrolmentState] = ()
    ) -> dict[UUID, Application]:
        """Those of the ids, or in the states, locked in the order of their ids."""
        ...

    async def in_state(self, round_id: UUID, states: Collection[EnrolmentState]) -> int:
        """How many there are."""
        ...

    async def settle(self, moves: Sequence[Move], taken: Mapping[UUID, int], *, at: datetime) -> None:
        """Writes the steps, their history, the sums they move, and the seats now taken in each session."""
        ...

    async def shown(self, ids: Sequence[UUID]) -> list[Enrolment]:
        """In the order of the ids."""
        ...


class Item(Protocol):
    @property
    def enrolment_id(self) -> UUID: ...

    @property
    def expected(self) -> int: ...


Asked = TypeVar("Asked", bound=Item)


async def decide(
    applications: RoundApplications,
    rounds: Rounds,
    messages: Messages,
    round_id: UUID,
    decisions: Sequence[Decision],
    *,
    caller: Caller,
    now: datetime,
) -> list[Enrolment]:
    """All or none: ItemsRefused names each that is against a rule. An approval may become a rejection until
    the round is submitted. Raises NotFound, InvalidState while the round is not closed."""
    found = await locked(rounds, round_id)
    during(found.state, "decide")
    held = await applications.of_round_for_update(round_id, ids={one.enrolment_id for one in decisions})
    moves = each(decisions, held, lambda one, application: _decided(one, application, caller))
    await applications.settle(moves, {}, at=now)
    await messages.tell_all(told(moves, held), at=now)
    return await applications.shown([one.enrolment_id for one in decisions])


def _decided(decision: Decision, application: Application, caller: Caller) -> Move:
    before = application.standing
    state = advance(LIFECYCLE, before.state, decision.verdict.value)
    if decision.verdict is Ruling.REJECT and decision.reason is None:
        raise RejectionNeedsReason()
    return Move(before, state, before.planned.dropped(), decision.reason, caller.account_id)


def each(
    items: Sequence[Asked],
    held: Mapping[UUID, Application],
    step: Callable[[Asked, Application], Move],
) -> list[Move]:
    """The step of each item; ItemsRefused with all that are unknown, repeated, stale or against a rule."""
    moves: list[Move] = []
    refusals: list[tuple[str, DomainError]] = []
    seen: set[UUID] = set()
    for place, item in enumerate(items):
        try:
            if item.enrolment_id in seen:
                raise GivenTwice()
            seen.add(item.enrolment_id)
            if item.enrolment_id not in held:
                raise NotFound()
            application = held[item.enrolment_id]
            match(application.version, item.expected)
            moves.append(step(item, application))
        except DomainError as refusal:
            refusals.append((f"/items/{place}", refusal))
    if refusals:
        raise ItemsRefused(refusals)
    return moves


def told(moves: Sequence[Move], held: Mapping[UUID, Application]) -> list[Notice]:
    return [
        notice
        for move in moves
        for one in (held[move.before.enrolment_id],)
        for notice in notices([move], facts_of(one.course, one.session_code, one.starts_at))
    ]


async def submit(
    applications: RoundApplications,
    rounds: Rounds,
    round_id: UUID,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> SelectionRound:
    """The approved applications are with the platform from here on.

    Raises NotFound, Stale, InvalidState, ApplicationsUndecided.
    """
    found = await locked(rounds, round_id, expected)
    state = advance(ROUND_LIFECYCLE, found.state, "submit")
    undecided = await applications.in_state(round_id, (EnrolmentState.APPLIED,))
    if undecided:
        raise ApplicationsUndecided(code=found.code, undecided=undecided)
    held = await applications.of_round_for_update(round_id, states=(EnrolmentState.APPROVED,))
    moves = [
        Move(
            one.standing,
            advance(LIFECYCLE, one.standing.state, "submit"),
            one.standing.planned,
            account_id=caller.account_id,
        )
        for one in held.values()
    ]
    await applications.settle(moves, {}, at=now)
    return await rounds.change(round_id, {"state": state})


async def finish(
    applications: RoundApplications, rounds: Rounds, round_id: UUID, *, expected: int
) -> SelectionRound:
    """Raises NotFound, Stale, InvalidState, ResultsMissing."""
    found = await locked(rounds, round_id, expected)
    state = advance(ROUND_LIFECYCLE, found.state, "finish")
    missing = await applications.in_state(round_id, (EnrolmentState.SUBMITTED,))
    if missing:
        raise ResultsMissing(code=found.code, missing=missing)
    return await rounds.change(round_id, {"state": state})
