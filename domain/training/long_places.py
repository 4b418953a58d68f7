"""Confirming a 90-hour plan: everybody's place at once, by the rules that hold for one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, DomainError, ItemsRefused
from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.messages import Notice
from domain.training.catalogue import SessionState
from domain.training.enrolling import AlreadyEnrolled, refuse_absent, refuse_clash
from domain.training.enrolment import LIFECYCLE, SEATED, EnrolmentState
from domain.training.long_plan import Pair
from domain.training.places import Clash, Colleague, Move, Offer, Places, Planned, Standing, planned_for
from domain.training.seats import SessionNotOpen, SessionSeats, admit
from domain.training.selection import RoundState
from domain.training.sessions import CourseArchived
from domain.training.telling import EVENTS, facts_of


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

    seats: Mapping[UUID, int]
    """By session how many of its seats are taken then."""

    facts: Mapping[UUID, Mapping[str, str]]
    """By session what those placed in it are told."""


class PlanPlaces(Places, Protocol):
    async def hold_rounds(self, session_ids: Collection[UUID]) -> None:
        """Locks the rounds of these sessions against a change of their state."""
        ...

    async def all_seats_for_update(self, session_ids: Collection[UUID]) -> dict[UUID, SessionSeats]:
        """Locks the sessions in the order of their ids, in a statement of its own."""
        ...

    async def live_for_update(self, session_ids: Collection[UUID]) -> dict[Pair, Standing]:
        """Everybody who applies, waits or has a seat there; locks them."""
        ...

    async def write(self, taken: Taken, *, account_id: UUID, at: datetime) -> list[UUID]:
        """The ids of the new enrolments, in their order. Raises AlreadyEnrolled."""
        ...


@dataclass(slots=True)
class _Session:
    """One session's facts while its places are given out."""

    seats: SessionSeats
    offer: Offer
    planned: Planned
    clashes: dict[UUID, Clash]


async def take_places(places: PlanPlaces, pairs: Sequence[Pair], *, caller: Caller, now: datetime) -> Taken:
    """In a session outside any round a seat, or the waitlist; in one of a round an approved application.

    The teachers and sessions are all there. Raises ItemsRefused, by placement, with what `admit` raises,
    CourseArchived, TeacherNotActive, DateClash, AlreadyEnrolled, RoundPastAudit; SchoolYearUnknown.
    """
    session_ids = {session_id for _, session_id in pairs}
    await places.hold_rounds(session_ids)
    seats = await places.all_seats_for_update(session_ids)
    live = await places.live_for_update(session_ids)
    colleagues = await places.colleagues_for_update({teacher_id for teacher_id, _ in pairs})
    held = await _sessions(places, list(seats.values()), pairs)
    new, moves, refusals = [], [], list[tuple[str, DomainError]]()
    for place, (teacher_id, session_id) in enumerate(pairs):
        try:
            given = _place(held[session_id], teacher_id, colleagues[teacher_id], now)
            before = live.get((teacher_id, session_id))
            if before is None:
                new.append(given)
            elif (before.state, given.state) == (EnrolmentState.APPLIED, EnrolmentState.APPROVED):
                state = advance(LIFECYCLE, before.state, "approve")
                moves.append(Move(before, state, before.planned, None, caller.account_id))
            else:
                raise AlreadyEnrolled(code=held[session_id].seats.code)
        except DomainError as refusal:
            refusals.append((f"/placements/{place}", refusal))
    if refusals:
        raise ItemsRefused(refusals)
    return Taken(
        new,
        moves,
        {one: session.seats.taken for one, session in held.items()},
        {
            one: facts_of(session.offer.title, session.seats.code, session.seats.starts_at)
            for one, session in held.items()
        },
    )


def notices(taken: Taken, enrolment_ids: Sequence[UUID]) -> list[Notice]:
    """What those placed, or put on a waitlist, are told; an approval is told to nobody yet."""
    return [
        Notice(
            EVENTS[one.state],
            enrolment_id,
            one.teacher_id,
            taken.facts[one.session_id],
            f"enrolments/{enrolment_id}",
        )
        for enrolment_id, one in zip(enrolment_ids, taken.new, strict=True)
        if one.state in EVENTS
    ]


async def _sessions(
    places: PlanPlaces, seats: Sequence[SessionSeats], pairs: Sequence[Pair]
) -> dict[UUID, _Session]:
    spans = await places.spans()
    held = {}
    for one in seats:
        offer = await places.offer(one.course_id)
        going = [teacher_id for teacher_id, session_id in pairs if session_id == one.session_id]
        held[one.session_id] = _Session(
            seats=one,
            offer=offer,
            planned=planned_for(offer.credits, one.ends_at, spans),
            clashes=await places.clashes(one.session_id, going),
        )
    return held


def _place(session: _Session, teacher_id: UUID, colleague: Colleague, now: datetime) -> NewPlace:
    """The place one teacher gets; counts the seat as taken for those who come after."""
    state = _state(session, now)
    if session.offer.archived:
        raise CourseArchived(title=session.offer.title)
    refuse_absent(colleague)
    refuse_clash(session.clashes.get(teacher_id))
    if state in SEATED:
        session.seats = replace(session.seats, taken=session.seats.taken + 1)
        return NewPlace(session.seats.session_id, teacher_id, state, session.planned)
    return NewPlace(session.seats.session_id, teacher_id, state, session.planned.dropped())


def _state(session: _Session, now: datetime) -> EnrolmentState:
    if session.seats.round is None:
        return admit(session.seats, now)
    if session.seats.round.state in (RoundState.SUBMITTED, RoundState.FINISHED):
        raise RoundPastAudit(code=session.seats.code)
    if session.seats.state in (SessionState.COMPLETED, SessionState.CANCELLED):
        raise SessionNotOpen(code=session.seats.code)
    return EnrolmentState.APPROVED
