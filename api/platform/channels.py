"""Where messages go besides the inbox, and how that went."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from pydantic import Field, StringConstraints

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Flag, Line, omitted
from api.wiring.platform import ChannelsPort, OperationsPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain import channels as rules
from domain.channels import Channel, Delivery, DeliveryFilter, shown
from domain.identity.actions import Action
from domain.messages import ChannelKind, DeliveryState, Event
from domain.operations import Operation
from domain.paging import Page

router = room("platform", "/schools/{school}/notification-channels")
delivery_router = room("platform", "/schools/{school}/message-deliveries")

Address = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=r"^[\x20-\x7e]+$")
]
Events = Annotated[list[Event], Field(max_length=len(Event))]


class ChannelBody(Body):
    kind: ChannelKind
    name: Line
    address: Address
    """The web address a robot's settings show, or `mailtos://user:password@host?to=…`. Never shown again."""

    events: Events
    """What it is given; everybody who reads the group or the mail reads it."""

    enabled: Flag = True


class ChannelPatch(Body):
    name: Line = omitted()
    address: Address = omitted()
    events: Events = omitted()
    enabled: Flag = omitted()


@router.get(
    "",
    operation_id="platform_list_channels",
    summary="List the notification channels",
    dependencies=reads(Action.CHANNEL_READ),
)
async def list_channels(channels: ChannelsPort, caller: Asker, window: Windowed) -> Page[Channel]:
    """By name, their addresses masked."""
    page = await channels.page(window)
    return Page([shown(one, caller) for one in page.items], page.next_cursor, page.has_more)


@router.post(
    "",
    operation_id="platform_create_channel",
    summary="Set up a notification channel",
    status_code=201,
    dependencies=writes(Action.CHANNEL_WRITE),
)
async def create_channel(body: ChannelBody, channels: ChannelsPort, caller: Asker, reply: Replies) -> Channel:
    """A group's robot of DingTalk, WeCom, Feishu or Lark, or a mail account."""
    return reply.created(shown(await rules.add_channel(channels, body.model_dump()), caller))


@router.get(
    "/{channel_id}",
    operation_id="platform_get_channel",
    summary="Look at a notification channel",
    dependencies=reads(Action.CHANNEL_READ),
)
async def get_channel(channel_id: UUID, channels: ChannelsPort, caller: Asker, reply: Replies) -> Channel:
    """What it is given, and its address masked."""
    return reply.tagged(shown(await rules.find(channels, channel_id), caller))


@router.patch(
    "/{channel_id}",
    operation_id="platform_update_channel",
    summary="Change a notification channel",
    dependencies=writes(Action.CHANNEL_WRITE),
)
async def update_channel(
    channel_id: UUID,
    body: ChannelPatch,
    channels: ChannelsPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> Channel:
    """What waits for a channel that is switched off is given up when its turn comes."""
    changes = body.model_dump(exclude_unset=True)
    changed = await rules.change_channel(channels, channel_id, changes, expected=expected)
    return reply.tagged(shown(changed, caller))


@router.delete(
    "/{channel_id}",
    operation_id="platform_delete_channel",
    summary="Remove a notification channel",
    status_code=204,
    response_model=None,
    dependencies=writes(Action.CHANNEL_WRITE),
)
async def delete_channel(channel_id: UUID, channels: ChannelsPort, expected: Expected) -> None:
    """With the record of what went through it. Nobody's inbox loses anything."""
    await rules.remove_channel(channels, channel_id, expected=expected)


@router.post(
    "/{channel_id}/test",
    operation_id="platform_test_channel",
    summary="Send a test message through a channel",
    status_code=202,
    dependencies=writes(Action.CHANNEL_WRITE),
)
async def test_channel(
    channel_id: UUID,
    channels: ChannelsPort,
    operations: OperationsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    request: Request,
) -> Operation:
    """The worker sends it; whether it went, the operation says."""
    await rules.decided(channels, channel_id, expected=expected)
    arguments = {"channel_id": str(channel_id)}
    started = await operations.start("try_channel", arguments=arguments, account_id=caller.account_id, at=now)
    school = request.url.path.partition("/notification-channels")[0]
    return reply.created(started, f"{school}/operations")


async def delivery_filter(
    state: DeliveryState | None = None, channel_id: UUID | None = None
) -> DeliveryFilter:
    return DeliveryFilter(state, channel_id)


@delivery_router.get(
    "",
    operation_id="platform_list_deliveries",
    summary="See what went out, and what did not",
    dependencies=reads(Action.CHANNEL_READ),
)
async def list_deliveries(
    channels: ChannelsPort, filters: Annotated[DeliveryFilter, Depends(delivery_filter)], window: Windowed
) -> Page[Delivery]:
    """The latest first."""
    return await channels.deliveries(filters, window)
