"""Swaps that end by themselves: lapsed or undone with their absence, or because something else was first.

For others to call within their own transaction. Locks go in the order absence, days, proposals: `release`
before `lapse_open`, never after.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from domain.identity.access import Caller
from domain.messages import Event, Messages, Notice
from domain.timetable.changes import LessonChanges, undo
from domain.timetable.effective import LessonKey
from domain.timetable.swap import Swap, SwapState
from domain.timetable.swap_book import SwapBook
from domain.timetable.swap_obstacles import SwapFacts, starts


async def release(
    swaps: SwapBook,
    changes: LessonChanges,
    messages: Messages,
    absence_id: UUID,
    *,
    lessons: Collection[LessonKey] | None = None,
    now: datetime,
) -> list[Swap]:
    """Takes an absence's swaps back, or those of some of its missed lessons: open proposals lapse, accepted
    swaps neither of whose lessons has begun are undone, all or none. Those undone are returned.

    For use where an absence ends or changes, with the absence locked and no days yet.
    Raises what `undo` raises.
    """
    seen = await swaps.of_absence(absence_id, SwapState.ACCEPTED, lessons)
    whole = [day for swap in seen for day in swap.days]
    if whole:
        facts = await swaps.facts(min(whole), max(whole))
        seen = [swap for swap in seen if not begun(facts, swap, now)]
    ids = [swap.id for swap in seen]
    if ids:
        await undo(changes, cause_ids=ids, now=now)
        await swaps.settle(ids, SwapState.UNDONE, at=now)
        await tell(messages, Event.SWAP_UNDONE, seen, None, None, now)
    await lapse_open(swaps, messages, absence_id, lessons=lessons, now=now)
    return seen


async def lapse_open(
    swaps: SwapBook,
    messages: Messages,
    absence_id: UUID,
    *,
    lessons: Collection[LessonKey] | None = None,
    now: datetime,
) -> list[Swap]:
    """Lets an absence's open proposals lapse, or those for some of its missed lessons, and tells both sides.

    The caller holds the absence, and takes no days after this.
    """
    found = await swaps.of_absence(absence_id, SwapState.PROPOSED, lessons)
    await _lapse(swaps, messages, found, now)
    return found


async def lapse_taking(
    swaps: SwapBook, messages: Messages, lessons: Collection[LessonKey], *, now: datetime
) -> list[Swap]:
    """Lets every open proposal lapse that would move one of these lessons: something else was published.

    The caller holds the days.
    """
    found = await swaps.taking(lessons)
    await _lapse(swaps, messages, found, now)
    return found


async def _lapse(swaps: SwapBook, messages: Messages, found: Sequence[Swap], now: datetime) -> None:
    if found:
        await swaps.settle([one.id for one in found], SwapState.LAPSED, at=now)
        await tell(messages, Event.SWAP_LAPSED, found, None, None, now)


def begun(facts: SwapFacts, swap: Swap, now: datetime) -> bool:
    return min(starts(facts, slot) for slot in swap.slots) <= now


async def tell(
    messages: Messages,
    event: Event,
    swaps: Iterable[Swap],
    doer: Caller | None,
    reason: str | None,
    now: datetime,
) -> None:
    """Both sides but who did it."""
    notices = [
        Notice(event, swap.id, teacher_id, facts_of(swap, reason), f"swaps/{swap.id}")
        for swap in swaps
        for teacher_id in (swap.teacher_id, swap.partner_id)
        if doer is None or doer.teacher_id != teacher_id
    ]
    await messages.tell_all(notices, at=now)


def facts_of(swap: Swap, reason: str | None) -> Mapping[str, str]:
    facts = {
        "class": swap.class_name,
        "teacher": swap.teacher_name,
        "day": swap.day.isoformat(),
        "period": str(swap.period_no),
        "subject": swap.subject,
        "partner": swap.partner_name,
        "partner_day": swap.partner_day.isoformat(),
        "partner_period": str(swap.partner_period_no),
        "partner_subject": swap.partner_subject,
    }
    return facts if reason is None else facts | {"reason": reason}
