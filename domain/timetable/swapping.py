"""Swaps on their way: proposed, answered, taken back, undone, and lapsed when something else was first.

Locks are taken in one order: the absence, the days, the proposals (by id). Whoever accepts one of two
proposals for the same lesson holds that lesson's day, so the other finds itself lapsed.
"""

from datetime import date, datetime
from uuid import UUID

from domain.errors import Forbidden, NotFound
from domain.identity.access import Caller
from domain.lifecycle import advance, match
from domain.messages import Event
from domain.people.calendar import ZONE, day_of
from domain.timetable.changes import LessonMoved, NewChange, publish, undo
from domain.timetable.effective import Cause, HeldLesson, LessonKey
from domain.timetable.swap import (
    CLOSED,
    LIFECYCLE,
    Swap,
    SwapImpossible,
    SwapObstacle,
    SwapUnderWay,
    may_act_for,
    may_answer,
)
from domain.timetable.swap_book import NewSwap, SwapBook, SwapDesk, Swaps
from domain.timetable.swap_ending import begun, lapse_taking, tell
from domain.timetable.swap_obstacles import Away, SwapFacts, closed, obstacles, starts
from domain.timetable.swap_offers import SwapOffers, offers


async def look_for(
    swaps: Swaps, absence_id: UUID, lesson_id: UUID | None, lesson_day: date | None, *, now: datetime
) -> SwapOffers:
    """The offers for each lesson missed, or for those asked after. Raises NotFound."""
    away = await swaps.absence(absence_id)
    if away is None:
        raise NotFound()
    obstacle = closed(away, now)
    if obstacle is not None or not away.stretches:
        return SwapOffers(absence_id, obstacle, (), {})
    first = day_of(min(one.starts_at for one in away.stretches))
    last = day_of(max(one.ends_at for one in away.stretches))
    found = [
        one
        for one in offers(await swaps.facts(first, last), away, now=now)
        if lesson_id in (None, one.lesson_id) and lesson_day in (None, one.lesson_day)
    ]
    offering = {one.partner_id for lesson in found for one in lesson.offers}
    without = {one.partner_id for lesson in found for one in lesson.partners_without}
    classes = {class_id for lesson in found for class_id in lesson.class_ids}
    return SwapOffers(absence_id, None, tuple(found), await swaps.names(offering | without, classes))


async def propose(desk: SwapDesk, given: NewSwap, *, caller: Caller, now: datetime) -> Swap:
    """By who is away, or by Academic Affairs in their name.

    Raises NotFound, Forbidden, AbsenceOver, SwapGoesToCover, SwapDeadlinePassed, LessonMoved,
    SwapImpossible, SwapProposedAlready.
    """
    seen = await desk.swaps.absence(given.absence_id)
    if seen is None:
        raise NotFound()
    if not may_act_for(caller, seen.teacher_id):
        raise Forbidden()
    away = await _open_absence(desk.swaps, given.absence_id, now)
    missed, other = await _pair(desk.swaps, away, given.missed, given.other, now)
    swap = await desk.swaps.add(away.id, missed, other, note=given.note, account_id=caller.account_id, at=now)
    await tell(desk.messages, Event.SWAP_PROPOSED, [swap], caller, given.note, now)
    return swap


async def accept(
    desk: SwapDesk, swap_id: UUID, *, expected: int, answer: str | None, caller: Caller, now: datetime
) -> Swap:
    """Both halves are published, and what else was proposed with one of the two lessons lapses.

    Raises NotFound, Forbidden, Stale, InvalidState, and what `propose` and `publish` raise.
    """
    seen = await _seen(desk.swaps, swap_id)
    if not may_answer(caller, seen.partner_id):
        raise Forbidden()
    absence = await desk.swaps.absence_for_update(seen.absence_id)
    assert absence is not None
    await desk.changes.hold(seen.days)
    swap = await desk.swaps.for_update(swap_id)
    match(swap.version, expected)
    state = advance(LIFECYCLE, swap.state, "accept")
    _refuse_closed(absence, now)
    missed, other = await _pair(desk.swaps, absence, swap.missed, swap.other, now)
    _refuse_moved(swap, missed, other)
    await publish(desk.changes, halves(swap, missed, other), now=now)
    await desk.swaps.settle([swap.id], state, answer=answer, at=now)
    await tell(desk.messages, Event.SWAP_ACCEPTED, [swap], caller, answer, now)
    await lapse_taking(desk.swaps, desk.messages, [swap.missed, swap.other], now=now)
    return await desk.swaps.for_update(swap_id)


async def decline(
    desk: SwapDesk, swap_id: UUID, *, expected: int, answer: str | None, caller: Caller, now: datetime
) -> Swap:
    """Raises NotFound, Forbidden, Stale, InvalidState."""
    seen = await _seen(desk.swaps, swap_id)
    if not may_answer(caller, seen.partner_id):
        raise Forbidden()
    return await _closed(desk, seen, "decline", Event.SWAP_DECLINED, expected, answer, caller, now)


