"""Absences that follow places in trainings: made, changed and ended with them, in the same transaction.

Whoever is seated in a session that takes place, and not online, is away for those of its blocks that touch a
school day. It may be asked for any number of times, and writes what differs.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from domain.messages import Event, Messages, Notice
from domain.people.calendar import day_of
from domain.timetable.absence import AbsenceState, Ground, Route, days_between, measure, on_school_days
from domain.timetable.absences import Arrangements, Grounds, edition, remeasured, span
from domain.training.sessions import Block


@dataclass(frozen=True, slots=True)
class Placement:
    """A seat in a session that takes place somewhere."""

    enrolment_id: UUID
    teacher_id: UUID
    teacher_name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """A standing absence, locked."""

    id: UUID
    teacher_id: UUID
    teacher_name: str
    enrolment_id: UUID | None
    blocks: tuple[Block, ...]
    school_days: Decimal
    route: Route
    route_rule_id: UUID | None
    route_because: str | None
    swap_until: datetime | None
    escalated_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class NewFollower:
    """An absence to be made."""

    placement: Placement
    blocks: tuple[Block, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Revised:
    """What becomes of an absence that stands."""

    before: Followed
    values: Mapping[str, Any]
    blocks: tuple[Block, ...] | None
    """None: the same as before."""


class Followers(Grounds, Protocol):
    """The absences of places in sessions."""

    async def placements(self, session_ids: Collection[UUID]) -> list[Placement]:
        """Everybody seated in those of the sessions that are held, and not online; by enrolment."""
        ...

    async def standing_for_update(self, session_ids: Collection[UUID]) -> list[Followed]:
        """The standing absences of these sessions, locked in the order of their ids."""
        ...

    async def add(self, new: Sequence[NewFollower], *, at: datetime) -> list[UUID]: ...

    async def revise(self, revised: Sequence[Revised]) -> None: ...

    async def affairs(self) -> Sequence[UUID]:
        """Whom to tell in Academic Affairs."""
        ...


async def follow(
    followers: Followers,
    arrangements: Arrangements,
    messages: Messages,
    session_ids: Collection[UUID],
    *,
    now: datetime,
) -> None:
    """Brings the absences of these sessions, which are locked, in line with who is seated in them and when.

    The number of statements depends on the absences with swaps or cover alone.
    """
    placements = await followers.placements(session_ids)
    standing = await followers.standing_for_update(session_ids)
    blocks = [block for one in placements for block in one.blocks]
    if not blocks and not standing:
        return
    ground = await followers.ground(*days_between(blocks)) if blocks else Ground((), (), ())
    known = {one.enrolment_id: one for one in standing}
    new, revised = [], []
    for one in placements:
        kept = on_school_days(one.blocks, ground.days)
        before = known.get(one.enrolment_id)
        if before is None and kept:
            new.append(_made(one, kept, ground))
        elif before is not None and kept:
            del known[one.enrolment_id]
            revised += _revised(before, kept, ground, now)
    revised += [Revised(one, {"state": AbsenceState.CANCELLED}, None) for one in known.values()]
    if new or revised:
        ids = await followers.add(new, at=now)
        await followers.revise(revised)
        await arrangements.follow([*ids, *(one.before.id for one in revised)], at=now)
        affairs = await followers.affairs()
        await messages.tell_all([*_of_new(new, ids, affairs), *of_revised(revised, affairs)], at=now)


async def remeasure(followers: Followers, standing: Sequence[Followed], *, now: datetime) -> list[Revised]:
    """Counts locked absences anew, whose calendar, timetable or policy may have changed; what it did for."""
    ground = await followers.ground(*days_between(block for one in standing for block in one.blocks))
    revised = [change for one in standing for change in _revised(one, one.blocks, ground, now)]
    await followers.revise(revised)
    return revised


def _made(placement: Placement, blocks: tuple[Block, ...], ground: Ground) -> NewFollower:
    measured = measure(blocks, ground)
    swapping = measured.route is Route.SWAP
    values = {
        "school_days": measured.school_days,
        "route": measured.route,
        "route_rule_id": measured.rule_id,
        "swap_until": measured.swap_until if swapping else None,
        **span(blocks),
    }
    return NewFollower(placement, blocks, values)


def _revised(before: Followed, blocks: tuple[Block, ...], ground: Ground, now: datetime) -> list[Revised]:
    measured = measure(blocks, ground)
    again = remeasured(measured, before, begins=span(blocks)["starts_at"], now=now)
    moved = blocks != before.blocks
    values = {name: value for name, value in again.items() if value != getattr(before, name)}
    if moved:
        values |= span(blocks)
    return [Revised(before, again | values, blocks if moved else None)] if values else []


def _of_new(new: Sequence[NewFollower], ids: Sequence[UUID], affairs: Sequence[UUID]) -> Iterator[Notice]:
    for absence_id, one in zip(ids, new, strict=True):
        if one.values["route"] is Route.COVER:
            facts = facts_of(one.placement.teacher_name, one.values["starts_at"], one.values["school_days"])
            yield from told(Event.ABSENCE_TO_COVER, absence_id, 1, affairs, facts)


def of_revised(revised: Iterable[Revised], affairs: Sequence[UUID]) -> Iterator[Notice]:
    """The teacher hears of other times, Academic Affairs of what is theirs now, or is no more."""
    for change in revised:
        before, values = change.before, change.values
        starts_at = values.get("starts_at", min(one.starts_at for one in before.blocks))
        facts = facts_of(before.teacher_name, starts_at, values.get("school_days", before.school_days))
        to_cover = before.route is Route.SWAP and values.get("route") is Route.COVER
        to: dict[Event, list[UUID]] = {}
        if "state" in values:
            to[Event.ABSENCE_CANCELLED] = [before.teacher_id, *affairs]
        elif change.blocks is not None:
            to[Event.ABSENCE_CHANGED] = [before.teacher_id, *(() if to_cover else affairs)]
        if to_cover:
            to[Event.ABSENCE_TO_COVER] = list(affairs)
        for event, recipients in to.items():
            yield from told(event, before.id, before.version + 1, recipients, facts)


def told(
    event: Event, absence_id: UUID, version: int, to: Iterable[UUID], facts: Mapping[str, str]
) -> list[Notice]:
    about, link = edition(absence_id, version), f"absences/{absence_id}"
    return [Notice(event, about, one, facts, link) for one in dict.fromkeys(to)]


def facts_of(name: str, starts_at: datetime, school_days: Decimal) -> dict[str, str]:
    starts_on = day_of(starts_at)
    return {"name": name, "starts_on": starts_on.isoformat(), "days": f"{school_days.normalize():f}"}
