"""Sending out what waits for a webhook.

A turn is short: a slow receiver goes to the back of the queue with the rest of its events, and one that is
out of order is asked once and then left alone, so that it never holds the worker from the others.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import NotFound
from domain.webhooks.catalogue import TEST
from domain.webhooks.delivery import WebhookAttempt, WebhookNotAccepted
from gateways.sealing import NotOurs, Sealing
from gateways.webhooks import SignedPosts, payload
from persistence.transaction import in_school
from persistence.webhooks.waiting import Due, SqlWaiting, Target

BATCH = 20
TURN = 5.0  # seconds after which another webhook has its turn


@dataclass(frozen=True, slots=True)
class Webhooks:
    sealing: Sealing
    posts: SignedPosts

    async def send(self, target: Target, event_id: UUID, body: str, *, now: datetime) -> WebhookAttempt:
        try:
            secrets = [self.sealing.opened(one) for one in target.secrets]
        except NotOurs:
            return WebhookAttempt(now, None, "sealed_with_another_secret", 0, "")
        return await self.posts.post(target.url, secrets, event_id, body, at=now)


async def send_events(
    engine: AsyncEngine,
    webhooks: Webhooks,
    school_id: UUID,
    subscription_id: UUID,
    *,
    clock: Callable[[], datetime] = partial(datetime.now, UTC),  # noqa: B008  a function, not a moment
) -> None:
    """Batch by batch until nothing waits, the receiver is out of order, or its turn is over."""
    until = time.monotonic() + TURN
    while True:
        async with in_school(engine, school_id) as connection:
            waiting, now = SqlWaiting(connection, school_id, subscription_id), clock()
            target = await waiting.target(now)
            if target is None or not target.enabled:
                return
            batch = await waiting.due(target, now=now, limit=BATCH)
        if not batch:
            return
        sent = await _sent(webhooks, target, batch, until, clock)
        over = time.monotonic() >= until
        async with in_school(engine, school_id) as connection:
            waiting = SqlWaiting(connection, school_id, subscription_id)
            goes_on = await waiting.settle(sent)
            if goes_on and over:
                await waiting.wake()
        if over or not goes_on:
            return


async def _sent(
    webhooks: Webhooks, target: Target, batch: Sequence[Due], until: float, clock: Callable[[], datetime]
) -> list[tuple[Due, WebhookAttempt]]:
    """What was sent of the batch, at least the first: until the receiver is out of order or the turn over."""
    sent = []
    for due in batch:
        body = payload(due.event, due.occurred_at, due.subject_id, due.subject_version)
        attempt = await webhooks.send(target, due.event_id, body, now=clock())
        sent.append((due, attempt))
        if attempt.is_the_receivers_state or attempt.why == "gone" or time.monotonic() >= until:
            break
    return sent


async def send_test(
    connection: AsyncConnection, webhooks: Webhooks, school_id: UUID, subscription_id: UUID
) -> dict[str, Any]:
    """A test event, sent now and once. Raises WebhookNotAccepted, NotFound."""
    now = datetime.now(UTC)
    target = await SqlWaiting(connection, school_id, subscription_id).target(now)
    if target is None:
        raise NotFound()
    body = payload(TEST, now, subscription_id, 1)
    attempt = await webhooks.send(target, uuid4(), body, now=now)
    if attempt.why is not None:
        raise WebhookNotAccepted(why=attempt.why, status=str(attempt.status or "-"))
    return {"status": attempt.status, "ms": attempt.ms, "answer": attempt.answer}
