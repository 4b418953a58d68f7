"""What looks after an absence's lessons, brought in line with the absence as it became.

Nothing here refuses: a place in a training is given up whatever was arranged around it. What others have
built on meanwhile stays as it is, and Academic Affairs is told to look at it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.messages import Event, Messages
from domain.timetable.absence import AbsenceState, Ground, Route, days_between, measure
from domain.timetable.absences import Grounds
from domain.timetable.changes import LessonChanges
from domain.timetable.cover_release import ENTANGLED, follow_covers
from domain.timetable.covers import Covers
from domain.timetable.effective import LessonKey, Slot
from domain.timetable.following import facts_of, told
from domain.timetable.swap import Swap
from domain.timetable.swap_book import SwapBook
from domain.timetable.swap_ending import lapse_open, release
from domain.training.sessions import Block


@dataclass(frozen=True, slots=True)
class Tied:
    """An absence, locked by whoever changed it, with its swaps that are open or stand."""

    id: UUID
    teacher_id: UUID
    teacher_name: str
    state: AbsenceState
    route: Route
    school_days: Decimal
    blocks: tuple[Block, ...]
    version: int
    swaps: tuple[Swap, ...]


class Ties(Grounds, Protocol):
    async def hold_days(self, absence_ids: Collection[UUID]) -> None:
        """Waits until nobody else changes lessons of the days on which something looks after lessons of these
        absences, or their teachers cover others'."""
        ...

    async def tied(self, absence_ids: Collection[UUID]) -> list[Tied]:
        """Those of the absences with swaps or cover of their own, or in whose time the teacher was to cover
        for others; by id."""
        ...

    async def affairs(self) -> Sequence[UUID]: ...


@dataclass(frozen=True, slots=True)
class Ending:
    """All it takes to end swaps and cover."""

    swaps: SwapBook
    covers: Covers
    changes: LessonChanges
    messages: Messages


async def keep_in_line(ties: Ties, ending: Ending, absence_ids: Collection[UUID], *, now: datetime) -> None:
    """Ends the swaps and the cover of lessons no longer missed, the proposals of absences that go to cover,
    and the cover that those absent were to give. Raises ChangedMeanwhile alone.
    """
    if not await ties.tied(absence_ids):
        return
    # All days at once and first: taken absence by absence they would be taken in no order.
    await ties.hold_days(absence_ids)
    tied = await ties.tied(absence_ids)
    if not tied:  # others ended all of it while we waited
        return
    blocks = [block for one in tied for block in one.blocks]
    ground = await ties.ground(*days_between(blocks))
    for one in tied:
        stuck = await _release(ending, one, overtaken(one, ground), now)
        if one.state is AbsenceState.STANDING and one.route is Route.COVER:
            await lapse_open(ending.swaps, ending.messages, one.id, now=now)
        if stuck:
            await _tell(ties, ending.messages, one, now)
    await follow_covers(ending.covers, ending.changes, ending.messages, [one.id for one in tied], now=now)


def overtaken(absence: Tied, ground: Ground) -> set[LessonKey]:
    """The missed lessons whose swaps have lost their sense: the lesson is not missed any more, or where it
    was moved to is missed as well."""
    if absence.state is AbsenceState.CANCELLED:
        return {swap.missed for swap in absence.swaps}
    slots: frozenset[Slot] = measure(absence.blocks, ground).slots
    return {swap.missed for swap in absence.swaps if swap.slots[0] not in slots or swap.slots[1] in slots}


async def _release(ending: Ending, absence: Tied, lessons: set[LessonKey], now: datetime) -> bool:
    """Whether some could not be undone, since others built on them."""
    if not lessons:
        return False
    try:
        await release(ending.swaps, ending.changes, ending.messages, absence.id, lessons=lessons, now=now)
    except ENTANGLED:
        if len(lessons) == 1:
            return True
        each = [await _release(ending, absence, {lesson}, now) for lesson in lessons]
        return any(each)
    return False


async def _tell(ties: Ties, messages: Messages, one: Tied, now: datetime) -> None:
    facts = facts_of(one.teacher_name, min(block.starts_at for block in one.blocks), one.school_days)
    notices = told(Event.ABSENCE_ENTANGLED, one.id, one.version, await ties.affairs(), facts)
    await messages.tell_all(notices, at=now)
