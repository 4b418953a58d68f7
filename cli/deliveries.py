"""Sending out what waits for a channel, several messages to a post.

A batch is locked, posted, and marked as sent in one transaction: what a worker that dies had posted and not
yet marked is posted again (at least once), and two workers never post the same. The inbox is exact: its rows
are written with the news itself.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.platform.message_texts import digest
from cli import watching
from domain.channels import DeliveryFailed
from domain.errors import NotFound
from gateways.sealing import NotOurs, Sealing
from persistence.platform.channels import Due, SqlDeliveries
from persistence.transaction import in_school

BATCH = 10
TRIES = 5
GREETING = ("研修通知", "这是一条测试消息。This is a test.")


class NotYet(Exception):
    """It could not be sent; the queue tries again later."""


class Send(Protocol):
    def send(self, address: str, title: str, body: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    sealing: Sealing
    sender: Send

    async def send(self, sealed: str, title: str, body: str) -> None:
        """Raises DeliveryFailed."""
        try:
            address = self.sealing.opened(sealed)
        except NotOurs as error:
            raise DeliveryFailed(why="sealed_with_another_secret") from error
        await asyncio.to_thread(self.sender.send, address, title, body)


async def send_waiting(engine: AsyncEngine, outgoing: Outgoing, school_id: UUID, channel_id: UUID) -> None:
    """Batch by batch until nothing waits. Raises NotYet when a batch could not be sent."""
    while True:
        async with in_school(engine, school_id) as connection:
            deliveries = SqlDeliveries(connection, school_id, channel_id)
            batch = await deliveries.take(BATCH)
            if not batch:
                return
            why = await _post(deliveries, outgoing, batch)
        if why is not None:
            raise NotYet(why)


async def _post(deliveries: SqlDeliveries, outgoing: Outgoing, batch: list[Due]) -> str | None:
    """Why it could not be sent and shall be tried again."""
    channel = await deliveries.address()
    if channel is None or not channel[1]:
        await deliveries.not_sent(batch, why="channel_disabled", tries=0)
        watching.sent("message", "refused", len(batch))
        return None
    title, body = digest([(one.name, one.event, one.facts) for one in batch])
    try:
        await outgoing.send(channel[0], title, body)
    except DeliveryFailed as refusal:
        why = str(refusal.facts["why"])
        await deliveries.not_sent(batch, why=why, tries=TRIES)
        watching.sent("message", "failed", len(batch))
        return why
    await deliveries.sent(batch, at=datetime.now(UTC))
    watching.sent("message", "sent", len(batch))
    return None


async def send_greeting(
    connection: AsyncConnection, outgoing: Outgoing, school_id: UUID, channel_id: UUID
) -> dict[str, Any]:
    """A message to see that a channel works. Raises DeliveryFailed, NotFound."""
    channel = await SqlDeliveries(connection, school_id, channel_id).address()
    if channel is None:
        raise NotFound()
    await outgoing.send(channel[0], *GREETING)
    return {"sent": True}
