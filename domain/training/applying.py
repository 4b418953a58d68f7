"""Applying for a session of a selection round 选课申请."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict
from domain.identity.access import Caller
from domain.people.calendar import SchoolYearSpan
from domain.training.catalogue import SessionState
from domain.training.enrolling import (
    AlreadyEnrolled,
    Enrolments,
    asked_for,
    planned_in,
    refuse_absent,
    refuse_clash,
)
from domain.training.enrolment import APPLYING, SEATED, Enrolment, EnrolmentState
from domain.training.policy import CreditRule, in_force
from domain.training.seats import SessionNotOpen
from domain.training.selection import check_open

HELD = APPLYING | SEATED
"""What keeps a teacher from applying for another session at the same time."""


class SessionNotInRound(Conflict):
    """One enrols in it directly; facts: `code`."""

    code = "session_not_in_round"


class CourseCounted(Conflict):
    """The course has brought the teacher credits in this cycle; facts: `title`, `school_year`, `credits` and
    `award_id` of the award."""

    code = "course_counted_in_cycle"


@dataclass(frozen=True, slots=True)
class Counted:
    """The award by which a course counts."""

    award_id: UUID
    title: str
    school_year: int
    credits: str


class Applications(Enrolments, Protocol):
    async def rules(self) -> list[CreditRule]: ...

    async def counted(self, teacher_id: UUID, course_id: UUID, cycle_year: int) -> Counted | None: ...


async def apply(
    applications: Applications, session_id: UUID, teacher_id: UUID | None, *, caller: Caller, now: datetime
) -> Enrolment:
    """An enrolment that waits for the school's audit: no seat is taken, nothing is planned.

    Raises NotFound, TeacherRequired, Forbidden, SessionNotInRound, RoundNotOpen, RoundNotYetOpen, RoundOver,
    SessionNotOpen, AlreadyEnrolled, TeacherNotActive, CourseArchived, SchoolYearUnknown, CourseCounted,
    DateClash.
    """
    whom, asked = await asked_for(applications, session_id, teacher_id, caller, clashing=HELD)
    seats = asked.seats
    if seats.round is None:
        raise SessionNotInRound(code=seats.code)
    check_open(seats.round, now)
    if seats.state is not SessionState.OPEN:
        raise SessionNotOpen(code=seats.code)
    if asked.holds_place:
        raise AlreadyEnrolled(code=seats.code)
    refuse_absent(asked.colleague)
    planned = planned_in(seats, asked.offer, asked.spans)
    cycle_year = cycle_of(planned.year, await applications.rules(), asked.spans)
    refuse_counted(await applications.counted(whom, seats.course_id, cycle_year))
    refuse_clash(asked.clash)
    return await applications.add(
        session_id,
        whom,
        EnrolmentState.APPLIED,
        planned.dropped(),
        account_id=caller.account_id,
        at=now,
    )


def cycle_of(school_year: int, rules: list[CreditRule], spans: Iterable[SchoolYearSpan]) -> int:
    """The first year of the cycle a known school year stands in, by the rules of its first day."""
    span = next(one for one in spans if one.start_year == school_year)
    return in_force(rules, span.starts_on).cycle_of(school_year)


def refuse_counted(counted: Counted | None) -> None:
    if counted is not None:
        raise CourseCounted(
            title=counted.title,
            school_year=counted.school_year,
            credits=counted.credits,
            award_id=str(counted.award_id),
        )
