"""Where messages go besides the inbox: a group's robot, or mail. Only the office sets these up.

An address holds the robot's key or the mail account's password. It is taken apart and put together again
here, so that nothing but the known parts of the four kinds reaches the sender; it is kept sealed and shown
only masked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import match
from domain.messages import ChannelKind, DeliveryState, Event
from domain.paging import Page, Window


class ChannelNameTaken(Conflict):
    code = "channel_name_taken"


class AddressRefused(RuleViolation):
    """The address is not one of its kind; facts: `kind`."""

    code = "channel_address_refused"


class DeliveryFailed(RuleViolation):
    """It could not be sent; facts: `why` (refused, private_host, insecure, unreadable_address)."""

    code = "delivery_failed"


@dataclass(frozen=True, slots=True)
class Channel:
    """A robot or mail account, and which events it is given."""

    id: UUID
    kind: ChannelKind
    name: str
    address: str
    """Masked: what it was set to is never shown again."""

    events: list[Event]
    enabled: bool
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way through one channel."""

    id: UUID
    message_id: UUID
    channel_id: UUID
    event: Event
    recipient_id: UUID
    state: DeliveryState
    attempts: int
    error: str | None
    """Why the last attempt failed, in a word."""

    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    state: DeliveryState | None = None
    channel_id: UUID | None = None


class Channels(Protocol):
    """`address` among the values is clean, and sealed on its way in. Raises ChannelNameTaken."""

    async def page(self, window: Window) -> Page[Channel]: ...

    async def deliveries(self, filters: DeliveryFilter, window: Window) -> Page[Delivery]:
        """The latest first."""
        ...

    async def get(self, channel_id: UUID) -> Channel | None: ...

    async def for_update(self, channel_id: UUID) -> Channel | None: ...

    async def add(self, values: Mapping[str, Any]) -> Channel: ...

    async def change(self, channel_id: UUID, values: Mapping[str, Any]) -> Channel: ...

    async def remove(self, channel_id: UUID) -> None:
        """With the record of what went through it; the inbox keeps the messages."""
        ...


async def find(channels: Channels, channel_id: UUID) -> Channel:
    found = await channels.get(channel_id)
    if found is None:
        raise NotFound()
    return found


async def decided(channels: Channels, channel_id: UUID, *, expected: int) -> Channel:
    """The channel a change was decided on, held until the transaction ends. Raises NotFound, Stale."""
    found = await channels.for_update(channel_id)
    if found is None:
        raise NotFound()
    match(found.version, expected)
    return found


async def add_channel(channels: Channels, values: Mapping[str, Any]) -> Channel:
    return await channels.add({**values, "address": cleaned(values["kind"], values["address"])})


async def change_channel(
    channels: Channels, channel_id: UUID, values: Mapping[str, Any], *, expected: int
) -> Channel:
    found = await decided(channels, channel_id, expected=expected)
    if "address" in values:
        values = {**values, "address": cleaned(found.kind, values["address"])}
    return await channels.change(channel_id, values) if values else found


async def remove_channel(channels: Channels, channel_id: UUID, *, expected: int) -> None:
    await decided(channels, channel_id, expected=expected)
    await channels.remove(channel_id)


def shown(channel: Channel, caller: Caller) -> Channel:
    steps = ("update", "delete", "test") if caller.may(Action.CHANNEL_WRITE) else ()
    return replace(channel, allowed_actions=steps)


_KEY = re.compile(r"[A-Za-z0-9_-]{8,200}")
_WEB_ADDRESSES = {
    ChannelKind.DINGTALK: ("oapi.dingtalk.com", "/robot/send", "access_token"),
    ChannelKind.WECOM: ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key"),
    ChannelKind.FEISHU: ("open.feishu.cn", "/open-apis/bot/v2/hook/", ""),
}
_SCHEMES = {ChannelKind.DINGTALK: "dingtalk", ChannelKind.WECOM: "wecombot", ChannelKind.FEISHU: "feishu"}
_LARK = "open.larksuite.com"
_MAIL_FIELDS = frozenset({"smtp", "to", "from", "name", "mode"})
_MAIL_MODES = frozenset({"ssl", "starttls", "insecure"})


def cleaned(kind: ChannelKind, address: str) -> str:
    """The address as the sender takes it, of nothing but the parts its kind is known to have.

    A robot's is the web address its group shows, or the short form (`dingtalk://secret@token`,
    `wecombot://key`, `feishu://token`, `lark://token`); mail is `mailtos://user:password@host?to=…&smtp=…`.
    Raises AddressRefused.
    """
    try:
        parts = urlsplit(address.strip())
        fields = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        clean = _mail(parts, fields) if kind is ChannelKind.MAIL else _robot(kind, parts, fields)
    except ValueError as error:
        raise AddressRefused(kind=kind.value) from error
    if clean is None:
        raise AddressRefused(kind=kind.value)
    return clean


def _robot(kind: ChannelKind, parts: SplitResult, fields: Mapping[str, str]) -> str | None:
    host, path, field = _WEB_ADDRESSES[kind]
    scheme, secret = _SCHEMES[kind], fields.get("secret", "")
    if parts.scheme != "https":
        allowed = {scheme, "lark"} if kind is ChannelKind.FEISHU else {scheme}
        user, _, key = parts.netloc.rpartition("@")
        scheme, secret, known = parts.scheme, user, parts.scheme in allowed and parts.path in ("", "/")
    elif field:
        key, known = fields.get(field, ""), parts.netloc == host and parts.path == path
    else:
        key, known = parts.path.removeprefix(path), parts.netloc in (host, _LARK) and parts.path > path
        scheme = "lark" if parts.netloc == _LARK else scheme
    signed = kind is ChannelKind.DINGTALK and _KEY.fullmatch(secret)
    if not known or not _KEY.fullmatch(key) or (secret and not signed):
        return None
    return f"{scheme}://{secret + '@' if secret else ''}{key}/"


def _mail(parts: SplitResult, fields: Mapping[str, str]) -> str | None:
    given = parts.scheme in ("mailto", "mailtos") and parts.hostname and fields.get("to")
    known = fields.keys() <= _MAIL_FIELDS and fields.get("mode", "ssl") in _MAIL_MODES
    if not given or not known or parts.path not in ("", "/"):
        return None
    user = ":".join(quote(unquote(one), safe="") for one in (parts.username, parts.password) if one)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{user + '@' if user else ''}{parts.hostname}{port}/?{urlencode(fields)}"


def masked(address: str) -> str:
    """Enough to tell two robots apart and to do nothing else: of a key the last four characters."""
    parts = urlsplit(address)
    if parts.scheme.startswith("mailto"):
        return f"{parts.scheme}://***@{parts.hostname}"
    return f"{parts.scheme}://***{parts.netloc[-4:]}"
