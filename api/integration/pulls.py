"""Fetching from the district's platform."""

from fastapi import Request

from api.routes import room
from api.shapes import Body, Code
from api.wiring.platform_exchange import BeginPull, ConnectionsPort
from api.wiring.request import Replies, writes
from domain.identity.actions import Action
from domain.integration.platform import Inbound
from domain.integration.pulling import ask_for
from domain.operations import Operation

router = room("integration", "/schools/{school}/platform-pulls")


class PlatformPullBody(Body):
    kind: Inbound
    about: Code | None = None
    """The round's code for selection results, the school year (`2020`) for credits and evaluations; nothing
    for the catalogue."""


@router.post(
    "",
    operation_id="integration_pull_from_platform",
    summary="Fetch from the platform",
    status_code=202,
    dependencies=writes(Action.INTEGRATION_WRITE, key=True),
)
async def pull_from_platform(
    body: PlatformPullBody, connections: ConnectionsPort, begin: BeginPull, reply: Replies, request: Request
) -> Operation:
    """The operation's `result` names the import: `{import_id, committed, row_errors, new}`."""
    started = await ask_for(connections, begin, body.kind, body.about)
    school = request.url.path.partition("/platform-pulls")[0]
    return reply.created(started, f"{school}/operations")
