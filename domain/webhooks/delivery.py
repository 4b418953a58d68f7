"""An event on its way to one webhook: when it is tried, when again, and when no more.

The schedule is that of Standard Webhooks. A receiver that answers and will not have one event (4xx) does not
keep the others from it. One that cannot be reached or is out of order is left alone between the attempts, and
tried with one event at a time: the one tried least, and the oldest of those.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.paging import Page, Window
from domain.webhooks.catalogue import EventType
from domain.webhooks.subscription import DisabledBecause, WebhookDisabled

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""Before the second attempt, the third …; after the tenth there is none."""

DISABLED_AFTER = timedelta(days=5)
KEPT = timedelta(days=30)
SHOWN = 500
"""Characters of an answer that are kept."""

TOO_BUSY = (408, 425, 429)
"""Answers below 500 that speak of the receiver's state and not of the event."""


class WebhookNotAccepted(RuleViolation):
    """A test was sent, and did not go well; facts: `why`, `status` (`-` where none came)."""

    code = "webhook_not_accepted"


class WebhookDeliveryState(StrEnum):
    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


LIFECYCLE: Lifecycle[WebhookDeliveryState] = {
    WebhookDeliveryState.QUEUED: {},
    WebhookDeliveryState.DELIVERED: {"resend": WebhookDeliveryState.QUEUED},
    WebhookDeliveryState.FAILED: {"resend": WebhookDeliveryState.QUEUED},
}


@dataclass(frozen=True, slots=True)
class WebhookAttempt:
    """One request, and what came of it."""

    at: datetime
    status: int | None
    """Null where no answer came."""

    why: str | None
    """Why it counts as failed, in a word: `status`, `gone`, `redirect`, `too_slow`, `private_host` …"""

    ms: int
    """How long it took, in milliseconds."""

    answer: str
    """The first 500 characters of the answer, without what cannot be printed."""

    @property
    def is_the_receivers_state(self) -> bool:
        """It says that the receiver is out of order, not that it will not have this event."""
        status = self.status or 0
        return self.why is not None and (not 400 <= status < 500 or status in TOO_BUSY)


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """An event, and how it went with one webhook."""

    id: UUID
    subscription_id: UUID
    event_id: UUID
    """The header `webhook-id`: the same in every attempt and when it is sent again."""

    event: EventType
    subject_id: UUID
    subject_version: int
    occurred_at: datetime
    state: WebhookDeliveryState
    next_at: datetime | None
    """Not tried before; null when it is not to be tried."""

    settled_at: datetime | None
    version: int
    attempts: list[WebhookAttempt]
    """The latest last; at most the ten latest."""

    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WebhookDeliveryFilter:
    state: WebhookDeliveryState | None = None
    subscription_id: UUID | None = None
    event: EventType | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """How a receiver has been doing."""

    failures: int = 0
    """Attempts in a row that found it out of order."""

    failing_since: datetime | None = None
    resume_at: datetime | None = None
    """Left alone until then."""


WELL = Health()


def judged(status: int) -> str | None:
    """Why an answer does not count as taken."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return "redirect"
    return "gone" if status == 410 else "status"


def printable(answer: bytes) -> str:
    """Its beginning, as text that can be stored and shown."""
    said = answer[: SHOWN * 4].decode("utf-8", "replace")
    return "".join(one for one in said if one.isprintable() or one == "\n")[:SHOWN]


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many; None when it has failed."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def after_failure(health: Health, attempt: WebhookAttempt) -> Health:
    since = health.failing_since or attempt.at
    if not attempt.is_the_receivers_state:
        return replace(health, failing_since=since)
    wait = WAITS[min(health.failures, len(WAITS) - 1)]
    return Health(health.failures + 1, since, attempt.at + wait)


def to_disable(health: Health, attempt: WebhookAttempt) -> DisabledBecause | None:
    """Whether this failure is the last straw."""
    if attempt.why == "gone":
        return DisabledBecause.GONE
    since = health.failing_since
    return DisabledBecause.FAILING if since and attempt.at - since >= DISABLED_AFTER else None


class Deliveries(Protocol):
    async def page(self, filters: WebhookDeliveryFilter, window: Window) -> Page[WebhookDelivery]:
        """The latest event first."""
        ...

    async def get(self, delivery_id: UUID) -> WebhookDelivery | None: ...

    async def for_update(self, delivery_id: UUID) -> WebhookDelivery | None: ...

    async def goes_out(self, subscription_id: UUID) -> bool:
        """Whether the webhook is on."""
        ...

    async def resend(self, delivery: WebhookDelivery, *, at: datetime) -> None:
        """Queues it as if it had never been tried, and wakes the worker."""
        ...


async def find(deliveries: Deliveries, delivery_id: UUID) -> WebhookDelivery:
    found = await deliveries.get(delivery_id)
    if found is None:
        raise NotFound()
    return found


async def resend(
    deliveries: Deliveries, delivery_id: UUID, *, expected: int, now: datetime
) -> WebhookDelivery:
    """Raises NotFound, Stale, InvalidState, WebhookDisabled."""
    found = await deliveries.for_update(delivery_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    advance(LIFECYCLE, found.state, "resend")
    if not await deliveries.goes_out(found.subscription_id):
        raise WebhookDisabled()
    await deliveries.resend(found, at=now)
    return await find(deliveries, delivery_id)


def shown(delivery: WebhookDelivery, caller: Caller) -> WebhookDelivery:
    may = caller.may(Action.WEBHOOK_WRITE)
    return replace(delivery, allowed_actions=actions(LIFECYCLE, delivery.state) if may else ())


def shown_all(page: Page[WebhookDelivery], caller: Caller) -> Page[WebhookDelivery]:
    items: Sequence[WebhookDelivery] = [shown(one, caller) for one in page.items]
    return Page(list(items), page.next_cursor, page.has_more)
