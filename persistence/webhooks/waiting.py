"""What waits for one webhook, and what came of sending it.

A batch is read in one transaction and settled in another: none is open while a stranger takes its time. What
a worker that dies had posted and not yet settled still waits, and is posted again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from domain.messages import Event
from domain.webhooks.delivery import (
    WELL,
    Health,
    WebhookAttempt,
    WebhookDeliveryState,
    after_failure,
    next_attempt,
    to_disable,
)
from domain.webhooks.subscription import DisabledBecause
from persistence.changes import wake
from persistence.identity.holders import holders
from persistence.ids import new_id
from persistence.platform.messages import SqlMessages
from persistence.rows import add_all
from persistence.webhooks.tables import webhook_attempt, webhook_delivery, webhook_subscription

_TABLE, _DELIVERY = webhook_subscription.c, webhook_delivery.c


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send, signed by which (sealed) secrets."""

    url: str
    secrets: tuple[str, ...]
    enabled: bool
    health: Health


@dataclass(frozen=True, slots=True)
class Due:
    """An event to be sent."""

    delivery_id: UUID
    event_id: UUID
    event: str
    occurred_at: datetime
    subject_id: UUID
    subject_version: int
    attempts: int


class SqlWaiting:
    def __init__(self, connection: AsyncConnection, school_id: UUID, subscription_id: UUID) -> None:
        self._connection, self._school_id, self._subscription_id = connection, school_id, subscription_id
        self._own = (_TABLE.school_id == school_id, _TABLE.id == subscription_id)
        self._queued = (
            _DELIVERY.school_id == school_id,
            _DELIVERY.subscription_id == subscription_id,
            _DELIVERY.state == WebhookDeliveryState.QUEUED,
        )

    async def target(self, now: datetime) -> Target | None:
        """None when the webhook was removed."""
        row = (await self._connection.execute(select(webhook_subscription).where(*self._own))).mappings()
        found = row.one_or_none()
        return None if found is None else _target(found, now)

    async def due(self, target: Target, *, now: datetime, limit: int) -> list[Due]:
        """In the order of events; one that is worth a try while the receiver is out of order."""
        columns = (_DELIVERY.id.label("delivery_id"), *(_DELIVERY[name] for name in _SENT))
        waiting = select(*columns).where(*self._queued)
        if target.health.failures == 0:
            waiting = waiting.where(_DELIVERY.next_at <= now).order_by(_DELIVERY.event_id).limit(limit)
        elif target.health.resume_at is not None and target.health.resume_at > now:
            return []
        else:
            waiting = waiting.order_by(_DELIVERY.attempts, _DELIVERY.event_id).limit(1)
        return [Due(**row) for row in (await self._connection.execute(waiting)).mappings()]

    async def settle(self, sent: Sequence[tuple[Due, WebhookAttempt]]) -> bool:
        """Keeps what came of it; whether sending may go on."""
        held = select(webhook_subscription).where(*self._own).with_for_update(key_share=True)
        row = (await self._connection.execute(held)).mappings().one_or_none()
        if row is None:
            return False
        await self._delivered([due.delivery_id for due, one in sent if one.why is None], sent[-1][1].at)
        for due, attempt in sent:
            if attempt.why is not None:
                await self._failed(due, attempt)
        lines = [_line(due, attempt) for due, attempt in sent]
        await add_all(self._connection, webhook_attempt, self._school_id, lines)
        return await self._judge(row, sent)

    async def wake(self, at: datetime | None = None) -> None:
        await wake(self._connection, self._school_id, self._subscription_id, at=at)

    async def _delivered(self, ids: Sequence[UUID], at: datetime) -> None:
        done = {"state": WebhookDeliveryState.DELIVERED.value, "next_at": None, "settled_at": at}
        await self._set(ids, done)

    async def _failed(self, due: Due, attempt: WebhookAttempt) -> None:
        again = next_attempt(due.attempts + 1, attempt.at)
        given_up = {"state": WebhookDeliveryState.FAILED.value, "settled_at": attempt.at}
        await self._set([due.delivery_id], {"next_at": again} | ({} if again else given_up))
        if again and not attempt.is_the_receivers_state:
            await self.wake(again)

    async def _set(self, ids: Sequence[UUID], values: dict[str, Any]) -> None:
        counted = {"attempts": _DELIVERY.attempts + 1, "version": _DELIVERY.version + 1}
        if ids:
            await self._connection.execute(
                update(webhook_delivery)
                .where(_DELIVERY.school_id == self._school_id, _DELIVERY.id.in_(ids))
                .values(values | counted)
            )

    async def _judge(self, row: RowMapping, sent: Sequence[tuple[Due, WebhookAttempt]]) -> bool:
        before = health = _health(row)
        disabled = None
        for _, attempt in sent:
            if attempt.why is None:
                health = WELL
            else:
                health = after_failure(health, attempt)
                disabled = disabled or to_disable(health, attempt)
        if health != before or disabled:
            await self._keep(before, health, disabled)
        if disabled:
            await self._tell_office(row["name"], disabled, sent[-1])
        elif before.failures and health.failures == 0:
            await self._wake_for_those_put_off()
        elif health.resume_at is not None and health != before:
            await self.wake(health.resume_at)
        return disabled is None and health.failures == 0

    async def _keep(self, before: Health, health: Health, disabled: DisabledBecause | None) -> None:
        values: dict[str, Any] = {name: getattr(health, name) for name in Health.__slots__}
        if disabled:
            values |= {"enabled": False, "disabled_because": disabled.value}
        if disabled or health.failing_since != before.failing_since:  # the rest of it nobody is shown
            values["version"] = _TABLE.version + 1
        await self._connection.execute(update(webhook_subscription).where(*self._own).values(values))

    async def _wake_for_those_put_off(self) -> None:
        """The receiver is well again; what failed meanwhile has a time of its own."""
        first = await self._connection.scalar(select(func.min(_DELIVERY.next_at)).where(*self._queued))
        if first is not None:
            await self.wake(first)

    async def _tell_office(
        self, name: str, because: DisabledBecause, last: tuple[Due, WebhookAttempt]
    ) -> None:
        """About the delivery that was the last straw: a webhook may be switched off more than once."""
        due, attempt = last
        office = await holders(self._connection, self._school_id, Role.RESEARCH_OFFICE)
        facts = {"webhook": name, "webhook_because": because.value}
        link = f"webhook-subscriptions/{self._subscription_id}"
        await SqlMessages(self._connection, self._school_id).tell(
            Event.WEBHOOK_DISABLED, about=due.delivery_id, to=office, facts=facts, link=link, at=attempt.at
        )


_SENT = ("event_id", "event", "occurred_at", "subject_id", "subject_version", "attempts")


def _health(row: RowMapping) -> Health:
    return Health(**{name: row[name] for name in Health.__slots__})


def _target(row: RowMapping, now: datetime) -> Target:
    until = row["previous_secret_until"]
    secrets = [row["secret"], *([row["previous_secret"]] if until is not None and until > now else [])]
    return Target(row["url"], tuple(secrets), row["enabled"], _health(row))


def _line(due: Due, attempt: WebhookAttempt) -> dict[str, Any]:
    columns = {name: getattr(attempt, name) for name in WebhookAttempt.__slots__}
    return {"id": new_id(), "delivery_id": due.delivery_id, **columns}
