"""Keeping a session 班次管理: adding it, changing it, moving it along, calling it off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.training.catalogue import Courses, Planning
from domain.training.enrolment import LIFECYCLE as ENROLMENT_LIFECYCLE
from domain.training.enrolment import EnrolmentState
from domain.training.places import Move, Places, Standing, fill
from domain.training.seats import resized
from domain.training.sessions import (
    LIFECYCLE,
    Block,
    CourseArchived,
    NewSession,
    SessionFilter,
    SessionHasResults,
    SessionNotEnded,
    TrainingSession,
    check_window,
    in_order,
    refuse_over,
)


class Sessions(Protocol):
    async def list(
        self, filters: SessionFilter, window: Window, *, latest_first: bool, with_course: bool
    ) -> Page[TrainingSession]: ...

    async def get(self, session_id: UUID) -> TrainingSession | None: ...

    async def for_update(self, session_id: UUID) -> TrainingSession | None: ...

    async def add(self, new: NewSession) -> TrainingSession:
        """Raises SessionCodeTaken, SessionPlatformIdTaken."""
        ...

    async def change(
        self, session_id: UUID, changes: Mapping[str, Any], blocks: Sequence[Block] | None = None
    ) -> TrainingSession:
        """Sets columns, and the blocks when given. Raises SessionCodeTaken, SessionPlatformIdTaken."""
        ...


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a change of a session may touch."""

    courses: Courses
    sessions: Sessions
    planning: Planning
    places: Places


async def add_session(catalogue: Catalogue, new: NewSession) -> TrainingSession:
    """Raises NotFound for an unknown course, CourseArchived, and what times and codes are refused with."""
    course = await catalogue.courses.get(new.course_id)
    if course is None:
        raise NotFound()
    if course.archived:
        raise CourseArchived(title=course.title)
    in_order(new.blocks)
    check_window(new.enrolment_opens_at, new.enrolment_closes_at)
    return await catalogue.sessions.add(new)


async def revise_session(
    catalogue: Catalogue,
    session_id: UUID,
    *,
    expected: int,
    changes: Mapping[str, Any],
    blocks: Sequence[Block] | None,
    now: datetime,
) -> TrainingSession:
    """Changes a session under its lock. More seats promote from the waitlist; other days may be another year.

    Raises NotFound, Stale, InvalidState, CapacityBelowTaken, and what times and codes are refused with.
    """
    session = await _locked(catalogue.sessions, session_id, expected)
    refuse_over(session.state)
    check_window(
        changes.get("enrolment_opens_at", session.enrolment_opens_at),
        changes.get("enrolment_closes_at", session.enrolment_closes_at),
    )
    ordered = None if blocks is None else in_order(blocks)
    capacity = resized(changes.get("capacity", session.capacity), session.taken)
    await catalogue.places.hold(session_ids=[session_id])
    await catalogue.sessions.change(session_id, changes, ordered)
    if ordered is not None:
        await catalogue.planning.replan_sessions([session_id])
    if capacity > session.capacity:
        await fill(catalogue.places, session_id, now=now)
    return await _again(catalogue.sessions, session_id)


async def move_session(
    sessions: Sessions, session_id: UUID, action: str, *, expected: int, now: datetime
) -> TrainingSession:
    """Opens, closes or completes a session. Raises NotFound, Stale, InvalidState, SessionNotEnded."""
    session = await _locked(sessions, session_id, expected)
    state = advance(LIFECYCLE, session.state, action)
    if action == "complete" and now < session.ends_at:
        raise SessionNotEnded(code=session.code, ends_at=session.ends_at.astimezone(ZONE))
    return await sessions.change(session_id, {"state": state})


async def cancel_session(
    catalogue: Catalogue,
    session_id: UUID,
    *,
    expected: int,
    reason: str | None,
    caller: Caller,
    now: datetime,
) -> TrainingSession:
    """Calls a session off: everybody placed or waiting is cancelled, and plans its credits no longer.

    Raises NotFound, Stale, InvalidState, and SessionHasResults when somebody has passed or failed in it.
    """
    session = await _locked(catalogue.sessions, session_id, expected)
    state = advance(LIFECYCLE, session.state, "cancel")
    standing = await catalogue.places.standing_for_update(session_id)
    results = [one for one in standing if "cancel" not in ENROLMENT_LIFECYCLE[one.state]]
    if results:
        raise SessionHasResults(code=session.code, results=len(results))
    moves = [_called_off(one, reason or "session_cancelled", caller.account_id) for one in standing]
    await catalogue.places.apply(session_id, moves, taken=0, at=now)
    return await catalogue.sessions.change(session_id, {"state": state})


def _called_off(one: Standing, reason: str, account_id: UUID) -> Move:
    state: EnrolmentState = advance(ENROLMENT_LIFECYCLE, one.state, "cancel")
    return Move(one, state, one.planned.dropped(), reason=reason, account_id=account_id)


async def _locked(sessions: Sessions, session_id: UUID, expected: int) -> TrainingSession:
    session = await sessions.for_update(session_id)
    if session is None:
        raise NotFound()
    match(session.version, expected)
    return session


async def _again(sessions: Sessions, session_id: UUID) -> TrainingSession:
    session = await sessions.get(session_id)
    assert session is not None
    return session
