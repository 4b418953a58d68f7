"""Confirming a 90-hour plan: everybody's place at once, by the rules that hold for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, DomainError, ItemsRefused, NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.people.teacher import TeacherStatus
from domain.training.catalogue import SessionState
from domain.training.enrolling import TeacherNotActive, refuse_clash
from domain.training.enrolment import LIFECYCLE, SEATED, EnrolmentState
from domain.training.long_plan import Pair
from domain.training.places import Clash, Colleague, Move, Offer, Places, Planned, Standing, planned_for
from domain.training.seats import SessionNotOpen, SessionSeats, admit
from domain.training.selection import RoundState
from domain.training.sessions import CourseArchived


class RoundPastAudit(Conflict):
    """The session's round went to the platform already; facts: `code`."""

    code = "round_past_audit"


@dataclass(frozen=True, slots=True)
class NewPlace:
    session_id: UUID
    teacher_id: UUID
    state: EnrolmentState
    planned: Planned


@dataclass(frozen=True, slots=True)
class Taken:
    """What a confirmed plan writes."""

    new: Sequence[NewPlace]
    moves: Sequence[Move]
    """Applications there were already, approved."""

    seats: dict[UUID, int]
    """By session how many of its seats are taken then."""


class PlanPlaces(Places, Protocol):
    async def rounds(self, session_ids: Collection[UUID]) -> dict[UUID, RoundState]:
        """Of those sessions that are chosen in a round, how far it is."""
        ...

    async def applied_for_update(self, session_ids: Collection[UUID]) -> dict[Pair, Standing]:
        """Applications that wait for the audit; locks them."""
        ...

    async def write(self, taken: Taken, *, account_id: UUID, at: datetime) -> None:
        """Raises AlreadyEnrolled."""
        ...


@dataclass(slots=True)
class _Session:
    """One session's facts while its places are given out."""

    seats: SessionSeats
    offer: Offer
    planned: Planned
    round: RoundState | None
    clashes: dict[UUID, Clash]


async def take_places(places: PlanPlaces, pairs: Sequence[Pair], *, caller: Caller, now: datetime) -> Taken:
    """In a session outside any round a seat, or the waitlist; in one of a round an approved application.

    Raises ItemsRefused, by placement, with NotFound, what `admit` raises, CourseArchived, TeacherNotActive,
    DateClash, RoundPastAudit; SchoolYearUnknown.
    """
    session_ids = sorted({session_id for _, session_id in pairs})
    seats = [await places.seats_for_update(one) for one in session_ids]
    applied = await places.applied_for_update(session_ids)
    colleagues = await places.colleagues_for_update({teacher_id for teacher_id, _ in pairs})
    held = await _sessions(places, [one for one in seats if one is not None], pairs)
    new, moves, refusals = [], [], list[tuple[str, DomainError]]()
    for place, (teacher_id, session_id) in enumerate(pairs):
        try:
            session = held.get(session_id)
            if session is None:
                raise NotFound()
            given = _place(session, teacher_id, colleagues.get(teacher_id), now)
        except DomainError as refusal:
            refusals.append((f"/placements/{place}", refusal))
            continue
        waiting = applied.get((teacher_id, session_id))
        if waiting is not None and given.state is EnrolmentState.APPROVED:
            state = advance(LIFECYCLE, waiting.state, "approve")
            moves.append(Move(waiting, state, waiting.planned, None, caller.account_id))
        else:
            new.append(given)
    if refusals:
        raise ItemsRefused(refusals)
    return Taken(new, moves, {one: session.seats.taken for one, session in held.items()})


async def _sessions(
    places: PlanPlaces, seats: Sequence[SessionSeats], pairs: Sequence[Pair]
) -> dict[UUID, _Session]:
    spans, rounds = await places.spans(), await places.rounds([one.session_id for one in seats])
    held = {}
    for one in seats:
        offer = await places.offer(one.course_id)
        going = [teacher_id for teacher_id, session_id in pairs if session_id == one.session_id]
        held[one.session_id] = _Session(
            seats=one,
            offer=offer,
            planned=planned_for(offer.credits, one.ends_at, spans),
            round=rounds.get(one.session_id),
            clashes=await places.clashes(one.session_id, going),
        )
    return held


def _place(session: _Session, teacher_id: UUID, colleague: Colleague | None, now: datetime) -> NewPlace:
    """The place one teacher gets; counts the seat as taken for those who come after."""
    if colleague is None:
        raise NotFound()
    state = _state(session, now)
    if session.offer.archived:
        raise CourseArchived(title=session.offer.title)
    if colleague.status is not TeacherStatus.ACTIVE:
        raise TeacherNotActive(name=colleague.name)
    refuse_clash(session.clashes.get(teacher_id))
    if state in SEATED:
        session.seats = replace(session.seats, taken=session.seats.taken + 1)
        return NewPlace(session.seats.session_id, teacher_id, state, session.planned)
    return NewPlace(session.seats.session_id, teacher_id, state, session.planned.dropped())


def _state(session: _Session, now: datetime) -> EnrolmentState:
    if session.round is None:
        return admit(session.seats, now)
    if session.round in (RoundState.SUBMITTED, RoundState.FINISHED):
        raise RoundPastAudit(code=session.seats.code)
    if session.seats.state not in (SessionState.OPEN, SessionState.DRAFT):
        raise SessionNotOpen(code=session.seats.code)
    return EnrolmentState.APPROVED
