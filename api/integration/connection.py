"""The connection to the district's platform: one a school."""

from typing import Annotated

from fastapi import Request
from pydantic import Field, StringConstraints

from api.routes import room
from api.shapes import Body, Code, Flag, omitted
from api.wiring.platform import OperationsPort
from api.wiring.platform_exchange import ConnectionsPort, FreshSecret, OutgoingPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.integration import connection as rules
from domain.integration.connection import PlatformConnection
from domain.operations import Operation

router = room("integration", "/schools/{school}/platform-connection")

WebAddress = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=r"^[\x21-\x7e]+$")
]
RequestSecret = Annotated[
    str,
    StringConstraints(min_length=16, max_length=200, pattern=r"^[\x21-\x7e]+$"),
    Field(examples=["what-the-platform-gave-the-school"]),
]


class PlatformConnectionBody(Body):
    base_url: WebAddress
    """The platform's API without `/v1`: public and HTTPS, or a host the operator has named."""

    org: Code
    """Who the school is on the platform."""

    secret: RequestSecret
    """What our requests are signed with; the platform gives it. Never shown again."""

    enabled: Flag = True
    fetch_nightly: Flag = False
    commit_automatically: Flag = False
    """Whether what was fetched is brought in at once when no row of it has an error."""


class PlatformConnectionPatch(Body):
    base_url: WebAddress = omitted()
    org: Code = omitted()
    secret: RequestSecret = omitted()
    enabled: Flag = omitted()
    fetch_nightly: Flag = omitted()
    commit_automatically: Flag = omitted()


@router.get(
    "",
    operation_id="integration_get_platform_connection",
    summary="Look at the connection to the platform",
    dependencies=reads(Action.INTEGRATION_CONNECT),
)
async def get_connection(connections: ConnectionsPort, reply: Replies) -> PlatformConnection:
    """Without its secrets. 404 until it is set up."""
    return reply.tagged(await rules.find(connections))


@router.post(
    "",
    operation_id="integration_create_platform_connection",
    summary="Connect the school to the platform",
    status_code=201,
    dependencies=writes(Action.INTEGRATION_CONNECT),
)
async def create_connection(
    body: PlatformConnectionBody,
    connections: ConnectionsPort,
    outgoing: OutgoingPort,
    secret: FreshSecret,
    caller: Asker,
    reply: Replies,
) -> PlatformConnection:
    """The answer shows the secret that callbacks are to be signed with, this once."""
    values, account = body.model_dump(), caller.account_id
    made = await rules.set_up(connections, outgoing, values, callback_secret=secret, account_id=account)
    reply.shown_once("callback_secret")
    return reply.set_up(made)


@router.patch(
    "",
    operation_id="integration_update_platform_connection",
    summary="Change the connection to the platform",
    dependencies=writes(Action.INTEGRATION_CONNECT),
)
async def update_connection(
    body: PlatformConnectionPatch,
    connections: ConnectionsPort,
    outgoing: OutgoingPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> PlatformConnection:
    """What is fetched of itself is from now on brought in on behalf of whoever changed it last."""
    changes, account = body.model_dump(exclude_unset=True), caller.account_id
    changed = await rules.change(connections, outgoing, changes, expected=expected, account_id=account)
    return reply.tagged(changed)


@router.post(
    "/rotate-callback-secret",
    operation_id="integration_rotate_callback_secret",
    summary="Make a new secret for callbacks",
    dependencies=writes(Action.INTEGRATION_CONNECT),
)
async def rotate_callback_secret(
    connections: ConnectionsPort, secret: FreshSecret, expected: Expected, now: Now, reply: Replies
) -> PlatformConnection:
    """Shown this once. The secret before it stays good for 24 hours; one before that ends at once."""
    changed = await rules.rotate(connections, callback_secret=secret, expected=expected, now=now)
    reply.shown_once("callback_secret")
    return reply.tagged(changed)


@router.post(
    "/test",
    operation_id="integration_test_platform_connection",
    summary="Try the connection to the platform",
    status_code=202,
    dependencies=writes(Action.INTEGRATION_CONNECT),
)
async def test_connection(
    connections: ConnectionsPort,
    operations: OperationsPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    request: Request,
) -> Operation:
    """The worker asks for the catalogue's first page, switched off or not; its `error` says what is wrong."""
    await rules.decided(connections, expected=expected)
    started = await operations.start("try_platform", arguments={}, account_id=caller.account_id, at=now)
    school = request.url.path.partition("/platform-connection")[0]
    return reply.created(started, f"{school}/operations")
