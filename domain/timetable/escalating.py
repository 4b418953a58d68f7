"""What is not swapped in time goes to cover: once, and the teacher and Academic Affairs are told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.messages import Event, Messages, Notice
from domain.timetable.absence import Route
from domain.timetable.absences import Arrangements
from domain.timetable.following import Followed, Followers, Revised, facts_of, of_revised, remeasure, told

BATCH = 50
"""Absences a transaction."""


class Escalations(Followers, Protocol):
    async def coming_for_update(self, after: UUID | None, limit: int, *, now: datetime) -> list[Followed]:
        """Standing absences that are not over, locked, in the order of their ids, behind one of them."""
        ...

    async def with_open_lessons(self, absences: Sequence[Followed]) -> set[UUID]:
        """Those of which a lesson is looked after by nobody."""
        ...


async def follow_calendar(
    escalations: Escalations,
    arrangements: Arrangements,
    messages: Messages,
    after: UUID | None,
    *,
    now: datetime,
) -> UUID | None:
    """Counts a batch of coming absences anew, as calendar, timetable and policy now are, and turns to cover
    what is not swapped by its deadline. The last one looked at; None: that was all."""
    batch = await escalations.coming_for_update(after, BATCH, now=now)
    if not batch:
        return None
    changed = await remeasure(escalations, batch, now=now)
    await arrangements.follow([one.before.id for one in changed], at=now)
    affairs = await escalations.affairs() if changed else ()
    await messages.tell_all(list(of_revised(changed, affairs)), at=now)
    return batch[-1].id


async def escalate(
    escalations: Escalations,
    arrangements: Arrangements,
    messages: Messages,
    after: UUID | None,
    *,
    now: datetime,
) -> tuple[int, UUID | None]:
    """A batch; how many went to cover, and the last one looked at. None: that was all.

    An absence whose every lesson is swapped, or that misses none, stays as it is.
    """
    batch = await escalations.coming_for_update(after, BATCH, now=now)
    if not batch:
        return 0, None
    late = [one for one in batch if _late(one, now)]
    open_ones = await escalations.with_open_lessons(late) if late else set()
    moved = [one for one in late if one.id in open_ones]
    values = {"route": Route.COVER, "swap_until": None, "escalated_at": now}
    await escalations.revise([Revised(one, values, None) for one in moved])
    await arrangements.follow([one.id for one in moved], at=now)
    affairs = await escalations.affairs() if moved else ()
    await messages.tell_all([notice for one in moved for notice in _notices(one, affairs)], at=now)
    return len(moved), batch[-1].id


def _late(one: Followed, now: datetime) -> bool:
    return one.route is Route.SWAP and one.swap_until is not None and one.swap_until <= now


def _notices(one: Followed, affairs: Sequence[UUID]) -> list[Notice]:
    starts_at = min(block.starts_at for block in one.blocks)
    facts = facts_of(one.teacher_name, starts_at, one.school_days)
    return [
        *told(Event.ABSENCE_ESCALATED, one.id, one.version + 1, [one.teacher_id], facts),
        *told(Event.ABSENCE_TO_COVER, one.id, one.version + 1, affairs, facts),
    ]
