"""Enrolling a teacher and taking them out again 选课与退选."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller, own_only
from domain.identity.actions import Scope
from domain.lifecycle import advance, match
from domain.messages import Messages
from domain.paging import Page, Window
from domain.people.calendar import ZONE, SchoolYearSpan
from domain.people.teacher import TeacherStatus
from domain.training.catalogue import CourseKind
from domain.training.enrolment import LIFECYCLE, SEATED, Enrolment, EnrolmentEvent, EnrolmentState
from domain.training.places import (
    Clash,
    Colleague,
    Move,
    Offer,
    Places,
    Planned,
    Standing,
    gained,
    planned_for,
    succession,
)
from domain.training.promoting import tell
from domain.training.seats import SessionSeats, admit
from domain.training.sessions import CourseArchived
from domain.training.telling import EVENTS, facts_of


class AlreadyEnrolled(Conflict):
    """Facts: `code` of the session."""

    code = "already_enrolled"


class DateClash(Conflict):
    """The teacher has a place elsewhere at that time; facts: `title`, `session_code`, `starts_at`."""

    code = "date_clash"


class TeacherNotActive(Conflict):
    """Facts: `name`."""

    code = "teacher_not_active"


class TeacherRequired(RuleViolation):
    """Only a teacher may leave out who is to be enrolled."""

    code = "teacher_required"


class SessionStarted(RuleViolation):
    """A teacher wants out after the start; facts: `code`."""

    code = "session_started"


class ReasonRequired(RuleViolation):
    """Taking somebody out after the start needs a reason; facts: `code`."""

    code = "reason_required"


class SessionInRound(Conflict):
    """One applies for it in its selection round; facts: `code`, `round`."""

    code = "session_in_round"


@dataclass(frozen=True, slots=True)
class Asked:
    """What deciding on a teacher's place in a session goes by, with both locked."""

    seats: SessionSeats
    colleague: Colleague
    offer: Offer
    spans: Sequence[SchoolYearSpan]
    holds_place: bool
    """The teacher has a seat in the session already, waits for one, or applies."""

    clash: Clash | None
    may_be_missed: bool
    """It is not online, and a block of it may lie on a school day: `follow` tells who is away."""


@dataclass(frozen=True, slots=True)
class EnrolmentFilter:
    teacher_id: UUID | None = None
    session_id: UUID | None = None
    states: tuple[EnrolmentState, ...] = ()
    course_kinds: tuple[CourseKind, ...] = ()
    starts_from: datetime | None = None
    """Of the session; so below."""

    starts_to: datetime | None = None


class Enrolments(Places, Protocol):
    """Every reading is limited to what the caller sees."""

    async def list(self, filters: EnrolmentFilter, window: Window) -> Page[Enrolment]: ...

    async def get(self, enrolment_id: UUID) -> Enrolment | None: ...

    async def for_update(self, enrolment_id: UUID) -> Enrolment: ...

    async def history(self, enrolment_id: UUID, window: Window) -> Page[EnrolmentEvent]: ...

    async def asked(
        self, session_id: UUID, teacher_id: UUID, *, clashing: frozenset[EnrolmentState] = SEATED
    ) -> Asked | None:
        """Locks the session, then the teacher, and reads the rest after that; None when either is not there.

        `clashing` are the states elsewhere that keep a teacher from coming.
        """
        ...

    async def add(
        self,
        session_id: UUID,
        teacher_id: UUID,
        state: EnrolmentState,
        planned: Planned,
        *,
        account_id: UUID,
        at: datetime,
    ) -> Enrolment:
        """Raises AlreadyEnrolled."""
        ...


