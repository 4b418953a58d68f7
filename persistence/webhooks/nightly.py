"""What is done about webhooks by the clock, school by school."""

from datetime import datetime

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.webhooks.delivery import KEPT, WebhookDeliveryState
from persistence.changes import wake
from persistence.platform.housekeeping import every_school
from persistence.transaction import in_school
from persistence.webhooks.tables import webhook_attempt, webhook_delivery, webhook_subscription

_TABLE, _DELIVERY, _ATTEMPT = webhook_subscription.c, webhook_delivery.c, webhook_attempt.c


async def wake_webhooks(engine: AsyncEngine, *, now: datetime) -> int:
    """Wakes whoever has something to send and whose job was lost; how many."""
    woken = 0
    for school_id in await every_school(engine):
        async with in_school(engine, school_id) as connection:
            overdue = exists().where(
                _DELIVERY.school_id == _TABLE.school_id,
                _DELIVERY.subscription_id == _TABLE.id,
                _DELIVERY.state == WebhookDeliveryState.QUEUED,
                _DELIVERY.next_at <= now,
            )
            ready = or_(_TABLE.resume_at.is_(None), _TABLE.resume_at <= now)
            found = await connection.scalars(
                select(_TABLE.id)
                .where(_TABLE.school_id == school_id, _TABLE.enabled, ready, overdue)
                .order_by(_TABLE.id)
            )
            for subscription_id in found.all():
                await wake(connection, school_id, subscription_id)
                woken += 1
    return woken


async def forget_deliveries(engine: AsyncEngine, *, now: datetime) -> int:
    """Deletes events, and what came of sending them, some time after they happened; how many there were."""
    forgotten = 0
    for school_id in await every_school(engine):
        async with in_school(engine, school_id) as connection:
            old = (_DELIVERY.school_id == school_id, _DELIVERY.occurred_at < now - KEPT)
            of_old = _ATTEMPT.delivery_id.in_(select(_DELIVERY.id).where(*old))
            await connection.execute(delete(webhook_attempt).where(_ATTEMPT.school_id == school_id, of_old))
            forgotten += (await connection.execute(delete(webhook_delivery).where(*old))).rowcount
    return forgotten
