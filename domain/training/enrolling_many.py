"""Enrolling many teachers at once, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.errors import DomainError, ItemsRefused, NotFound, RuleViolation
from domain.identity.access import Caller, own_only
from domain.messages import Messages, Notice
from domain.training.enrolling import (
    AlreadyEnrolled,
    Enrolments,
    SessionInRound,
    planned_in,
    refuse_absent,
    refuse_clash,
)
from domain.training.enrolment import Enrolment, EnrolmentState
from domain.training.places import Clash, Colleague, Planned
from domain.training.seats import SessionSeats, admit
from domain.training.telling import EVENTS, facts_of


class TeacherGivenTwice(RuleViolation):
    """The same teacher stands twice in the list."""

    code = "teacher_given_twice"


@dataclass(frozen=True, slots=True)
class Place:
    """What a teacher shall have in the session: a seat, or a wait for one."""

    teacher_id: UUID
    state: EnrolmentState
    planned: Planned


class ManyEnrolments(Enrolments, Protocol):
    async def add_all(
        self, session_id: UUID, places: Sequence[Place], *, account_id: UUID, at: datetime
    ) -> list[Enrolment]:
        """In their order, in a fixed number of statements. Raises AlreadyEnrolled."""
        ...


@dataclass(slots=True)
class _Admitting:
    """Seats given out one after another, in the order of the list."""

    seats: SessionSeats
    colleagues: dict[UUID, Colleague]
    held: set[UUID]
    clashes: dict[UUID, Clash]
    planned: Planned
    caller: Caller
    now: datetime

    def admit(self, whom: UUID) -> Place:
        if whom not in self.colleagues:
            raise NotFound()
        own_only(self.caller, whom)
        if whom in self.held:
            raise AlreadyEnrolled(code=self.seats.code)
        state = admit(self.seats, self.now)
        refuse_absent(self.colleagues[whom])
        refuse_clash(self.clashes.get(whom))
        if state is EnrolmentState.WAITLISTED:
            return Place(whom, state, self.planned.dropped())
        self.seats = replace(self.seats, taken=self.seats.taken + 1)
        return Place(whom, state, self.planned)


async def enrol_all(
    enrolments: ManyEnrolments,
    messages: Messages,
    session_id: UUID,
    teacher_ids: Sequence[UUID],
    *,
    caller: Caller,
    now: datetime,
) -> list[Enrolment]:
    """Each as `enrolling.enrol` has it, in the order of the list; each is told.

    Raises NotFound, SessionInRound, CourseArchived, SchoolYearUnknown, and ItemsRefused with all
    teachers that are unknown, repeated or refused.
    """
    seats = await enrolments.seats_for_update(session_id)
    if seats is None:
        raise NotFound()
    if seats.round is not None:
        raise SessionInRound(code=seats.code, round=seats.round.title)
    held = {one.teacher_id for one in await enrolments.standing_for_update(session_id)}
    colleagues = await enrolments.colleagues_for_update(teacher_ids)
    offer = await enrolments.offer(seats.course_id)
    planned = planned_in(seats, offer, await enrolments.spans())
    clashes = await enrolments.clashes(session_id, teacher_ids)
    places = _each(teacher_ids, _Admitting(seats, colleagues, held, clashes, planned, caller, now))
    made = await enrolments.add_all(session_id, places, account_id=caller.account_id, at=now)
    facts = facts_of(offer.title, seats.code, seats.starts_at)
    told = [
        Notice(EVENTS[one.state], one.id, one.teacher_id, facts, f"enrolments/{one.id}")
        for one in made
        if one.teacher_id != caller.teacher_id
    ]
    await messages.tell_all(told, at=now)
    await enrolments.follow(session_ids=[session_id], at=now)
    return made


def _each(teacher_ids: Sequence[UUID], admitting: _Admitting) -> list[Place]:
    places: list[Place] = []
    refusals: list[tuple[str, DomainError]] = []
    for place, whom in enumerate(teacher_ids):
        try:
            if whom in teacher_ids[:place]:
                raise TeacherGivenTwice()
            places.append(admitting.admit(whom))
        except DomainError as refusal:
            refusals.append((f"/items/{place}/teacher_id", refusal))
    if refusals:
        raise ItemsRefused(refusals)
    return places
