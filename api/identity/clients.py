"""The school's service clients: scripts with a secret and the scopes they were given."""

from uuid import UUID

from api.identity.shapes import ClientCreate
from api.queries import Windowed
from api.routes import room
from api.wiring.identity import ServiceClientsPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.identity import clients as rules
from domain.identity.actions import Action
from domain.identity.clients import IssuedSecret, NewClient, ServiceClient
from domain.paging import Page

router = room("identity", "/schools/{school}/service-clients")


@router.get(
    "",
    operation_id="identity_list_clients",
    summary="List the school's service clients",
    dependencies=reads(Action.ACCOUNT_READ),
)
async def list_clients(clients: ServiceClientsPort, window: Windowed) -> Page[ServiceClient]:
    """The newest first, revoked ones included."""
    return await clients.page(window)


@router.post(
    "",
    operation_id="identity_create_client",
    summary="Make a service client",
    status_code=201,
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def create_client(
    asked: ClientCreate, clients: ServiceClientsPort, now: Now, reply: Replies
) -> IssuedSecret:
    """The answer shows its secret, this once. It signs in with the grant `client_credentials`."""
    new = NewClient(asked.name, tuple(set(asked.scopes)), asked.expires_at)
    issued = await rules.create(clients, new, now=now)
    reply.shown_once("client_secret")
    reply.note(scopes=sorted(new.scopes))
    reply.created(issued.client)
    return issued


@router.get(
    "/{client_id}",
    operation_id="identity_get_client",
    summary="See a service client",
    dependencies=reads(Action.ACCOUNT_READ),
)
async def get_client(client_id: UUID, clients: ServiceClientsPort, reply: Replies) -> ServiceClient:
    """What it may do, until when, and when it signed in last."""
    return reply.tagged(await rules.found(clients, client_id))


@router.post(
    "/{client_id}/rotate-secret",
    operation_id="identity_rotate_secret",
    summary="Give a service client another secret",
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def rotate_secret(
    client_id: UUID, clients: ServiceClientsPort, expected: Expected, reply: Replies
) -> IssuedSecret:
    """The answer shows it this once. The old one, and every token made with it, is refused from now on."""
    issued = await rules.rotate_secret(clients, client_id, expected=expected)
    reply.shown_once("client_secret")
    reply.tagged(issued.client)
    return issued


@router.post(
    "/{client_id}/revoke",
    operation_id="identity_revoke_client",
    summary="Shut a service client out",
    dependencies=writes(Action.ACCOUNT_WRITE),
)
async def revoke_client(
    client_id: UUID, clients: ServiceClientsPort, expected: Expected, now: Now, reply: Replies
) -> ServiceClient:
    """For good: its secret and its tokens are refused from now on."""
    return reply.tagged(await rules.revoke(clients, client_id, expected=expected, now=now))
