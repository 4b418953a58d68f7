"""API keys of service clients: one secret, sent as the bearer token."""

from typing import Annotated
from uuid import UUID

from fastapi import Request
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Instant, Line
from api.wiring.identity import ApiKeysPort, ServiceClientsPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.identity import api_keys as rules
from domain.identity.actions import Action
from domain.identity.api_keys import ApiKey, IssuedKey, NewKey
from domain.identity.clients import found
from domain.paging import Page

client_router = room("identity", "/schools/{school}/service-clients/{client_id}/api-keys")
router = room("identity", "/schools/{school}/api-keys")


class ApiKeyBody(Body):
    name: Line
    """What it is for; each script had better have its own."""

    scopes: Annotated[list[Action], Field(max_length=len(Action))] = Field(default=[])
    """Part of what the client may do; empty: all of it."""

    expires_at: Instant
    """Within a year."""


@client_router.get(
    "",
    operation_id="identity_list_api_keys",
    summary="List a service client's API keys",
    dependencies=reads(Action.ACCOUNT_READ),
)
async def list_api_keys(
    client_id: UUID, keys: ApiKeysPort, clients: ServiceClientsPort, window: Windowed
) -> Page[ApiKey]:
    """The newest first, revoked and expired ones included."""
    await found(clients, client_id)
    return await keys.page(client_id, window)


@client_router.post(
    "",
    operation_id="identity_create_api_key",
    summary="Give a service client an API key",
    status_code=201,
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def create_api_key(
    client_id: UUID,
    body: ApiKeyBody,
    keys: ApiKeysPort,
    clients: ServiceClientsPort,
    now: Now,
    reply: Replies,
    request: Request,
) -> IssuedKey:
    """The answer shows it, this once. Keep it where the script runs, and nowhere else."""
    new = NewKey(body.name, tuple(set(body.scopes)), body.expires_at)
    issued = await rules.issue(keys, clients, client_id, new, now=now)
    reply.shown_once("api_key")
    school = request.url.path.partition("/service-clients/")[0]
    reply.created(issued.key, f"{school}/api-keys")
    return issued


@router.get(
    "/{key_id}",
    operation_id="identity_get_api_key",
    summary="See an API key",
    dependencies=reads(Action.ACCOUNT_READ),
)
async def get_api_key(key_id: UUID, keys: ApiKeysPort, reply: Replies) -> ApiKey:
    """What it may do, until when, and when it was used last; never the key itself."""
    return reply.tagged(await rules.found_key(keys, key_id))


@router.post(
    "/{key_id}/revoke",
    operation_id="identity_revoke_api_key",
    summary="End an API key",
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def revoke_api_key(
    key_id: UUID, keys: ApiKeysPort, expected: Expected, now: Now, reply: Replies
) -> ApiKey:
    """For good, and at once."""
    return reply.tagged(await rules.revoke(keys, key_id, expected=expected, now=now))
