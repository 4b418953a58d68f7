"""The sessions 培训班次 a course is held in: when, where, for how many, and how far along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from domain.errors import Conflict, InvalidState, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions
from domain.people.calendar import ZONE
from domain.training.catalogue import Course, SessionState

LIFECYCLE: Lifecycle[SessionState] = {
    SessionState.DRAFT: {"open": SessionState.OPEN, "cancel": SessionState.CANCELLED},
    SessionState.OPEN: {"close": SessionState.CLOSED, "cancel": SessionState.CANCELLED},
    SessionState.CLOSED: {
        "open": SessionState.OPEN,
        "complete": SessionState.COMPLETED,
        "cancel": SessionState.CANCELLED,
    },
}
"""A closed session may be opened again; a completed or cancelled one stays what it is."""


class SessionCodeTaken(Conflict):
    """Facts: `code`."""

    code = "session_code_taken"


class SessionPlatformIdTaken(Conflict):
    """Facts: `platform_id`."""

    code = "session_platform_id_taken"


class CourseArchived(Conflict):
    """Facts: `title`."""

    code = "course_archived"


class SessionNotEnded(RuleViolation):
    """Completing asked for before the last block is over; facts: `code`, `ends_at`."""

    code = "session_not_ended"


class SessionHasResults(Conflict):
    """Cancelling asked for though results are in; facts: `code`, `results` (how many)."""

    code = "session_has_results"


class BlockBackwards(RuleViolation):
    """A block ends before it starts; facts: `starts_at`, `ends_at`."""

    code = "block_backwards"


class BlocksOverlap(RuleViolation):
    """Facts: `first_ends_at`, `second_starts_at`."""

    code = "blocks_overlap"


class WindowBackwards(RuleViolation):
    """Enrolment closes before it opens; facts: `opens_at`, `closes_at`."""

    code = "enrolment_window_backwards"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a session without a break."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Block") -> bool:
        """One may begin the moment the other ends."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class TrainingSession:
    """A course held at a time and a place."""

    id: UUID
    course_id: UUID
    code: str
    place: str | None
    capacity: int
    taken: int
    seats_left: int
    waitlist: bool
    """Whether those who come too late wait for a seat, in the order of enrolling."""

    state: SessionState
    enrolment_opens_at: datetime | None
    """Empty: as soon as the session is opened."""

    enrolment_closes_at: datetime | None
    """The moment itself is too late. Empty: when the session is closed."""

    starts_at: datetime
    """Of the first block."""

    ends_at: datetime
    """Of the last block; the day it falls on decides the school year the credits count for."""

    blocks: list[Block]
    platform_id: str | None
    round_id: UUID | None
    """The selection round one applies in; empty: one enrols directly."""

    promotes_until: datetime
    """From then on a freed seat stays free: the start, or its round's `frozen_days` before it."""

    version: int
    allowed_actions: tuple[str, ...] = ()
    course: Course | None = None
    """Only where `include=course` asks for it."""


@dataclass(frozen=True, slots=True)
class NewSession:
    course_id: UUID
    code: str
    place: str | None
    capacity: int
    waitlist: bool
    enrolment_opens_at: datetime | None
    enrolment_closes_at: datetime | None
    blocks: Sequence[Block]
    platform_id: str | None = None
    round_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SessionFilter:
    course_id: UUID | None = None
    round_id: UUID | None = None
    states: tuple[SessionState, ...] = ()
    starts_from: datetime | None = None
    starts_to: datetime | None = None


def in_order(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks by their start; BlockBackwards, BlocksOverlap. One may begin the moment another ends."""
    ordered = tuple(sorted(blocks, key=lambda block: (block.starts_at, block.ends_at)))
    for block in ordered:
        if block.starts_at >= block.ends_at:
            raise BlockBackwards(
                starts_at=block.starts_at.astimezone(ZONE), ends_at=block.ends_at.astimezone(ZONE)
            )
    for first, second in pairwise(ordered):
        if second.starts_at < first.ends_at:
            raise BlocksOverlap(
                first_ends_at=first.ends_at.astimezone(ZONE),
                second_starts_at=second.starts_at.astimezone(ZONE),
            )
    return ordered


def check_window(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at is not None and closes_at is not None and opens_at >= closes_at:
        raise WindowBackwards(opens_at=opens_at.astimezone(ZONE), closes_at=closes_at.astimezone(ZONE))


def editable(state: SessionState) -> bool:
    return state in LIFECYCLE


def refuse_over(state: SessionState) -> None:
    """A completed or cancelled session is history; InvalidState."""
    if not editable(state):
        raise InvalidState(state=state, action="update", allowed=[])


def session_actions(state: SessionState, caller: Caller, *, in_round: bool = False) -> tuple[str, ...]:
    """The requests this caller may make on a session in this state; enrolling or applying is among them."""
    offered: list[str] = []
    if state is SessionState.OPEN and caller.may(Action.ENROLMENT_WRITE):
        offered.append("apply" if in_round else "enrol")
    if caller.may(Action.COURSE_WRITE) and editable(state):
        offered += ["update", *actions(LIFECYCLE, state)]
    return tuple(offered)
