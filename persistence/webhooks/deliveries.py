"""What was sent to webhooks, and how each attempt went."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.webhooks.catalogue import EventType
from domain.webhooks.delivery import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryFilter,
    WebhookDeliveryState,
)
from persistence import rows
from persistence.paging import page
from persistence.webhooks.subscriptions import again, hurry
from persistence.webhooks.tables import webhook_attempt, webhook_delivery, webhook_subscription

_DELIVERY, _ATTEMPT, _SUBSCRIPTION = webhook_delivery.c, webhook_attempt.c, webhook_subscription.c
LATEST = 10


class SqlWebhookDeliveries:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def page(self, filters: WebhookDeliveryFilter, window: Window) -> Page[WebhookDelivery]:
        wanted = {
            _DELIVERY.state: filters.state,
            _DELIVERY.subscription_id: filters.subscription_id,
            _DELIVERY.event: filters.event,
        }
        statement = select(webhook_delivery).where(_DELIVERY.school_id == self._school_id)
        statement = statement.where(*(column == value for column, value in wanted.items() if value))
        if filters.since is not None:
            statement = statement.where(_DELIVERY.occurred_at >= filters.since)
        if filters.until is not None:
            statement = statement.where(_DELIVERY.occurred_at < filters.until)
        found = await page(
            self._connection,
            statement,
            window,
            by=[_DELIVERY.event_id, _DELIVERY.id],
            filters=filters,
            view=_delivery,
            descending=True,
        )
        return Page(await self._with_attempts(found.items), found.next_cursor, found.has_more)

    async def get(self, delivery_id: UUID) -> WebhookDelivery | None:
        return await self._one(delivery_id, lock=False)

    async def for_update(self, delivery_id: UUID) -> WebhookDelivery | None:
        return await self._one(delivery_id, lock=True)

    async def goes_out(self, subscription_id: UUID) -> bool:
        row = await rows.fetch(self._connection, webhook_subscription, self._school_id, subscription_id)
        return row is not None and row["enabled"]

    async def resend(self, delivery: WebhookDelivery, *, at: datetime) -> None:
        await self._connection.execute(
            webhook_delivery.update()
            .where(_DELIVERY.school_id == self._school_id, _DELIVERY.id == delivery.id)
            .values(again(at))
        )
        await hurry(self._connection, self._school_id, delivery.subscription_id, at=at)

    async def _one(self, delivery_id: UUID, *, lock: bool) -> WebhookDelivery | None:
        own = (_DELIVERY.school_id == self._school_id, _DELIVERY.id == delivery_id)
        statement = select(webhook_delivery).where(*own)
        found = await self._connection.execute(statement.with_for_update() if lock else statement)
        row = found.one_or_none()
        return None if row is None else (await self._with_attempts([_delivery(row)]))[0]

    async def _with_attempts(self, deliveries: Sequence[WebhookDelivery]) -> list[WebhookDelivery]:
        """In one statement for all of them."""
        own = (
            _ATTEMPT.school_id == self._school_id,
            _ATTEMPT.delivery_id.in_([one.id for one in deliveries]),
        )
        latest = func.row_number().over(partition_by=_ATTEMPT.delivery_id, order_by=_ATTEMPT.id.desc())
        numbered = select(webhook_attempt, latest.label("latest")).where(*own).subquery()
        statement = select(numbered).where(numbered.c.latest <= LATEST).order_by(numbered.c.id)
        attempts: Mapping[UUID, list[WebhookAttempt]] = defaultdict(list)
        for row in (await self._connection.execute(statement)).mappings():
            attempts[row["delivery_id"]].append(rows.view(WebhookAttempt, row))
        return [replace(one, attempts=attempts[one.id]) for one in deliveries]


def _delivery(row: Row[Any]) -> WebhookDelivery:
    given = row._mapping
    state = WebhookDeliveryState(given["state"])
    return rows.view(WebhookDelivery, given, event=EventType(given["event"]), state=state, attempts=[])
