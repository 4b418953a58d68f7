"""Adapters behind the ports of webhooks."""

from typing import Annotated

from fastapi import Depends, Request

from api.wiring.platform import SealingPort
from api.wiring.request import Asker, Connection
from domain.outgoing import Outgoing
from domain.webhooks.delivery import Deliveries
from domain.webhooks.subscription import Subscriptions
from gateways.webhooks import new_secret
from persistence.webhooks.deliveries import SqlWebhookDeliveries
from persistence.webhooks.subscriptions import SqlSubscriptions


async def outgoing(request: Request) -> Outgoing:
    found: Outgoing = request.app.state.outgoing
    return found


async def subscriptions(connection: Connection, caller: Asker, sealing: SealingPort) -> Subscriptions:
    return SqlSubscriptions(connection, caller.school_id, seal=sealing.sealed)


async def deliveries(connection: Connection, caller: Asker) -> Deliveries:
    return SqlWebhookDeliveries(connection, caller.school_id)


async def fresh_secret() -> str:
    return new_secret()


OutgoingPort = Annotated[Outgoing, Depends(outgoing)]
SubscriptionsPort = Annotated[Subscriptions, Depends(subscriptions)]
WebhookDeliveriesPort = Annotated[Deliveries, Depends(deliveries)]
FreshSecret = Annotated[str, Depends(fresh_secret)]
