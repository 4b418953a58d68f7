"""Webhooks: where the school's events go, and which."""

from typing import Annotated
from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, Field, StringConstraints

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Flag, Instant, Line, omitted
from api.wiring.platform import OperationsPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.webhooks import FreshSecret, OutgoingPort, SubscriptionsPort
from domain.identity.actions import Action
from domain.operations import Operation
from domain.paging import Page
from domain.webhooks import subscription as rules
from domain.webhooks.catalogue import EventType
from domain.webhooks.subscription import IssuedWebhook, Subscription, shown

router = room("webhooks", "/schools/{school}/webhook-subscriptions")

Url = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=r"^[\x20-\x7e]+$")
]
Events = Annotated[list[EventType], Field(min_length=1, max_length=len(EventType))]


class SubscriptionBody(Body):
    name: Line
    url: Url
    """HTTPS and public, unless the operator named the host in YANXIU_PRIVATE_HOSTS."""

    events: Events | None = None
    """Null: all there are, and those to come."""

    enabled: Flag = True


class SubscriptionPatch(Body):
    name: Line = omitted()
    url: Url = omitted()
    events: Events | None = None
    enabled: Flag = omitted()


class ResendBody(Body):
    since: Instant
    """Events from then on."""


class ResentEvents(BaseModel):
    queued: int
    """How many are sent again."""


@router.get(
    "",
    operation_id="webhooks_list_subscriptions",
    summary="List the webhooks",
    dependencies=reads(Action.WEBHOOK_READ),
)
async def list_subscriptions(
    subscriptions: SubscriptionsPort, caller: Asker, window: Windowed
) -> Page[Subscription]:
    """By name."""
    page = await subscriptions.page(window)
    return Page([shown(one, caller) for one in page.items], page.next_cursor, page.has_more)


@router.post(
    "",
    operation_id="webhooks_create_subscription",
    summary="Set up a webhook",
    status_code=201,
    dependencies=writes(Action.WEBHOOK_WRITE),
)
async def create_subscription(
    body: SubscriptionBody,
    subscriptions: SubscriptionsPort,
    outgoing: OutgoingPort,
    caller: Asker,
    secret: FreshSecret,
    now: Now,
    reply: Replies,
) -> IssuedWebhook:
    """The answer shows the secret, this once. It is told of what is changed from now on."""
    given, account_id = body.model_dump(), caller.account_id
    issued = await rules.subscribe(subscriptions, outgoing, given, secret, account_id=account_id, now=now)
    reply.shown_once("secret")
    reply.created(issued.webhook)
    return rules.issued(issued, caller)


@router.get(
    "/{subscription_id}",
    operation_id="webhooks_get_subscription",
    summary="Look at a webhook",
    dependencies=reads(Action.WEBHOOK_READ),
)
async def get_subscription(
    subscription_id: UUID, subscriptions: SubscriptionsPort, caller: Asker, reply: Replies
) -> Subscription:
    """What it is told of, and whether it has been failing."""
    return reply.tagged(shown(await rules.find(subscriptions, subscription_id), caller))


@router.patch(
    "/{subscription_id}",
    operation_id="webhooks_update_subscription",
    summary="Change a webhook",
    dependencies=writes(Action.WEBHOOK_WRITE),
)
async def update_subscription(
    subscription_id: UUID,
    body: SubscriptionPatch,
    subscriptions: SubscriptionsPort,
    outgoing: OutgoingPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> Subscription:
    """Switched off, it is told of nothing; what waited is sent when it is on again."""
    given = body.model_dump(exclude_unset=True)
    changed = await rules.change(subscriptions, outgoing, subscription_id, given, expected=expected)
    return reply.tagged(shown(changed, caller))


@router.delete(
    "/{subscription_id}",
    operation_id="webhooks_delete_subscription",
    summary="Remove a webhook",
    status_code=204,
    response_model=None,
    dependencies=writes(Action.WEBHOOK_WRITE),
)
async def delete_subscription(
    subscription_id: UUID, subscriptions: SubscriptionsPort, expected: Expected
) -> None:
    """With the record of what was sent to it."""
    await rules.remove(subscriptions, subscription_id, expected=expected)


@router.post(
    "/{subscription_id}/rotate-secret",
    operation_id="webhooks_rotate_secret",
    summary="Give a webhook another secret",
    dependencies=writes(Action.WEBHOOK_WRITE),
)
async def rotate_secret(
    subscription_id: UUID,
    subscriptions: SubscriptionsPort,
    caller: Asker,
    secret: FreshSecret,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> IssuedWebhook:
    """The answer shows it this once. For 24 hours the old one signs beside it."""
    issued = await rules.rotate(subscriptions, subscription_id, secret, expected=expected, now=now)
    reply.shown_once("secret")
    reply.tagged(issued.webhook)
    return rules.issued(issued, caller)


@router.post(
    "/{subscription_id}/test",
    operation_id="webhooks_test_subscription",
    summary="Send a test event",
    status_code=202,
    dependencies=writes(Action.WEBHOOK_WRITE),
)
async def test_subscription(
    subscription_id: UUID,
    subscriptions: SubscriptionsPort,
    operations: OperationsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    request: Request,
) -> Operation:
    """`webhook.test`, sent once, whether the webhook is on or off; the operation says how it went."""
    await rules.decided(subscriptions, subscription_id, expected=expected)
    arguments, account_id = {"subscription_id": str(subscription_id)}, caller.account_id
    started = await operations.start("try_webhook", arguments=arguments, account_id=account_id, at=now)
    school = request.url.path.partition("/webhook-subscriptions")[0]
    return reply.created(started, f"{school}/operations")


@router.post(
    "/{subscription_id}/resend-failed",
    operation_id="webhooks_resend_failed",
    summary="Send again what failed",
    dependencies=writes(Action.WEBHOOK_WRITE, key=True),
)
async def resend_failed(
    subscription_id: UUID,
    body: ResendBody,
    subscriptions: SubscriptionsPort,
    expected: Expected,
    now: Now,
) -> ResentEvents:
    """Every event since then that failed, under its old `webhook-id` and in the old order."""
    queued = await rules.resend_failed(
        subscriptions, subscription_id, since=body.since, expected=expected, now=now
    )
    return ResentEvents(queued=queued)
