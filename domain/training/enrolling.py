"""Enrolling a teacher and taking them out again 选课与退选."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller, Scope, own_only
from domain.lifecycle import advance, match
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.people.teacher import TeacherStatus
from domain.training.enrolment import LIFECYCLE, Enrolment, EnrolmentEvent, EnrolmentState
from domain.training.places import Clash, Move, Places, Planned, Standing, gained, succession, worth
from domain.training.seats import SessionSeats, admit
from domain.training.sessions import CourseArchived


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


@dataclass(frozen=True, slots=True)
class EnrolmentFilter:
    teacher_id: UUID | None = None
    session_id: UUID | None = None
    states: tuple[EnrolmentState, ...] = ()


class Enrolments(Places, Protocol):
    """Every reading is limited to what the caller sees."""

    async def list(self, filters: EnrolmentFilter, window: Window) -> Page[Enrolment]: ...

    async def get(self, enrolment_id: UUID) -> Enrolment | None: ...

    async def for_update(self, enrolment_id: UUID) -> Enrolment: ...

    async def history(self, enrolment_id: UUID, window: Window) -> Page[EnrolmentEvent]: ...

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
    enrolments: Enrolments, session_id: UUID, teacher_id: UUID | None, *, caller: Caller, now: datetime
) -> Enrolment:
    """A seat for the teacher, or a place on the waitlist; who is left out means oneself.

    Raises NotFound, Forbidden, TeacherRequired, what `admit` raises, CourseArchived, TeacherNotActive,
    AlreadyEnrolled, DateClash, SchoolYearUnknown.
    """
    seats = await enrolments.seats_for_update(session_id)
    whom = teacher_id or caller.teacher_id
    if seats is None:
        raise NotFound()
    if whom is None:
        raise TeacherRequired()
    colleague = (await enrolments.colleagues_for_update([whom])).get(whom)
    if colleague is None:
        raise NotFound()
    own_only(caller, whom)
    if await enrolments.holds_place(session_id, whom):
        raise AlreadyEnrolled(code=seats.code)
    state = admit(seats, now)
    if colleague.status is not TeacherStatus.ACTIVE:
        raise TeacherNotActive(name=colleague.name)
    planned = await _offered(enrolments, seats)
    refuse_clash((await enrolments.clashes(session_id, [whom])).get(whom))
    if state is EnrolmentState.WAITLISTED:
        planned = planned.dropped()
    return await enrolments.add(session_id, whom, state, planned, account_id=caller.account_id, at=now)


async def _offered(places: Places, seats: SessionSeats) -> Planned:
    offer = await places.offer(seats.course_id)
    if offer.archived:
        raise CourseArchived(title=offer.title)
    return await worth(places, seats)


def refuse_clash(clash: Clash | None) -> None:
    if clash is not None:
        raise DateClash(
            title=clash.title,
            session_code=clash.session_code,
            starts_at=clash.starts_at.astimezone(ZONE),
        )


async def withdraw(
    enrolments: Enrolments,
    enrolment_id: UUID,
    *,
    expected: int,
    reason: str | None,
    caller: Caller,
    now: datetime,
) -> Enrolment:
    """Gives a place up; a seat so freed goes to the waitlist, in the same transaction.

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
    moves = [leaving]
    if freed.taken < seats.taken:
        moves += await succession(enrolments, freed, now=now)
    await enrolments.apply(seats.session_id, moves, taken=seats.taken + gained(moves), at=now)
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