async def withdraw(
    desk: SwapDesk, swap_id: UUID, *, expected: int, answer: str | None, caller: Caller, now: datetime
) -> Swap:
    """By who is away, or Academic Affairs. Raises NotFound, Forbidden, Stale, InvalidState."""
    seen = await _seen(desk.swaps, swap_id)
    if not may_act_for(caller, seen.teacher_id):
        raise Forbidden()
    return await _closed(desk, seen, "withdraw", Event.SWAP_WITHDRAWN, expected, answer, caller, now)


async def undo_swap(
    desk: SwapDesk, swap_id: UUID, *, expected: int, answer: str | None, caller: Caller, now: datetime
) -> Swap:
    """By either side or Academic Affairs, until the first of the two lessons begins; both halves together.

    Raises NotFound, Forbidden, Stale, InvalidState, SwapUnderWay, and what `undo` raises.
    """
    seen = await _seen(desk.swaps, swap_id)
    if not may_act_for(caller, seen.teacher_id, seen.partner_id):
        raise Forbidden()
    await desk.swaps.absence_for_update(seen.absence_id)
    await desk.changes.hold(seen.days)
    swap = await desk.swaps.for_update(swap_id)
    match(swap.version, expected)
    state = advance(LIFECYCLE, swap.state, "undo")
    _refuse_begun(await desk.swaps.facts(swap.day, swap.day), swap, now)
    await undo(desk.changes, cause_ids=[swap.id], now=now)
    await desk.swaps.settle([swap.id], state, answer=answer, at=now)
    await tell(desk.messages, Event.SWAP_UNDONE, [swap], caller, answer, now)
    return await desk.swaps.for_update(swap_id)


def halves(swap: Swap, missed: HeldLesson, other: HeldLesson) -> list[NewChange]:
    """Each lesson in the other's slot, with its own teacher and in its own room."""
    return [
        NewChange(
            one.key,
            Cause.SWAP,
            swap.id,
            swap.absence_id,
            one.slot,
            teacher_id,
            place.slot,
            one.room_id,
            teacher_id,
        )
        for one, place, teacher_id in (
            (missed, other, swap.teacher_id),
            (other, missed, swap.partner_id),
        )
    ]


def _refuse_begun(facts: SwapFacts, swap: Swap, now: datetime) -> None:
    if begun(facts, swap, now):
        first = min(swap.slots, key=lambda slot: starts(facts, slot))
        raise SwapUnderWay(day=first.day, period_no=first.period_no)


def _refuse_moved(swap: Swap, missed: HeldLesson, other: HeldLesson) -> None:
    """What was agreed on is where the lessons are: moved since, it is another swap."""
    for slot, lesson in zip(swap.slots, (missed, other), strict=True):
        if lesson.slot != slot:
            raise LessonMoved(day=slot.day, period_no=slot.period_no)
    if swap.partner_id not in other.teacher_ids:
        raise LessonMoved(day=swap.partner_day, period_no=swap.partner_period_no)


async def _open_absence(swaps: SwapBook, absence_id: UUID, now: datetime) -> Away:
    """Locked, so that it does not end or go to cover meanwhile."""
    away = await swaps.absence_for_update(absence_id)
    assert away is not None
    _refuse_closed(away, now)
    return away


def _refuse_closed(away: Away, now: datetime) -> None:
    obstacle = closed(away, now)
    if obstacle is not None:
        until = away.swap_until
        raise CLOSED[obstacle](swap_until=None if until is None else until.astimezone(ZONE))


async def _pair(
    swaps: SwapBook, away: Away, missed: LessonKey, other: LessonKey, now: datetime
) -> tuple[HeldLesson, HeldLesson]:
    """The two lessons as they are held; a swap stays in one week, so no more is looked at."""
    facts = await swaps.facts(missed.day, missed.day)
    held = {lesson.key: lesson for lesson in facts.lessons}
    for lesson, absent in ((missed, SwapObstacle.NOT_MISSED), (other, SwapObstacle.ANOTHER_WEEK)):
        if lesson not in held:
            raise SwapImpossible(obstacles=[absent])
    against = obstacles(facts, away, held[missed], held[other], now=now)
    if against:
        raise SwapImpossible(obstacles=list(against))
    return held[missed], held[other]


async def _seen(swaps: Swaps, swap_id: UUID) -> Swap:
    seen = await swaps.get(swap_id)
    if seen is None:
        raise NotFound()
    return seen


async def _closed(
    desk: SwapDesk,
    seen: Swap,
    step: str,
    event: Event,
    expected: int,
    answer: str | None,
    caller: Caller,
    now: datetime,
) -> Swap:
    """A proposal that comes to nothing: the timetable stands."""
    swap = await desk.swaps.for_update(seen.id)
    match(swap.version, expected)
    state = advance(LIFECYCLE, swap.state, step)
    await desk.swaps.settle([swap.id], state, answer=answer, at=now)
    await tell(desk.messages, event, [swap], caller, answer, now)
    return await desk.swaps.for_update(swap.id)
