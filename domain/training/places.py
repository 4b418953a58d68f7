"""Places in a session and what each plans: the facts a decision is made on, and the steps it leads to.

Locks are taken in one order everywhere: rounds, courses, sessions, enrolments, teachers, standings, absences,
behind these what looks after their lessons, the days of the lessons first, and last notices, then their
series; of each kind in the order of their ids. So two changes may wait for each other, and never in a circle.
Those on a waitlist are moved under their session's lock alone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.lifecycle import advance
from domain.people.calendar import SchoolYearSpan, day_of, school_year_of
from domain.people.teacher import TeacherStatus
from domain.training.enrolment import LIFECYCLE, SEATED, EnrolmentState
from domain.training.seats import SessionSeats, promote, promotes


@dataclass(frozen=True, slots=True)
class Planned:
    """What a place adds to its teacher's planned credits, and of which school year."""

    year: int
    credits: Decimal

    def dropped(self) -> "Planned":
        return Planned(self.year, Decimal(0))


@dataclass(frozen=True, slots=True)
class Standing:
    """An enrolment as it stands before a step."""

    enrolment_id: UUID
    teacher_id: UUID
    state: EnrolmentState
    planned: Planned


@dataclass(frozen=True, slots=True)
class Move:
    """One enrolment's step. It leaves a line in the history when it changes the state or has a reason."""

    before: Standing
    state: EnrolmentState
    planned: Planned
    reason: str | None = None
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    name: str
    status: TeacherStatus


@dataclass(frozen=True, slots=True)
class Clash:
    """Another session the teacher has a place in, and the block of it that overlaps."""

    title: str
    session_code: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What a session's course is worth."""

    title: str
    credits: Decimal
    archived: bool


class Places(Protocol):
    async def seats_for_update(self, session_id: UUID) -> SessionSeats | None:
        """Locks the session, in a statement of its own: what is read after it is what stands."""
        ...

    async def hold(self, *, session_ids: Collection[UUID], course_ids: Collection[UUID] = ()) -> set[UUID]:
        """Locks all that may move when these sessions change, or the sessions of these courses.

        Returns the sessions somebody waits for.
        """
        ...

    async def offer(self, course_id: UUID) -> Offer: ...

    async def spans(self) -> list[SchoolYearSpan]: ...

    async def standing_for_update(self, session_id: UUID) -> list[Standing]:
        """Everybody who applies, waits or has a seat, in the order of enrolling; locks them."""
        ...

    async def waiting(self, session_id: UUID) -> list[Standing]:
        """The waitlist in the order of enrolling."""
        ...

    async def colleagues_for_update(self, teacher_ids: Iterable[UUID]) -> dict[UUID, Colleague]:
        """Locks the teachers in the order of their ids: nobody is placed twice at once meanwhile."""
        ...

    async def clashes(
        self, session_id: UUID, teacher_ids: Iterable[UUID], *, states: Collection[EnrolmentState] = SEATED
    ) -> dict[UUID, Clash]:
        """Those placed elsewhere during a block of the session. Online training holds nobody anywhere."""
        ...

    async def apply(self, session_id: UUID, moves: Sequence[Move], *, taken: int, at: datetime) -> None:
        """Writes the steps, their history, the seats now taken, and the sums of planned credits."""
        ...

    async def follow(
        self, *, session_ids: Collection[UUID], course_ids: Collection[UUID] = (), at: datetime
    ) -> None:
        """Brings in line what follows from who is seated in these sessions, or in those of these courses, and
        when and as what they are held: the absences, with all that looks after the lessons missed, and the
        notices of training.

        The last thing every change of seats, sessions or courses does: its locks come behind all others.
        """
        ...


def planned_for(credits: Decimal, ends_at: datetime, spans: Iterable[SchoolYearSpan]) -> Planned:
    """A course's credits in the school year its session ends in; SchoolYearUnknown when none holds it."""
    return Planned(school_year_of(day_of(ends_at), spans), credits)


async def worth(places: Places, seats: SessionSeats) -> Planned:
    """What a seat in the session plans."""
    offer = await places.offer(seats.course_id)
    return planned_for(offer.credits, seats.ends_at, await places.spans())


async def succession(places: Places, seats: SessionSeats, *, now: datetime) -> list[Move]:
    """The steps that give the free seats of a locked session to its waitlist; none once it has started."""
    free = seats.capacity - seats.taken
    if free < 1 or not promotes(seats, now):
        return []
    queue = {one.teacher_id: one for one in await places.waiting(seats.session_id)}
    if not queue:
        return []
    planned = await worth(places, seats)
    outcome = promote(free, queue, await _hindered(places, seats.session_id, queue))
    skipped = [Move(queue[one], queue[one].state, queue[one].planned, why) for one, why in outcome.skipped]
    promoted = [
        Move(queue[one], advance(LIFECYCLE, queue[one].state, "promote"), planned, "promoted")
        for one in outcome.promoted
    ]
    return skipped + promoted


async def _hindered(places: Places, session_id: UUID, teacher_ids: Iterable[UUID]) -> dict[UUID, str]:
    colleagues = await places.colleagues_for_update(teacher_ids)
    gone = {
        teacher_id: "promotion_skipped_not_active"
        for teacher_id, colleague in colleagues.items()
        if colleague.status is not TeacherStatus.ACTIVE
    }
    clashing = dict.fromkeys(await places.clashes(session_id, teacher_ids), "promotion_skipped_date_clash")
    return clashing | gone


def gained(moves: Iterable[Move]) -> int:
    """How many more seats are taken after the steps."""
    return sum((move.state in SEATED) - (move.before.state in SEATED) for move in moves)
