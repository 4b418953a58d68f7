"""The steps of a batch from draft to paid 制表、审核、批准、发放, and back."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.bonus.batch import (
    LIFECYCLE,
    BatchOutdated,
    BatchState,
    BonusBatch,
    SamePerson,
    apart,
    held,
)
from domain.bonus.correcting import within_bounds
from domain.bonus.drafting import BonusDesk
from domain.bonus.reckoning import NewLine, reckon
from domain.bonus.table import yuan
from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.messages import Event, Notice


async def check(
    desk: BonusDesk, batch_id: UUID, *, expected: int, caller: Caller, now: datetime
) -> BonusBatch:
    """Raises NotFound, Stale, InvalidState, SamePerson, BatchOutdated, and for an adjustment
    CorrectionTooMuch, CorrectionAboveHighest."""
    return await _signed(desk, batch_id, "check", "checked_by", expected=expected, caller=caller, now=now)


async def approve(
    desk: BonusDesk, batch_id: UUID, *, expected: int, caller: Caller, now: datetime
) -> BonusBatch:
    """Tells each teacher what is approved for them. Raises as `check`."""
    done = await _signed(desk, batch_id, "approve", "approved_by", expected=expected, caller=caller, now=now)
    await _tell(desk, done, Event.BONUS_APPROVED, now)
    return done


async def pay(desk: BonusDesk, batch_id: UUID, *, expected: int, caller: Caller, now: datetime) -> BonusBatch:
    """Locks it for good, and tells each teacher what they are paid. Raises as `check`."""
    done = await _signed(desk, batch_id, "pay", "paid_by", expected=expected, caller=caller, now=now)
    await _tell(desk, done, Event.BONUS_PAID, now)
    return done


async def reject(desk: BonusDesk, batch_id: UUID, reason: str, *, expected: int, now: datetime) -> BonusBatch:
    """Back to a draft, unsigned. Raises NotFound, Stale, InvalidState."""
    batch = await held(desk.batches, batch_id, "reject", expected=expected)
    values = {"state": BatchState.DRAFT, "checked_by": None, "approved_by": None}
    return await desk.batches.step(batch, "reject", values, at=now, reason=reason)


async def cancel(desk: BonusDesk, batch_id: UUID, reason: str, *, expected: int, now: datetime) -> BonusBatch:
    """Its awards are free for another. Raises NotFound, Stale, InvalidState."""
    batch = await held(desk.batches, batch_id, "cancel", expected=expected)
    values = {"state": BatchState.CANCELLED}
    return await desk.batches.step(batch, "cancel", values, at=now, reason=reason)


async def _signed(
    desk: BonusDesk,
    batch_id: UUID,
    action: str,
    column: str,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> BonusBatch:
    batch = await held(desk.batches, batch_id, action, expected=expected)
    if not apart(batch, action, caller.account_id):
        raise SamePerson()
    await _stands(desk, batch)
    values = {"state": advance(LIFECYCLE, batch.state, action), column: caller.account_id}
    if action == "pay":
        values["paid_at"] = now
    return await desk.batches.step(batch, action, values, at=now, reason=None)


async def _stands(desk: BonusDesk, batch: BonusBatch) -> None:
    """Refuses a batch whose lines would come out otherwise today."""
    lines = await desk.batches.lines(batch)
    if batch.corrects_id is not None:
        await within_bounds(desk.facts, batch.corrects_id, lines)
        return
    standing = await desk.facts.standing(batch.id, sorted({line.work_id for line in lines}))
    now = reckon(standing.works, await desk.tables.every())
    if _money(now.lines) != _money(lines):
        raise BatchOutdated()


def _money(lines: Sequence[NewLine]) -> Counter[tuple[UUID, UUID, int]]:
    return Counter((line.award_id, line.teacher_id, line.amount_fen) for line in lines)


async def _tell(desk: BonusDesk, batch: BonusBatch, event: Event, now: datetime) -> None:
    """Once for each edition: another one's amounts are news."""
    sums: Counter[UUID] = Counter()
    for line in await desk.batches.lines(batch):
        sums[line.teacher_id] += line.amount_fen
    notices = []
    for teacher_id, amount in sums.items():
        facts = {"title": batch.title, "amount": yuan(amount)}
        notices.append(Notice(event, batch.edition_id, teacher_id, facts, "bonus-lines"))
    await desk.messages.tell_all(notices, at=now)
