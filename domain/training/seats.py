"""Who gets a seat 名额: admission while seats last, and what a freed seat does.

The waitlist is served in the order of enrolling: enrolment ids are UUIDv7, made under the session's lock, so
the lowest id has waited longest. A freed seat goes to the first who can take it. One who cannot (another
training at that time, no longer at the school) is skipped with a line in the history, keeps the place in the
queue, and is asked again when the next seat is freed. Once the session has started nobody is promoted; in a
session of a selection round nobody is from the round's `frozen_days` before the start on.

Those whom the district's platform put on the waitlist of such a session wait in the order of their ids too,
which is the order in which they applied.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.people.calendar import ZONE
from domain.training.catalogue import SessionState
from domain.training.enrolment import EnrolmentState
from domain.training.selection import RoundTerms


class SessionNotOpen(Conflict):
    """Facts: `code`."""

    code = "session_not_open"


class EnrolmentNotYetOpen(RuleViolation):
    """Facts: `code`, `opens_at`."""

    code = "enrolment_not_yet_open"


class EnrolmentClosed(RuleViolation):
    """Facts: `code`, `closes_at`."""

    code = "enrolment_closed"


class SessionFull(Conflict):
    """Facts: `code`, `capacity`."""

    code = "session_full"


class CapacityBelowTaken(Conflict):
    """Facts: `capacity`, `taken`."""

    code = "capacity_below_taken"


@dataclass(frozen=True, slots=True)
class SessionSeats:
    """What deciding on a seat needs to know of a session, read under its lock."""

    session_id: UUID
    course_id: UUID
    code: str
    state: SessionState
    capacity: int
    taken: int
    waitlist: bool
    enrolment_opens_at: datetime | None
    enrolment_closes_at: datetime | None
    starts_at: datetime
    ends_at: datetime
    round: RoundTerms | None = None
    """The selection round it belongs to."""


@dataclass(frozen=True, slots=True)
class Promotions:
    promoted: tuple[UUID, ...]
    skipped: tuple[tuple[UUID, str], ...]
    """Those passed over on the way, each with why."""


def admit(seats: SessionSeats, now: datetime) -> EnrolmentState:
    """A seat, or a place on the waitlist where the session keeps one. The closing moment itself is late.

    Raises SessionNotOpen, EnrolmentNotYetOpen, EnrolmentClosed, SessionFull.
    """
    if seats.state is not SessionState.OPEN:
        raise SessionNotOpen(code=seats.code)
    opens_at, closes_at = seats.enrolment_opens_at, seats.enrolment_closes_at
    if opens_at is not None and now < opens_at:
        raise EnrolmentNotYetOpen(code=seats.code, opens_at=opens_at.astimezone(ZONE))
    if closes_at is not None and now >= closes_at:
        raise EnrolmentClosed(code=seats.code, closes_at=closes_at.astimezone(ZONE))
    if seats.taken < seats.capacity:
        return EnrolmentState.PLACED
    if seats.waitlist:
        return EnrolmentState.WAITLISTED
    raise SessionFull(code=seats.code, capacity=seats.capacity)


def promotes(seats: SessionSeats, now: datetime) -> bool:
    """Whether a seat freed now is given to the waitlist."""
    frozen_days = 0 if seats.round is None else seats.round.frozen_days
    until = promotes_until(seats.starts_at, frozen_days)
    return seats.state in (SessionState.OPEN, SessionState.CLOSED) and now < until


def promotes_until(starts_at: datetime, frozen_days: int) -> datetime:
    """From this moment on a freed seat stays free."""
    return starts_at - timedelta(days=frozen_days)


def promote(free: int, queue: Iterable[UUID], hindered: Mapping[UUID, str]) -> Promotions:
    """Gives the free seats to the first teachers of the queue who can take one.

    `hindered` says who cannot, and why.
    """
    promoted: list[UUID] = []
    skipped: list[tuple[UUID, str]] = []
    for teacher_id in queue:
        if len(promoted) >= free:
            break
        why = hindered.get(teacher_id)
        if why is None:
            promoted.append(teacher_id)
        else:
            skipped.append((teacher_id, why))
    return Promotions(tuple(promoted), tuple(skipped))


def resized(capacity: int, taken: int) -> int:
    """The capacity asked for; CapacityBelowTaken when it is less than the seats already given."""
    if capacity < taken:
        raise CapacityBelowTaken(capacity=capacity, taken=taken)
    return capacity
