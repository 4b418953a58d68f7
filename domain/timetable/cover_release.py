"""Cover that ends before its lesson: declined, released, or overtaken by an absence that changed.

The lesson is held again as it was before, the ledger's lines are taken back by counter-entries, and those it
concerns are told once.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from domain.errors import NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.messages import Event, Messages, Notice
from domain.timetable.changes import LessonChanges, undo
from domain.timetable.cover_ledger import counters
from domain.timetable.cover_telling import taken_back
from domain.timetable.covering import COVER_LIFECYCLE, CoverState
from domain.timetable.covers import Cover, Covers, may_answer


async def accept_cover(
    covers: Covers, cover_id: UUID, *, expected: int, caller: Caller, now: datetime
) -> Cover:
    """Raises NotFound, Forbidden, Stale, InvalidState."""
    await _moving(covers, cover_id, "accept", expected, caller)
    await covers.settle([cover_id], CoverState.STANDING, answer=None, at=now)
    return await _as_it_is(covers, cover_id)


async def decline_cover(
    covers: Covers,
    changes: LessonChanges,
    messages: Messages,
    cover_id: UUID,
    *,
    because: str,
    expected: int,
    caller: Caller,
    now: datetime,
) -> Cover:
    """The lesson is open again, and Academic Affairs told.

    Raises NotFound, Forbidden, Stale, InvalidState, and what `changes.undo` raises.
    """
    cover = await _moving(covers, cover_id, "decline", expected, caller)
    await _end(covers, changes, [cover], CoverState.DECLINED, because, caller.account_id, now)
    told = taken_back(Event.COVER_DECLINED, [cover], await covers.affairs(), because)
    await messages.tell_all(told, at=now)
    return await _as_it_is(covers, cover_id)


async def release_cover(
    covers: Covers,
    changes: LessonChanges,
    messages: Messages,
    cover_id: UUID,
    *,
    because: str,
    expected: int,
    caller: Caller,
    now: datetime,
) -> Cover:
    """By Academic Affairs: the lesson is open again.

    Raises NotFound, Stale, InvalidState, and what `changes.undo` raises.
    """
    cover = await covers.for_update(cover_id)
    if cover is None:
        raise NotFound()
    advance(COVER_LIFECYCLE, cover.state, "release")
    match(cover.version, expected)
    await _end(covers, changes, [cover], CoverState.RELEASED, because, caller.account_id, now)
    await messages.tell_all(taken_back(Event.COVER_RELEASED, [cover], [cover.teacher_id], because), at=now)
    return await _as_it_is(covers, cover_id)


async def follow_absence(
    covers: Covers,
    changes: LessonChanges,
    messages: Messages,
    absence_id: UUID,
    *,
    reason: str | None = None,
    now: datetime,
) -> tuple[int, int]:
    """Brings cover in line with an absence entered, changed or cancelled, in the transaction that did it.

    Cover of lessons it no longer touches is released and who was to give it told. Cover that the absent
    teacher was to give in its time is open again, and Academic Affairs told. How many of each is returned.
    The caller has locked the absence. Raises what `changes.undo` raises.
    """
    released, alone = await covers.unmissed(absence_id)
    await _end(covers, changes, released, CoverState.RELEASED, reason, None, now, alone)
    reopened = await covers.given_in(absence_id)
    await _end(covers, changes, reopened, CoverState.RELEASED, reason, None, now)
    notices = [
        notice
        for teacher_id, some in _by_teacher(released)
        for notice in taken_back(Event.COVER_RELEASED, some, [teacher_id], reason)
    ]
    await messages.tell_all([*notices, *await _reopened(covers, reopened, reason)], at=now)
    return len(released), len(reopened)


async def _reopened(covers: Covers, reopened: Sequence[Cover], reason: str | None) -> list[Notice]:
    if not reopened:
        return []
    return taken_back(Event.COVER_REOPENED, reopened, await covers.affairs(), reason)


def _by_teacher(covers: Sequence[Cover]) -> list[tuple[UUID, list[Cover]]]:
    ordered = sorted(covers, key=lambda one: (one.teacher_id, one.day, one.period_no))
    return [(teacher_id, list(some)) for teacher_id, some in groupby(ordered, lambda one: one.teacher_id)]


async def _end(
    covers: Covers,
    changes: LessonChanges,
    ending: Sequence[Cover],
    state: CoverState,
    answer: str | None,
    account_id: UUID | None,
    now: datetime,
    alone: Sequence[UUID] = (),
) -> None:
    """`alone` are the causes of changes that left a lesson without its teacher; they end too."""
    ids = [one.id for one in ending]
    if not ids and not alone:
        return
    await undo(changes, cause_ids=[*ids, *alone], now=now)
    await covers.settle(ids, state, answer=answer, at=now)
    lines = await covers.entries(ids)
    await covers.enter(counters(lines, answer or state.value, account_id), at=now)


async def _moving(covers: Covers, cover_id: UUID, action: str, expected: int, caller: Caller) -> Cover:
    cover = await covers.for_update(cover_id)
    if cover is None:
        raise NotFound()
    may_answer(cover, caller)
    advance(COVER_LIFECYCLE, cover.state, action)
    match(cover.version, expected)
    return cover


async def _as_it_is(covers: Covers, cover_id: UUID) -> Cover:
    found = await covers.get(cover_id)
    assert found is not None
    return found
