"""Cover that ends before its lesson: declined, released, or overtaken by an absence that changed.

The lesson is held again as it was before, the ledger's lines are taken back by counter-entries, and those it
concerns are told once.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from domain.errors import Conflict, NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.messages import Event, Messages
from domain.timetable.changes import (
    ChangedSince,
    ClassTwice,
    Layer,
    LessonChanges,
    RoomTwice,
    TeacherTwice,
    undo,
)
from domain.timetable.cover_ledger import counters
from domain.timetable.cover_telling import taken_back
from domain.timetable.covering import COVER_LIFECYCLE, CoverState
from domain.timetable.covers import Cover, Covers, may_answer

ENTANGLED: tuple[type[Conflict], ...] = (ChangedSince, TeacherTwice, ClassTwice, RoomTwice)


async def accept_cover(
    covers: Covers, changes: LessonChanges, cover_id: UUID, *, expected: int, caller: Caller, now: datetime
) -> Cover:
    """Raises NotFound, Forbidden, Stale, InvalidState."""
    await _moving(covers, changes, cover_id, "accept", expected, caller)
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
    cover = await _moving(covers, changes, cover_id, "decline", expected, caller)
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
    cover = await _moving(covers, changes, cover_id, "release", expected, caller)
    await _end(covers, changes, [cover], CoverState.RELEASED, because, caller.account_id, now)
    await messages.tell_all(taken_back(Event.COVER_RELEASED, [cover], [cover.teacher_id], because), at=now)
    return await _as_it_is(covers, cover_id)


async def follow_covers(
    covers: Covers,
    changes: LessonChanges,
    messages: Messages,
    absence_ids: Collection[UUID],
    *,
    now: datetime,
) -> None:
    """Brings cover in line with absences entered, changed or cancelled, in the transaction that did it.

    Cover of lessons to come that they no longer touch is released, and who was to give it told; of lessons
    begun it stays with who taught, and is released by hand where nobody did. Cover that the absent
    teachers were to give in their time is open again, and Academic Affairs told. What cannot be undone, since
    others built on it, stays, and Academic Affairs is told of that. The caller has locked the absences, and
    after them holds the days. Raises ChangedMeanwhile alone.
    """
    released, alone = await covers.unmissed(absence_ids, now=now)
    reopened = [one for one in await covers.given_in(absence_ids) if one not in released]
    stuck = await _end_what_can_be(covers, changes, [*released, *reopened], alone, now)
    notices = [
        notice
        for _, some in _by_teacher([one for one in released if one.id not in stuck])
        for notice in taken_back(Event.COVER_RELEASED, some, [some[0].teacher_id], None)
    ]
    affairs = await covers.affairs() if reopened or stuck else []
    open_again = [one for one in reopened if one.id not in stuck]
    left = [one for one in (*released, *reopened) if one.id in stuck]
    notices += taken_back(Event.COVER_REOPENED, open_again, affairs, None)
    notices += taken_back(Event.COVER_ENTANGLED, left, affairs, None)
    await messages.tell_all(notices, at=now)


def _days(layers: Sequence[Layer]) -> set[date]:
    return {day for layer in layers for day in (layer.change.key.day, layer.change.slot.day)}


async def _end_what_can_be(
    covers: Covers,
    changes: LessonChanges,
    ending: Sequence[Cover],
    alone: Sequence[UUID],
    now: datetime,
) -> set[UUID]:
    """All at once or, where something is in the way, one by one; what is left."""
    try:
        await _end(covers, changes, ending, CoverState.RELEASED, None, None, now, alone)
    except ENTANGLED:
        if len(ending) + len(alone) == 1:
            return {one.id for one in ending} | set(alone)
        stuck: set[UUID] = set()
        for one in ending:
            stuck |= await _end_what_can_be(covers, changes, [one], (), now)
        for cause_id in alone:
            stuck |= await _end_what_can_be(covers, changes, (), [cause_id], now)
        return stuck
    return set()


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


async def _moving(
    covers: Covers, changes: LessonChanges, cover_id: UUID, action: str, expected: int, caller: Caller
) -> Cover:
    """The cover, locked after its days: whoever follows an absence locks in that order.

    Raises NotFound, Forbidden, Stale, InvalidState.
    """
    await changes.hold(_days(await changes.stacks([cover_id], None)))
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
