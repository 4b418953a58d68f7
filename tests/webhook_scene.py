"""A school with a webhook, a receiver on this machine, and a worker whose clock the test sets."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.webhooks import Webhooks, send_events
from gateways.sealing import Sealing
from gateways.webhooks import SignedPosts
from persistence.webhooks.tables import webhook_attempt, webhook_delivery, webhook_subscription
from tests.gateways.hooks import Receiver
from tests.scene import Caller, Scene


@dataclass
class WebhookScene:
    scene: Scene
    office: Caller
    receiver: Receiver
    engine: AsyncEngine
    sealing: Sealing
    posts: SignedPosts
    subscription_id: UUID
    secret: str
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def path(self) -> str:
        return f"webhook-subscriptions/{self.subscription_id}"

    async def room(self, code: str = "401") -> dict[str, Any]:
        """Something that happens: a room is entered."""
        made = await self.office.post("rooms", {"code": code, "name": "录播室"})
        assert made.status_code == 201, made.text
        room: dict[str, Any] = made.json()
        return room

    async def work(self, *, later: timedelta = timedelta(0)) -> int:
        """A turn of the worker, that much later; how many requests it made."""
        self.now = max(self.now, datetime.now(UTC)) + later
        before = len(self.receiver.told)
        webhooks = Webhooks(self.sealing, self.posts)
        await send_events(
            self.engine, webhooks, self.scene.school_id, self.subscription_id, clock=lambda: self.now
        )
        return len(self.receiver.told) - before

    async def webhook(self) -> Any:
        (row,) = await self.scene.rows(webhook_subscription)
        return row

    async def deliveries(self) -> list[Any]:
        rows = await self.scene.rows(webhook_delivery)
        return sorted(rows, key=lambda row: row.event_id)

    async def states(self) -> list[tuple[str, int]]:
        return [(row.state, row.attempts) for row in await self.deliveries()]

    async def attempts(self) -> list[Any]:
        return await self.scene.rows(webhook_attempt)

    async def seen(self) -> Any:
        return (await self.office.get(self.path)).json()
