"""Webhooks, their secrets sealed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.webhooks.catalogue import EventType
from domain.webhooks.delivery import WebhookDeliveryState
from domain.webhooks.subscription import DisabledBecause, Subscription, WebhookNameTaken
from persistence import rows
from persistence.changes import wake
from persistence.locks import hold
from persistence.paging import page
from persistence.refusals import refusing
from persistence.rows import view
from persistence.webhooks.tables import webhook_attempt, webhook_delivery, webhook_subscription

_TABLE, _DELIVERY, _ATTEMPT = webhook_subscription.c, webhook_delivery.c, webhook_attempt.c
WELL = {"failures": 0, "failing_since": None, "resume_at": None}


class SqlSubscriptions:
    def __init__(self, connection: AsyncConnection, school_id: UUID, *, seal: Callable[[str], str]) -> None:
        self._connection, self._school_id, self._seal = connection, school_id, seal

    async def page(self, window: Window) -> Page[Subscription]:
        return await page(
            self._connection,
            select(webhook_subscription).where(_TABLE.school_id == self._school_id),
            window,
            by=[_TABLE.name, _TABLE.id],
            filters=None,
            view=lambda row: _subscription(row._mapping),
        )

    async def get(self, subscription_id: UUID) -> Subscription | None:
        row = await rows.fetch(self._connection, webhook_subscription, self._school_id, subscription_id)
        return None if row is None else _subscription(row)

    async def for_update(self, subscription_id: UUID) -> Subscription | None:
        """Events go on being written for it meanwhile."""
        own = (_TABLE.school_id == self._school_id, _TABLE.id == subscription_id)
        statement = select(webhook_subscription).where(*own).with_for_update(key_share=True)
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else _subscription(row)

    async def count(self) -> int:
        await hold(self._connection, "webhooks", self._school_id)
        its = select(func.count()).where(_TABLE.school_id == self._school_id)
        return (await self._connection.scalar(its)) or 0

    async def add(
        self, values: Mapping[str, Any], secret: str, *, account_id: UUID, at: datetime
    ) -> Subscription:
        given = {**values, "secret": self._seal(secret), "account_id": account_id, "created_at": at}
        with refusing(uq_webhook_subscription_name=WebhookNameTaken()):
            row = await rows.add(self._connection, webhook_subscription, self._school_id, _columns(given))
        return _subscription(row)

    async def change(self, subscription_id: UUID, values: Mapping[str, Any]) -> Subscription:
        with refusing(uq_webhook_subscription_name=WebhookNameTaken()):
            row = await rows.change(
                self._connection, webhook_subscription, self._school_id, subscription_id, _columns(values)
            )
        return _subscription(row)

    async def switch_on(self, subscription_id: UUID, values: Mapping[str, Any]) -> Subscription:
        on = await self.change(subscription_id, {**values, "disabled_because": None, **WELL})
        await wake(self._connection, self._school_id, subscription_id)
        return on

    async def rotate(self, subscription_id: UUID, secret: str, *, until: datetime) -> Subscription:
        new = {
            "previous_secret": _TABLE.secret,
            "previous_secret_until": until,
            "secret": self._seal(secret),
        }
        return await self.change(subscription_id, new)

    async def remove(self, subscription_id: UUID) -> None:
        its = (_DELIVERY.school_id == self._school_id, _DELIVERY.subscription_id == subscription_id)
        of_its = _ATTEMPT.delivery_id.in_(select(_DELIVERY.id).where(*its))
        gone = delete(webhook_attempt).where(_ATTEMPT.school_id == self._school_id, of_its)
        await self._connection.execute(gone)
        await self._connection.execute(delete(webhook_delivery).where(*its))
        await rows.remove(self._connection, webhook_subscription, self._school_id, subscription_id)

    async def resend_failed(self, subscription_id: UUID, *, since: datetime, at: datetime) -> int:
        queued = await self._connection.execute(
            update(webhook_delivery)
            .where(
                _DELIVERY.school_id == self._school_id,
                _DELIVERY.subscription_id == subscription_id,
                _DELIVERY.state == WebhookDeliveryState.FAILED,
                _DELIVERY.occurred_at >= since,
            )
            .values(again(at))
        )
        await hurry(self._connection, self._school_id, subscription_id, at=at)
        return queued.rowcount


def again(at: datetime) -> dict[str, Any]:
    """What makes a delivery one that was never tried."""
    return {
        "state": WebhookDeliveryState.QUEUED.value,
        "attempts": 0,
        "next_at": at,
        "settled_at": None,
        "version": _DELIVERY.version + 1,
    }


async def hurry(connection: AsyncConnection, school_id: UUID, subscription_id: UUID, *, at: datetime) -> None:
    """Wakes the worker, and lets it try a receiver at once that it was leaving alone."""
    await connection.execute(
        update(webhook_subscription)
        .where(_TABLE.school_id == school_id, _TABLE.id == subscription_id, _TABLE.resume_at > at)
        .values(resume_at=at)
    )
    await wake(connection, school_id, subscription_id)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(values)
    if given.get("events") is not None:
        given["events"] = sorted({EventType(event).value for event in given["events"]})
    return given


def _subscription(row: RowMapping) -> Subscription:
    because = row["disabled_because"]
    return view(
        Subscription,
        row,
        events=None if row["events"] is None else [EventType(event) for event in row["events"]],
        disabled_because=None if because is None else DisabledBecause(because),
    )
