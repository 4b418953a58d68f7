"""Drafting a batch of bonuses, and gathering it anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.bonus.batch import (
    Batches,
    BatchKind,
    BatchState,
    BonusBatch,
    BonusFacts,
    Content,
    held,
)
from domain.bonus.correcting import CorrectionLine, corrected, within_bounds
from domain.bonus.reckoning import reckon
from domain.bonus.table import BonusTables
from domain.errors import RuleViolation
from domain.identity.access import Caller
from domain.messages import Messages
from domain.people.changes import DaysOutOfOrder, UnknownReference, read


class BatchFieldMisplaced(RuleViolation):
    """An award batch has days, an adjustment its reason and lines; facts: `field`."""

    code = "batch_field_misplaced"


@dataclass(frozen=True, slots=True)
class NewBatch:
    title: str
    school_year: int
    term_number: int | None = None
    from_day: date | None = None
    until_day: date | None = None


class Periods(Protocol):
    async def of(self, school_year: int, term_number: int | None) -> tuple[date, date] | None:
        """The first and the last day of the school year, or of its term."""
        ...


@dataclass(frozen=True, slots=True)
class BonusDesk:
    """What making and paying batches takes."""

    batches: Batches
    facts: BonusFacts
    tables: BonusTables
    messages: Messages


async def draft(
    desk: BonusDesk, periods: Periods, new: NewBatch, *, caller: Caller, now: datetime
) -> BonusBatch:
    """Raises UnknownReference of the school year or term, DaysOutOfOrder, NothingDue."""
    span = await periods.of(new.school_year, new.term_number)
    if span is None:
        raise UnknownReference(field="school_year")
    from_day, until_day = in_order(new.from_day or span[0], new.until_day or span[1])
    await desk.batches.hold()
    values = {
        "kind": BatchKind.AWARD,
        "title": new.title,
        "school_year": new.school_year,
        "from_day": from_day,
        "until_day": until_day,
        "state": BatchState.DRAFT,
        "proposed_by": caller.account_id,
    }
    return await desk.batches.add(values, await _gathered(desk, from_day, until_day), at=now)


async def revise(
    desk: BonusDesk,
    batch_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> BonusBatch:
    """Makes its lines anew, whatever else changes; whoever does has proposed it.

    Raises NotFound, Stale, InvalidState, BatchFieldMisplaced, DaysOutOfOrder, NothingDue, and for an
    adjustment what `correct` raises.
    """
    batch = await held(desk.batches, batch_id, "update", expected=expected)
    known = {"title", "reason", "lines"} if batch.corrects_id else {"title", "from_day", "until_day"}
    for field in sorted(changes.keys() - known):
        raise BatchFieldMisplaced(field=field)
    values = dict(changes) | {"proposed_by": caller.account_id}
    given = values.pop("lines", None)
    if batch.corrects_id is None:
        days = in_order(values.get("from_day", batch.from_day), values.get("until_day", batch.until_day))
        content = await _gathered(desk, *days, but=batch_id)
    else:
        content = await _corrected(desk, batch, batch.corrects_id, given)
    return await desk.batches.rewrite(batch, values, content, at=now)


def in_order(from_day: date, until_day: date) -> tuple[date, date]:
    if until_day < from_day:
        raise DaysOutOfOrder(first="from_day", last="until_day")
    return from_day, until_day


async def _corrected(
    desk: BonusDesk, adjustment: BonusBatch, corrects_id: UUID, given: Sequence[CorrectionLine] | None
) -> Content:
    """By these lines, or by its own as they stand."""
    if given is None:
        lines = tuple(await desk.batches.lines(adjustment))
        await within_bounds(desk.facts, corrects_id, lines)
        return Content(lines)
    return await corrected(desk.batches, desk.facts, await read(desk.batches, corrects_id), given)


async def _gathered(desk: BonusDesk, from_day: date, until_day: date, but: UUID | None = None) -> Content:
    works = await desk.facts.gathered(from_day, until_day, but=but)
    return Content.of(reckon(works, await desk.tables.every()))
