"""What was sent to webhooks, how each attempt went, and sending it again."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from api.queries import From, To, Windowed
from api.routes import room
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.webhooks import WebhookDeliveriesPort
from domain.identity.actions import Action
from domain.paging import Page
from domain.webhooks import delivery as rules
from domain.webhooks.catalogue import EventType
from domain.webhooks.delivery import WebhookDelivery, WebhookDeliveryFilter, WebhookDeliveryState

router = room("webhooks", "/schools/{school}/webhook-deliveries")


async def delivery_filter(
    state: WebhookDeliveryState | None = None,
    subscription_id: UUID | None = None,
    event: EventType | None = None,
    occurred_from: From = None,
    occurred_to: To = None,
) -> WebhookDeliveryFilter:
    return WebhookDeliveryFilter(state, subscription_id, event, occurred_from, occurred_to)


@router.get(
    "",
    operation_id="webhooks_list_deliveries",
    summary="See what was sent to webhooks",
    dependencies=reads(Action.WEBHOOK_READ),
)
async def list_deliveries(
    deliveries: WebhookDeliveriesPort,
    filters: Annotated[WebhookDeliveryFilter, Depends(delivery_filter)],
    caller: Asker,
    window: Windowed,
) -> Page[WebhookDelivery]:
    """The latest event first, each with its attempts; kept for 30 days."""
    return rules.shown_all(await deliveries.page(filters, window), caller)


@router.get(
    "/{delivery_id}",
    operation_id="webhooks_get_delivery",
    summary="See how an event was sent",
    dependencies=reads(Action.WEBHOOK_READ),
)
async def get_delivery(
    delivery_id: UUID, deliveries: WebhookDeliveriesPort, caller: Asker, reply: Replies
) -> WebhookDelivery:
    """With its attempts, and what the receiver answered."""
    return reply.tagged(rules.shown(await rules.find(deliveries, delivery_id), caller))


@router.post(
    "/{delivery_id}/resend",
    operation_id="webhooks_resend_delivery",
    summary="Send an event again",
    dependencies=writes(Action.WEBHOOK_WRITE, key=True),
)
async def resend_delivery(
    delivery_id: UUID,
    deliveries: WebhookDeliveriesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> WebhookDelivery:
    """Under the same `webhook-id`, whether it had failed or was delivered."""
    again = await rules.resend(deliveries, delivery_id, expected=expected, now=now)
    return reply.tagged(rules.shown(again, caller))
