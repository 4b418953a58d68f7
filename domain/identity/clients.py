"""Service clients 接口客户端: scripts that may do what they were given, nothing more."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound, RuleViolation
from domain.identity.access import ACCESS, Caller
from domain.identity.actions import Action, Role
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.paging import Page, Window


class ScopeNotForClients(RuleViolation):
    """facts: `scopes` a service client may never have."""

    code = "scope_not_for_clients"


class ExpiryInPast(RuleViolation):
    code = "expiry_in_past"


class ClientState(StrEnum):
    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


LIFECYCLE: Lifecycle[ClientState] = {
    ClientState.ACTIVE: {"rotate_secret": ClientState.ACTIVE, "revoke": ClientState.REVOKED},
    ClientState.EXPIRED: {"revoke": ClientState.REVOKED},
}


@dataclass(frozen=True, slots=True)
class ServiceClient:
    """A script's way in; its `id` is the OAuth `client_id`."""

    id: UUID
    name: str
    state: ClientState
    scopes: list[Action]
    account_id: UUID
    """As which it stands in the audit."""

    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedSecret:
    """A client with what its script signs in with."""

    client: ServiceClient
    client_id: UUID
    client_secret: str | None
    """Shown this once; only its digest is kept, so that a repeated request answers null."""


@dataclass(frozen=True, slots=True)
class NewClient:
    name: str
    scopes: tuple[Action, ...]
    expires_at: datetime | None


class ServiceClients(Protocol):
    """The service clients of one school; each comes with what this caller may do to it."""

    async def page(self, window: Window) -> Page[ServiceClient]: ...

    async def get(self, client_id: UUID) -> ServiceClient | None: ...

    async def get_for_update(self, client_id: UUID) -> ServiceClient | None: ...

    async def add(self, asked: NewClient, at: datetime) -> tuple[UUID, str]:
        """The new client and its secret, of which only the digest is kept."""
        ...

    async def renew_secret(self, client: ServiceClient) -> str:
        """Another secret; the old one and every token made with it are worth nothing from now on."""
        ...

    async def revoke(self, client: ServiceClient, at: datetime) -> None: ...


def state_of(revoked_at: datetime | None, expires_at: datetime | None, now: datetime) -> ClientState:
    if revoked_at is not None:
        return ClientState.REVOKED
    return ClientState.EXPIRED if expires_at is not None and expires_at <= now else ClientState.ACTIVE


def allowed(state: ClientState, caller: Caller) -> tuple[str, ...]:
    return actions(LIFECYCLE, state) if caller.may(Action.ACCOUNT_WRITE) else ()


async def found(clients: ServiceClients, client_id: UUID) -> ServiceClient:
    client = await clients.get(client_id)
    if client is None:
        raise NotFound()
    return client


async def create(clients: ServiceClients, asked: NewClient, *, now: datetime) -> IssuedSecret:
    """Raises ScopeNotForClients, ExpiryInPast."""
    never = sorted(scope for scope in asked.scopes if Role.SERVICE_CLIENT not in ACCESS[scope])
    if never:
        raise ScopeNotForClients(scopes=", ".join(never))
    if asked.expires_at is not None and asked.expires_at <= now:
        raise ExpiryInPast()
    client_id, secret = await clients.add(asked, now)
    return IssuedSecret(await found(clients, client_id), client_id, secret)


async def rotate_secret(clients: ServiceClients, client_id: UUID, *, expected: int) -> IssuedSecret:
    client = await _take(clients, client_id, "rotate_secret", expected)
    secret = await clients.renew_secret(client)
    return IssuedSecret(await found(clients, client_id), client_id, secret)


async def revoke(clients: ServiceClients, client_id: UUID, *, expected: int, now: datetime) -> ServiceClient:
    client = await _take(clients, client_id, "revoke", expected)
    await clients.revoke(client, now)
    return await found(clients, client_id)


async def _take(clients: ServiceClients, client_id: UUID, action: str, expected: int) -> ServiceClient:
    client = await clients.get_for_update(client_id)
    if client is None:
        raise NotFound()
    match(client.version, expected)
    advance(LIFECYCLE, client.state, action)
    return client
