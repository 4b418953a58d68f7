"""What the district's platform answers to a round's applications 平台录取结果."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import DomainError, ItemsRefused
from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.messages import Messages
from domain.people.teacher import TeacherStatus
from domain.training.catalogue import SessionState
from domain.training.deciding import Application, RoundApplications, each, told
from domain.training.enrolling import TeacherNotActive, refuse_clash
from domain.training.enrolment import LIFECYCLE, Enrolment, EnrolmentState
from domain.training.places import Clash, Colleague, Move, Planned, planned_for
from domain.training.rounds import locked
from domain.training.seats import SessionFull, SessionNotOpen, SessionSeats
from domain.training.selection import Rounds, during
from domain.training.sessions import Block


class PlatformOutcome(StrEnum):
    PLACED = "placed"
    WAITLISTED = "waitlisted"
    REFUSED = "refused"


STEPS = {
    PlatformOutcome.PLACED: "place",
    PlatformOutcome.WAITLISTED: "wait",
    PlatformOutcome.REFUSED: "refuse",
}


def _step(state: EnrolmentState, outcome: PlatformOutcome) -> str:
    """Whom the platform let wait, a later answer gives a seat, or turns down."""
    waited = state is EnrolmentState.WAITLISTED and outcome is PlatformOutcome.PLACED
    return "promote" if waited else STEPS[outcome]


@dataclass(frozen=True, slots=True)
class PlatformResult:
    """What the platform says to one application, recorded on one version of it."""

    enrolment_id: UUID
    expected: int
    outcome: PlatformOutcome
    reason: str | None


@dataclass(frozen=True, slots=True)
class Hall:
    """A session people are placed in: its seats, and what one of them plans."""

    seats: SessionSeats
    planned: Planned
    blocks: Sequence[Block]
    """Empty for online training, which holds nobody anywhere."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a session's course is worth, and whether it is held online."""

    credits: Decimal
    online: bool


class PlacingApplications(RoundApplications, Protocol):
    async def sessions_of(self, round_id: UUID, enrolment_ids: Collection[UUID]) -> set[UUID]:
        """The sessions of those enrolments that are the round's; locks nothing."""
        ...

    async def all_seats_for_update(self, session_ids: Collection[UUID]) -> dict[UUID, SessionSeats]:
        """Locks the sessions in the order of their ids, in a statement of its own."""
        ...

    async def worth_of(self, session_ids: Collection[UUID]) -> Mapping[UUID, Worth]: ...

    async def blocks(self, session_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Block]]: ...

    async def all_clashes(
        self, session_ids: Collection[UUID], teacher_ids: Collection[UUID]
    ) -> dict[tuple[UUID, UUID], Clash]:
        """By session and teacher: a place elsewhere at that time."""
        ...


@dataclass(slots=True)
class _Placing:
    """Seats given out one after another, in the order asked for."""

    halls: Mapping[UUID, Hall]
    colleagues: Mapping[UUID, Colleague]
    clashes: Mapping[tuple[UUID, UUID], Clash]
    courses: dict[UUID, str]
    account_id: UUID
    taken: dict[UUID, int] = field(default_factory=dict)
    placed: dict[UUID, list[UUID]] = field(default_factory=dict)

    def step(self, result: PlatformResult, application: Application) -> Move:
        before = application.standing
        state = advance(LIFECYCLE, before.state, _step(before.state, result.outcome))
        planned = before.planned.dropped()
        if state is EnrolmentState.PLACED:
            planned = self._place(application)
        return Move(before, state, planned, result.reason, self.account_id)

    def _place(self, application: Application) -> Planned:
        """Raises SessionNotOpen, SessionFull, TeacherNotActive, DateClash."""
        hall, whom = self.halls[application.session_id], application.standing.teacher_id
        seats = hall.seats
        if seats.state not in (SessionState.OPEN, SessionState.CLOSED):
            raise SessionNotOpen(code=seats.code)
        taken = self.taken.get(seats.session_id, seats.taken)
        if taken >= seats.capacity:
            raise SessionFull(code=seats.code, capacity=seats.capacity)
        if self.colleagues[whom].status is not TeacherStatus.ACTIVE:
            raise TeacherNotActive(name=self.colleagues[whom].name)
        refuse_clash(self.clashes.get((seats.session_id, whom)) or self._within(hall, whom))
        self.taken[seats.session_id] = taken + 1
        self.placed.setdefault(whom, []).append(seats.session_id)
        self.courses[seats.session_id] = application.course
        return hall.planned

    def _within(self, hall: Hall, whom: UUID) -> Clash | None:
        """A place given to the same teacher a moment ago."""
        for session_id in self.placed.get(whom, ()):
            other = self.halls[session_id]
            for block in other.blocks:
                if any(
                    block.starts_at < own.ends_at and own.starts_at < block.ends_at for own in hall.blocks
                ):
                    return Clash(self.courses[session_id], other.seats.code, block.starts_at)
        return None


async def record_platform_results(
    applications: PlacingApplications,
    rounds: Rounds,
    messages: Messages,
    round_id: UUID,
    results: Sequence[PlatformResult],
    *,
    caller: Caller,
    now: datetime,
) -> list[Enrolment]:
    """All or none; seats are given in the order of the results, and never more than there are.

    Raises NotFound, InvalidState while the round is not with the platform, ItemsRefused, SchoolYearUnknown.
    """
    placing, held = await _ground(applications, rounds, round_id, results, caller)
    moves = each(results, held, placing.step)
    await applications.settle(moves, placing.taken, at=now)
    await messages.tell_all(told(moves, held), at=now)
    await applications.follow(session_ids=placing.halls, at=now)
    return await applications.shown([one.enrolment_id for one in results])


async def refused_results(
    applications: PlacingApplications,
    rounds: Rounds,
    round_id: UUID,
    results: Sequence[PlatformResult],
    *,
    caller: Caller,
) -> list[tuple[int, DomainError]]:
    """What recording them would refuse, by the place of the result; takes its locks, and writes nothing.

    Raises NotFound, InvalidState, SchoolYearUnknown.
    """
    placing, held = await _ground(applications, rounds, round_id, results, caller)
    try:
        each(results, held, placing.step)
    except ItemsRefused as refused:
        return [(int(pointer.removeprefix("/items/")), refusal) for pointer, refusal in refused.refusals]
    return []


async def _ground(
    applications: PlacingApplications,
    rounds: Rounds,
    round_id: UUID,
    results: Sequence[PlatformResult],
    caller: Caller,
) -> tuple[_Placing, Mapping[UUID, Application]]:
    during((await locked(rounds, round_id)).state, "record_results")
    ids = {one.enrolment_id for one in results}
    halls = await _halls(applications, await applications.sessions_of(round_id, ids))
    held = await applications.of_round_for_update(round_id, ids=ids)
    teachers = {one.standing.teacher_id for one in held.values()}
    placing = _Placing(
        halls,
        await applications.colleagues_for_update(teachers),
        await applications.all_clashes(halls.keys(), teachers),
        {},
        caller.account_id,
    )
    return placing, held


async def _halls(applications: PlacingApplications, session_ids: set[UUID]) -> dict[UUID, Hall]:
    seats = await applications.all_seats_for_update(session_ids)
    worth, blocks = await applications.worth_of(session_ids), await applications.blocks(session_ids)
    spans = await applications.spans()
    return {
        session_id: Hall(
            one,
            planned_for(worth[session_id].credits, one.ends_at, spans),
            () if worth[session_id].online else blocks[session_id],
        )
        for session_id, one in seats.items()
    }