async def enrol(
    enrolments: Enrolments,
    messages: Messages,
    session_id: UUID,
    teacher_id: UUID | None,
    *,
    caller: Caller,
    now: datetime,
) -> Enrolment:
    """A seat for the teacher, or a place on the waitlist; who is left out means oneself. Who was enrolled by
    somebody else is told.

    Raises NotFound, Forbidden, TeacherRequired, SessionInRound, what `admit` raises, CourseArchived,
    TeacherNotActive, AlreadyEnrolled, DateClash, SchoolYearUnknown.
    """
    whom, asked = await asked_for(enrolments, session_id, teacher_id, caller)
    seats = asked.seats
    if seats.round is not None:
        raise SessionInRound(code=seats.code, round=seats.round.title)
    if asked.holds_place:
        raise AlreadyEnrolled(code=seats.code)
    state = admit(seats, now)
    refuse_absent(asked.colleague)
    planned = planned_in(seats, asked.offer, asked.spans)
    refuse_clash(asked.clash)
    if state is EnrolmentState.WAITLISTED:
        planned = planned.dropped()
    made = await enrolments.add(session_id, whom, state, planned, account_id=caller.account_id, at=now)
    if caller.teacher_id != whom:
        facts = facts_of(asked.offer.title, seats.code, seats.starts_at)
        link = f"enrolments/{made.id}"
        await messages.tell(EVENTS[state], about=made.id, to=[whom], facts=facts, link=link, at=now)
    if state in SEATED and asked.may_be_missed:  # nobody else has moved, and who waits is not away
        await enrolments.follow(session_ids=[session_id], at=now)
    return made


async def asked_for(
    enrolments: Enrolments,
    session_id: UUID,
    teacher_id: UUID | None,
    caller: Caller,
    *,
    clashing: frozenset[EnrolmentState] = SEATED,
) -> tuple[UUID, Asked]:
    """The teacher somebody asks a place for, and what to decide by.

    Raises NotFound, TeacherRequired, Forbidden.
    """
    whom = teacher_id or caller.teacher_id
    if whom is None:
        if await enrolments.seats_for_update(session_id) is None:
            raise NotFound()
        raise TeacherRequired()
    asked = await enrolments.asked(session_id, whom, clashing=clashing)
    if asked is None:
        raise NotFound()
    own_only(caller, whom)
    return whom, asked


def refuse_absent(colleague: Colleague) -> None:
    if colleague.status is not TeacherStatus.ACTIVE:
        raise TeacherNotActive(name=colleague.name)


def planned_in(seats: SessionSeats, offer: Offer, spans: Iterable[SchoolYearSpan]) -> Planned:
    """What a seat in the session plans. Raises CourseArchived, SchoolYearUnknown."""
    if offer.archived:
        raise CourseArchived(title=offer.title)
    return planned_for(offer.credits, seats.ends_at, spans)


def refuse_clash(clash: Clash | None) -> None:
    if clash is not None:
        raise DateClash(
            title=clash.title,
            session_code=clash.session_code,
            starts_at=clash.starts_at.astimezone(ZONE),
        )


async def withdraw(
    enrolments: Enrolments,
    messages: Messages,
    enrolment_id: UUID,
    *,
    expected: int,
    reason: str | None,
    caller: Caller,
    now: datetime,
) -> Enrolment:
    """Gives a place or an application up; a seat so freed goes to the waitlist, in the same transaction.

    Raises NotFound, Forbidden, Stale, InvalidState, SessionStarted, ReasonRequired.
    """
    seen = await enrolments.get(enrolment_id)
    if seen is None:
        raise NotFound()
    own_only(caller, seen.teacher_id)
    seats = await enrolments.seats_for_update(seen.session_id)
    assert seats is not None
    enrolment = await enrolments.for_update(enrolment_id)
    match(enrolment.version, expected)
    state = advance(LIFECYCLE, enrolment.state, "withdraw")
    check_withdrawal(seats, caller, reason, now)
    before = standing_of(enrolment)
    leaving = Move(before, state, before.planned.dropped(), reason, caller.account_id)
    freed = replace(seats, taken=seats.taken + gained([leaving]))
    promoted: list[Move] = []
    if freed.taken < seats.taken:
        promoted = await succession(enrolments, freed, now=now)
    moves = [leaving, *promoted]
    await enrolments.apply(seats.session_id, moves, taken=seats.taken + gained(moves), at=now)
    await tell(enrolments, messages, seats, promoted, now)
    await enrolments.follow(session_ids=[seats.session_id], at=now)
    return await enrolments.for_update(enrolment_id)


def check_withdrawal(seats: SessionSeats, caller: Caller, reason: str | None, now: datetime) -> None:
    """Once a session has started nobody takes themselves out, and the office says why it does."""
    if now < seats.starts_at:
        return
    if caller.reach is Scope.OWN:
        raise SessionStarted(code=seats.code)
    if reason is None:
        raise ReasonRequired(code=seats.code)


def standing_of(enrolment: Enrolment) -> Standing:
    planned = Planned(enrolment.planned_year, enrolment.planned_credits)
    return Standing(enrolment.id, enrolment.teacher_id, enrolment.state, planned)
