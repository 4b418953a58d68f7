"""The steps of a batch from draft to paid, and back."""

from uuid import UUID

from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.bonus import BonusDeskPort
from api.wiring.request import Asker, Expected, Now, Replies, writes
from domain.bonus.batch import BonusBatch
from domain.bonus.signing import approve, cancel, check, pay, reject
from domain.identity.actions import Action

router = room("bonus", "/schools/{school}/bonus-batches/{batch_id}")


class BatchReasonBody(Body):
    reason: Paragraph


@router.post(
    "/check",
    operation_id="bonus_check_batch",
    summary="Check a draft",
    dependencies=writes(Action.BONUS_CHECK),
)
async def check_batch(
    batch_id: UUID, desk: BonusDeskPort, caller: Asker, now: Now, expected: Expected, reply: Replies
) -> BonusBatch:
    """By another than who made it: from the office, or finance. Refused when it would come out otherwise
    today."""
    return reply.tagged(await check(desk, batch_id, expected=expected, caller=caller, now=now))


@router.post(
    "/approve",
    operation_id="bonus_approve_batch",
    summary="Approve a checked batch",
    dependencies=writes(Action.BONUS_APPROVE),
)
async def approve_batch(
    batch_id: UUID, desk: BonusDeskPort, caller: Asker, now: Now, expected: Expected, reply: Replies
) -> BonusBatch:
    """By a third person. Each teacher is told what is approved for them."""
    return reply.tagged(await approve(desk, batch_id, expected=expected, caller=caller, now=now))


@router.post(
    "/pay",
    operation_id="bonus_pay_batch",
    summary="Say that a batch is paid",
    dependencies=writes(Action.BONUS_PAY, key=True),
)
async def pay_batch(
    batch_id: UUID, desk: BonusDeskPort, caller: Asker, now: Now, expected: Expected, reply: Replies
) -> BonusBatch:
    """It never changes from now on, and each teacher is told. An adjustment puts right what was wrong."""
    return reply.tagged(await pay(desk, batch_id, expected=expected, caller=caller, now=now))


@router.post(
    "/reject",
    operation_id="bonus_reject_batch",
    summary="Send a batch back to its draft",
    dependencies=writes(Action.BONUS_OVERSEE),
)
async def reject_batch(
    batch_id: UUID,
    body: BatchReasonBody,
    desk: BonusDeskPort,
    now: Now,
    expected: Expected,
    reply: Replies,
) -> BonusBatch:
    """Checked or approved, and not yet paid; its signatures are gone."""
    return reply.tagged(await reject(desk, batch_id, body.reason, expected=expected, now=now))


@router.post(
    "/cancel",
    operation_id="bonus_cancel_batch",
    summary="Cancel a draft",
    dependencies=writes(Action.BONUS_WRITE),
)
async def cancel_batch(
    batch_id: UUID,
    body: BatchReasonBody,
    desk: BonusDeskPort,
    now: Now,
    expected: Expected,
    reply: Replies,
) -> BonusBatch:
    """Its awards are free for another batch."""
    return reply.tagged(await cancel(desk, batch_id, body.reason, expected=expected, now=now))
