"""API keys 接口密钥 of a service client: for scripts that cannot fetch a token first.

A key is one secret sent as the bearer token. It does what its client may, or part of that, ends by itself
within a year, and can be ended alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound, RuleViolation, Unauthenticated
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.identity.clients import ClientState, ExpiryInPast, ServiceClient, ServiceClients, found
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.paging import Page, Window

MARK = "yx_"
"""How a key begins: told from a token at a glance, by us and by whoever looks for leaked ones."""

LONGEST = timedelta(days=366)


class BadApiKey(Unauthenticated):
    """Unknown, expired or revoked, or its client is: one answer for all."""

    code = "bad_api_key"


class ScopeBeyondClient(RuleViolation):
    """A key cannot do more than its client; facts: `scopes`."""

    code = "scope_beyond_client"


class KeyTooLong(RuleViolation):
    """It would live longer than a key may; facts: `days`."""

    code = "api_key_too_long"


class ClientNotActive(RuleViolation):
    """Only a client that may sign in gets keys; facts: `state`."""

    code = "client_not_active"


LIFECYCLE: Lifecycle[ClientState] = {
    ClientState.ACTIVE: {"revoke": ClientState.REVOKED},
    ClientState.EXPIRED: {"revoke": ClientState.REVOKED},
}


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: UUID
    client_id: UUID
    name: str
    ending: str
    """Its last four characters, to tell which it is."""

    state: ClientState
    scopes: list[Action]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    """To the minute."""

    revoked_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedKey:
    key: ApiKey
    api_key: str | None
    """Send it as `Authorization: Bearer`. Shown this once; a repeated request answers null."""


@dataclass(frozen=True, slots=True)
class NewKey:
    name: str
    scopes: tuple[Action, ...]
    """Empty: all its client has."""

    expires_at: datetime


class ApiKeys(Protocol):
    async def page(self, client_id: UUID, window: Window) -> Page[ApiKey]: ...

    async def get(self, key_id: UUID) -> ApiKey | None: ...

    async def get_for_update(self, key_id: UUID) -> ApiKey | None: ...

    async def add(self, client: ServiceClient, asked: NewKey, at: datetime) -> tuple[UUID, str]:
        """The new key's id and the key itself, of which only the digest is kept."""
        ...

    async def revoke(self, key: ApiKey, at: datetime) -> None: ...


def allowed(state: ClientState, caller: Caller) -> tuple[str, ...]:
    return actions(LIFECYCLE, state) if caller.may(Action.ACCOUNT_WRITE) else ()


async def found_key(keys: ApiKeys, key_id: UUID) -> ApiKey:
    key = await keys.get(key_id)
    if key is None:
        raise NotFound()
    return key


async def issue(
    keys: ApiKeys, clients: ServiceClients, client_id: UUID, asked: NewKey, *, now: datetime
) -> IssuedKey:
    """Raises NotFound, ClientNotActive, ScopeBeyondClient, ExpiryInPast, KeyTooLong."""
    client = await found(clients, client_id)
    if client.state is not ClientState.ACTIVE:
        raise ClientNotActive(state=client.state)
    beyond = sorted(scope for scope in asked.scopes if scope not in client.scopes)
    if beyond:
        raise ScopeBeyondClient(scopes=", ".join(beyond))
    if asked.expires_at <= now:
        raise ExpiryInPast()
    if asked.expires_at > now + LONGEST:
        raise KeyTooLong(days=LONGEST.days)
    key_id, secret = await keys.add(client, asked, now)
    return IssuedKey(await found_key(keys, key_id), secret)


async def revoke(keys: ApiKeys, key_id: UUID, *, expected: int, now: datetime) -> ApiKey:
    """Raises NotFound, Stale, InvalidState."""
    key = await keys.get_for_update(key_id)
    if key is None:
        raise NotFound()
    match(key.version, expected)
    advance(LIFECYCLE, key.state, "revoke")
    await keys.revoke(key, now)
    return await found_key(keys, key_id)


def carried(own: Iterable[Action], of_client: Iterable[Action]) -> frozenset[Action]:
    """What a key may do now: a client that lost a scope takes it from its keys."""
    held, asked = frozenset(of_client), frozenset(own)
    return held & asked if asked else held
