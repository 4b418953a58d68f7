"""A webhook: which events go to which address, under which secret."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.outgoing import Outgoing
from domain.paging import Page, Window
from domain.webhooks.catalogue import EventType

BOTH_SIGN_FOR = timedelta(hours=24)
"""After a rotation the old secret signs beside the new one, so that a receiver can be changed over."""


MOST = 20
"""Webhooks of a school, those switched off too: each change is written and sent once for every one."""


class WebhookNameTaken(Conflict):
    code = "webhook_name_taken"


class TooManyWebhooks(Conflict):
    """Facts: `most`."""

    code = "too_many_webhooks"


class WebhookDisabled(RuleViolation):
    """Nothing is sent while it is off."""

    code = "webhook_disabled"


class DisabledBecause(StrEnum):
    """Why a webhook was switched off without anybody's asking."""

    GONE = "gone"
    """It answered 410: it wants nothing more."""

    FAILING = "failing"
    """Nothing but failures for five days."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where events go, and which."""

    id: UUID
    name: str
    url: str
    events: list[EventType] | None
    """Null: all there are, and those to come."""

    enabled: bool
    disabled_because: DisabledBecause | None
    """Set where it was switched off without anybody's asking."""

    failing_since: datetime | None
    """Since when every attempt has failed; null while the last one went well."""

    previous_secret_until: datetime | None
    """Until when the secret before the present one signs along."""

    created_at: datetime
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedWebhook:
    """A subscription with the secret its requests are signed by."""

    webhook: Subscription
    secret: str
    """`whsec_…` as Standard Webhooks libraries take it; shown this once."""


class Subscriptions(Protocol):
    async def page(self, window: Window) -> Page[Subscription]:
        """By name."""
        ...

    async def get(self, subscription_id: UUID) -> Subscription | None: ...

    async def for_update(self, subscription_id: UUID) -> Subscription | None: ...

    async def count(self) -> int:
        """How many there are; nobody else adds one until the transaction ends."""
        ...

    async def add(
        self, values: Mapping[str, Any], secret: str, *, account_id: UUID, at: datetime
    ) -> Subscription:
        """Raises WebhookNameTaken."""
        ...

    async def change(self, subscription_id: UUID, values: Mapping[str, Any]) -> Subscription:
        """Raises WebhookNameTaken."""
        ...

    async def switch_on(self, subscription_id: UUID, values: Mapping[str, Any]) -> Subscription:
        """As `change`, as if nothing had ever failed, and what waits is sent."""
        ...

    async def rotate(self, subscription_id: UUID, secret: str, *, until: datetime) -> Subscription:
        """The present secret becomes the previous one, good until then."""
        ...

    async def remove(self, subscription_id: UUID) -> None:
        """With the record of what was sent."""
        ...

    async def resend_failed(self, subscription_id: UUID, *, since: datetime, at: datetime) -> int:
        """Queues what failed of the events since then; how many there were."""
        ...


async def find(subscriptions: Subscriptions, subscription_id: UUID) -> Subscription:
    found = await subscriptions.get(subscription_id)
    if found is None:
        raise NotFound()
    return found


async def decided(subscriptions: Subscriptions, subscription_id: UUID, *, expected: int) -> Subscription:
    """The subscription a change was decided on, held until the transaction ends. Raises NotFound, Stale."""
    found = await subscriptions.for_update(subscription_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    return found


async def subscribe(
    subscriptions: Subscriptions,
    outgoing: Outgoing,
    values: Mapping[str, Any],
    secret: str,
    *,
    account_id: UUID,
    now: datetime,
) -> IssuedWebhook:
    """Raises TargetRefused, NotReached (unknown_host), WebhookNameTaken, TooManyWebhooks."""
    await outgoing.check(values["url"])
    if await subscriptions.count() >= MOST:
        raise TooManyWebhooks(most=MOST)
    made = await subscriptions.add(values, secret, account_id=account_id, at=now)
    return IssuedWebhook(made, secret)


async def change(
    subscriptions: Subscriptions,
    outgoing: Outgoing,
    subscription_id: UUID,
    values: Mapping[str, Any],
    *,
    expected: int,
) -> Subscription:
    """Raises TargetRefused, NotReached (unknown_host), WebhookNameTaken."""
    found = await decided(subscriptions, subscription_id, expected=expected)
    if "url" in values:
        await outgoing.check(values["url"])
    if values.get("enabled") and not found.enabled:
        return await subscriptions.switch_on(subscription_id, values)
    return await subscriptions.change(subscription_id, values) if values else found


async def rotate(
    subscriptions: Subscriptions, subscription_id: UUID, secret: str, *, expected: int, now: datetime
) -> IssuedWebhook:
    await decided(subscriptions, subscription_id, expected=expected)
    until = now + BOTH_SIGN_FOR
    return IssuedWebhook(await subscriptions.rotate(subscription_id, secret, until=until), secret)


async def remove(subscriptions: Subscriptions, subscription_id: UUID, *, expected: int) -> None:
    await decided(subscriptions, subscription_id, expected=expected)
    await subscriptions.remove(subscription_id)


async def resend_failed(
    subscriptions: Subscriptions, subscription_id: UUID, *, since: datetime, expected: int, now: datetime
) -> int:
    """How many are sent again. Raises WebhookDisabled."""
    if not (await decided(subscriptions, subscription_id, expected=expected)).enabled:
        raise WebhookDisabled()
    return await subscriptions.resend_failed(subscription_id, since=since, at=now)


def issued(made: IssuedWebhook, caller: Caller) -> IssuedWebhook:
    return replace(made, webhook=shown(made.webhook, caller))


def shown(subscription: Subscription, caller: Caller) -> Subscription:
    if not caller.may(Action.WEBHOOK_WRITE):
        return subscription
    sending = ("resend_failed",) if subscription.enabled else ()
    return replace(subscription, allowed_actions=("update", "delete", "rotate_secret", "test", *sending))
