"""Writing a week's plan: set up, filled with the office's items, drafted from all rooms, published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.errors import NotFound
from domain.lifecycle import match
from domain.messages import Event, Messages
from domain.people.changes import UnknownReference
from domain.people.school_years import weeks
from domain.weekplan.entries import EntryChange, WeekEntry, WeekSource, changes, gathered, in_order, mark
from domain.weekplan.plan import (
    NewItem,
    NothingNew,
    Snapshot,
    WeekDraft,
    WeekEdition,
    WeekItem,
    WeekItems,
    WeekPlan,
    WeekPlans,
    WeekUnknown,
    check_item,
    entry_of,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a week is written: its plans and items, and every room that has something to say of it."""

    plans: WeekPlans
    items: WeekItems
    sources: tuple[WeekSource, ...]


async def set_up(plans: WeekPlans, term_id: UUID, week_no: int) -> WeekPlan:
    """Raises UnknownReference, WeekUnknown, WeekPlanTaken."""
    term = await plans.term(term_id)
    if term is None:
        raise UnknownReference(field="term_id")
    numbered = {one.week_no: one for one in weeks(term, ())}
    if week_no not in numbered:
        raise WeekUnknown(week_no=week_no, weeks=len(numbered))
    return await plans.add(term_id, week_no, numbered[week_no].starts_on)


async def add_item(desk: Desk, plan_id: UUID, new: NewItem) -> WeekItem:
    """Raises NotFound, DayOutsideWeek, ItemTimesBackwards."""
    plan = await _found(desk.plans, plan_id)
    check_item(new.day, new.starts_at, new.ends_at, first=plan.starts_on, last=plan.ends_on)
    return await desk.items.add(plan_id, new)


async def revise_item(
    desk: Desk, item_id: UUID, item_changes: Mapping[str, Any], *, expected: int
) -> WeekItem:
    """Raises NotFound, Stale, DayOutsideWeek, ItemTimesBackwards."""
    item = await _locked_item(desk.items, item_id, expected)
    plan = await _found(desk.plans, item.plan_id)
    day, starts_at, ends_at = (
        item_changes.get(name, getattr(item, name)) for name in ("day", "starts_at", "ends_at")
    )
    check_item(day, starts_at, ends_at, first=plan.starts_on, last=plan.ends_on)
    return await desk.items.change(item_id, item_changes)


async def remove_item(items: WeekItems, item_id: UUID, *, expected: int) -> None:
    """From the draft; the editions that have it keep it. Raises NotFound, Stale."""
    await _locked_item(items, item_id, expected)
    await items.remove(item_id)


async def draft(desk: Desk, plan_id: UUID) -> WeekDraft:
    return await _drafted(desk, await _found(desk.plans, plan_id))


async def publish(
    desk: Desk, messages: Messages, plan_id: UUID, *, expected: int, now: datetime
) -> WeekEdition:
    """Keeps what the draft says as the next edition, and tells the staff.

    `expected` is the draft's version: nothing is published that was not looked at. Whoever publishes the same
    draft a moment later waits for the plan, and finds it Stale. Raises NotFound, Stale, NothingNew.
    """
    plan = await desk.plans.for_update(plan_id)
    if plan is None:
        raise NotFound()
    drafted = await _drafted(desk, plan)
    match(drafted.version, expected)
    if plan.edition_no and not drafted.changes:
        raise NothingNew(number=plan.edition_no)
    kept = await desk.plans.publish(plan, drafted.entries, at=now)
    facts = {
        "week_no": str(plan.week_no),
        "starts_on": plan.starts_on.isoformat(),
        "edition": str(kept.number),
    }
    await messages.tell(
        Event.WEEK_PUBLISHED,
        about=kept.id,
        to=await desk.plans.staff(),
        facts=facts,
        link=f"week-editions/{kept.id}",
        at=now,
    )
    return _edition(kept, drafted.changes if plan.edition_no else [])


async def edition(plans: WeekPlans, edition_id: UUID) -> WeekEdition:
    """With what changed since the one before. Raises NotFound."""
    kept = await plans.snapshot_by_id(edition_id)
    if kept is None:
        raise NotFound()
    before = await plans.snapshot(kept.plan, kept.number - 1)
    return _edition(kept, [] if before is None else changes(before.entries, kept.entries))


async def changes_since(plans: WeekPlans, edition_id: UUID, number: int) -> list[EntryChange]:
    """From any edition of the plan to this one. Raises NotFound."""
    kept = await plans.snapshot_by_id(edition_id)
    before = None if kept is None else await plans.snapshot(kept.plan, number)
    if kept is None or before is None:
        raise NotFound()
    return changes(before.entries, kept.entries)


async def _found(plans: WeekPlans, plan_id: UUID) -> WeekPlan:
    plan = await plans.get(plan_id)
    if plan is None:
        raise NotFound()
    return plan


async def _locked_item(items: WeekItems, item_id: UUID, expected: int) -> WeekItem:
    item = await items.for_update(item_id)
    if item is None:
        raise NotFound()
    match(item.version, expected)
    return item


async def _drafted(desk: Desk, plan: WeekPlan) -> WeekDraft:
    own = [entry_of(item) for item in await desk.items.of_plan(plan.id)]
    entries = in_order([*await gathered(desk.sources, plan.starts_on, plan.ends_on), *own])
    last = await desk.plans.snapshot(plan, plan.edition_no)
    new = changes(_entries(last), entries)
    publishable = ("publish",) if new or last is None else ()
    return WeekDraft(
        id=plan.id,
        term_id=plan.term_id,
        week_no=plan.week_no,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        edition_no=plan.edition_no,
        entries=entries,
        changes=new,
        version=mark(plan.edition_no, entries),
        allowed_actions=("add_item", *publishable),
    )


def _entries(kept: Snapshot | None) -> Iterable[WeekEntry]:
    return () if kept is None else kept.entries


def _edition(kept: Snapshot, since: list[EntryChange]) -> WeekEdition:
    plan = kept.plan
    return WeekEdition(
        kept.id,
        plan.id,
        plan.term_id,
        plan.week_no,
        plan.starts_on,
        plan.ends_on,
        kept.number,
        kept.published_at,
        kept.entries,
        since,
    )
