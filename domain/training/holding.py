"""Keeping a session 班次管理: adding it, changing it, moving it along, calling it off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from domain.errors import NotFound, Stale
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.messages import Event, Messages
from domain.paging import Page, Window
from domain.people.calendar import ZONE
from domain.training.catalogue import Courses, Planning, SessionState
from domain.training.enrolment import LIFECYCLE as ENROLMENT_LIFECYCLE
from domain.training.enrolment import EnrolmentState
from domain.training.places import Move, Places, Standing
from domain.training.promoting import fill
from domain.training.seats import resized
from domain.training.selection import JOINABLE, Rounds, RoundTakesNoSessions, SessionNotDraft
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
from domain.training.telling import facts_of


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
    rounds: Rounds
    messages: Messages


async def add_session(catalogue: Catalogue, new: NewSession) -> TrainingSession:
    """Raises NotFound for an unknown course or round, CourseArchived, RoundTakesNoSessions, and what times
    and codes are refused with."""
    await _take_sessions(catalogue.rounds, {new.round_id})
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

    Raises NotFound, Stale, InvalidState, CapacityBelowTaken, SessionNotDraft, RoundTakesNoSessions, and what
    times and codes are refused with.
    """
    of_round = await _round_of(catalogue, session_id, changes)
    session = await _locked(catalogue.sessions, session_id, expected)
    refuse_over(session.state)
    _check_joining(session, of_round, changes)
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
        await fill(catalogue.places, catalogue.messages, session_id, now=now)
    await catalogue.places.follow(session_ids=[session_id], at=now)
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
    """Calls a session off: everybody who applies, waits or is placed is cancelled, and told; nobody plans its
    credits any longer. Nobody is told of a draft.

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
    if session.state is not SessionState.DRAFT:
        await _tell_cancelled(catalogue, session, [one.teacher_id for one in standing], reason, now)
    cancelled = await catalogue.sessions.change(session_id, {"state": state})
    await catalogue.places.follow(session_ids=[session_id], at=now)
    return cancelled


async def _tell_cancelled(
    catalogue: Catalogue, session: TrainingSession, to: Sequence[UUID], reason: str | None, now: datetime
) -> None:
    offer = await catalogue.places.offer(session.course_id)
    facts = facts_of(offer.title, session.code, session.starts_at) | ({"reason": reason} if reason else {})
    link = f"training-sessions/{session.id}"
    await catalogue.messages.tell(
        Event.SESSION_CANCELLED, about=session.id, to=to, facts=facts, link=link, at=now
    )


async def _round_of(catalogue: Catalogue, session_id: UUID, changes: Mapping[str, Any]) -> UUID | None:
    """The round a session is in before it joins another; both are locked before the session is."""
    if "round_id" not in changes:
        return None
    session = await catalogue.sessions.get(session_id)
    if session is None:
        raise NotFound()
    if changes["round_id"] != session.round_id:
        await _take_sessions(catalogue.rounds, {session.round_id, changes["round_id"]})
    return session.round_id


async def _take_sessions(rounds: Rounds, round_ids: set[UUID | None]) -> None:
    wanted = {one for one in round_ids if one is not None}
    found = await rounds.for_share(wanted) if wanted else {}
    if wanted - found.keys():
        raise NotFound()
    for one in found.values():
        if one.state not in JOINABLE:
            raise RoundTakesNoSessions(code=one.code, state=one.state.value)


def _check_joining(session: TrainingSession, of_round: UUID | None, changes: Mapping[str, Any]) -> None:
    if "round_id" not in changes or changes["round_id"] == session.round_id:
        return
    if session.round_id != of_round:  # it joined another in between
        raise Stale(version=session.version, expected=session.version - 1)
    if session.state is not SessionState.DRAFT:
        raise SessionNotDraft(code=session.code)


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
