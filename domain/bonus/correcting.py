"""Counter-entries 冲正: a paid batch never changes, and what was wrong is put right by an adjustment to it.

An adjustment is a batch of its own, checked, approved and paid as any other. It takes back no more than was
paid, and lifts no work above its highest award.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.bonus.batch import (
    Batches,
    BatchKind,
    BatchState,
    BonusBatch,
    BonusFacts,
    Content,
    Standing,
    held,
)
from domain.bonus.reckoning import LineKind, NewLine
from domain.bonus.table import yuan
from domain.errors import Conflict, RuleViolation
from domain.identity.access import Caller
from domain.people.changes import UnknownReference


class CorrectionOfAdjustment(Conflict):
    """What an adjustment got wrong is corrected by another one to the batch itself."""

    code = "correction_of_adjustment"


class CorrectionOfNothing(RuleViolation):
    """A line of no money; facts: `line` (from 1)."""

    code = "correction_of_nothing"


class CorrectionTooMuch(RuleViolation):
    """It takes back more than the teacher was paid for the work; facts: `line` (from 1), `paid` in yuan."""

    code = "correction_too_much"


class CorrectionAboveHighest(RuleViolation):
    """It lifts the work above its highest award; facts: `line` (from 1), `highest` in yuan."""

    code = "correction_above_highest"


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    award_id: UUID
    teacher_id: UUID
    amount_fen: int
    """Below zero: taken back."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NewAdjustment:
    title: str
    reason: str
    lines: tuple[CorrectionLine, ...]


async def correct(
    batches: Batches,
    facts: BonusFacts,
    batch_id: UUID,
    new: NewAdjustment,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> BonusBatch:
    """An adjustment as a draft, in the school year of the batch it is to.

    Raises NotFound, Stale, InvalidState until that is paid, CorrectionOfAdjustment, CorrectionOfNothing,
    UnknownReference, CorrectionTooMuch, CorrectionAboveHighest.
    """
    batch = await held(batches, batch_id, "correct", expected=expected)
    if batch.kind is BatchKind.ADJUSTMENT:
        raise CorrectionOfAdjustment()
    content = await corrected(batches, facts, batch, new.lines)
    values = {
        "kind": BatchKind.ADJUSTMENT,
        "title": new.title,
        "school_year": batch.school_year,
        "from_day": batch.from_day,
        "until_day": batch.until_day,
        "corrects_id": batch.id,
        "reason": new.reason,
        "state": BatchState.DRAFT,
        "proposed_by": caller.account_id,
    }
    return await batches.add(values, content, at=now)


async def corrected(
    batches: Batches, facts: BonusFacts, batch: BonusBatch, given: Sequence[CorrectionLine]
) -> Content:
    """The lines of an adjustment to this batch. Raises CorrectionOfNothing, UnknownReference,
    CorrectionTooMuch, CorrectionAboveHighest."""
    paid_for = {line.award_id: line.work_id for line in await batches.lines(batch)}
    lines = tuple(_line(number, one, paid_for) for number, one in enumerate(given, start=1))
    await within_bounds(facts, batch.id, lines)
    return Content(lines)


async def within_bounds(facts: BonusFacts, batch_id: UUID, lines: Sequence[NewLine]) -> None:
    """Raises CorrectionTooMuch, CorrectionAboveHighest, as what is paid stands now."""
    standing = await facts.standing(batch_id, sorted({line.work_id for line in lines}))
    _check(lines, standing)


def _line(number: int, given: CorrectionLine, paid_for: Mapping[UUID, UUID]) -> NewLine:
    if not given.amount_fen:
        raise CorrectionOfNothing(line=number)
    if given.award_id not in paid_for:
        raise UnknownReference(field="award_id")
    return NewLine(
        LineKind.CORRECTION,
        given.award_id,
        paid_for[given.award_id],
        given.teacher_id,
        given.amount_fen,
        reason=given.reason,
    )


def _check(lines: Sequence[NewLine], standing: Standing) -> None:
    after = Counter(standing.paid)
    moved: Counter[UUID] = Counter()
    for line in lines:
        after[line.work_id, line.teacher_id] += line.amount_fen
        moved[line.work_id] += line.amount_fen
    for number, line in enumerate(lines, start=1):
        of_work = _sum(after, line.work_id)
        highest = standing.highest.get(line.work_id, 0)
        if after[line.work_id, line.teacher_id] < 0:
            paid = standing.paid.get((line.work_id, line.teacher_id), 0)
            raise CorrectionTooMuch(line=number, paid=yuan(paid))
        if moved[line.work_id] > 0 and of_work > highest:
            raise CorrectionAboveHighest(line=number, highest=yuan(highest))


def _sum(after: Mapping[tuple[UUID, UUID], int], work_id: UUID) -> int:
    return sum(amount for (work, _), amount in after.items() if work == work_id)
