"""What the district's platform calls us for."""

from dataclasses import dataclass
from typing import Any

from api.queries import Windowed
from api.routes import CallbackRoute, room
from api.wiring.platform_exchange import BelievedCall, CallbackBody, CallbacksPort
from api.wiring.request import Now, reads
from domain.identity.actions import Action
from domain.integration.callbacks import PlatformCallback, receive
from domain.paging import Page

router = room("integration", "/schools/{school}/platform-callbacks", route_class=CallbackRoute)

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
SIGNED: dict[str, Any] = {
    "parameters": [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string", "maxLength": 2000}}
        for name in HEADERS
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": CallbackBody.model_json_schema()}},
    },
}
"""Of a body whose signature is of its very bytes FastAPI parses nothing, and so declares nothing."""


@dataclass(frozen=True, slots=True)
class Received:
    received: bool = True


@router.get(
    "",
    operation_id="integration_list_platform_callbacks",
    summary="See what the platform called for",
    dependencies=reads(Action.INTEGRATION_READ),
)
async def list_callbacks(callbacks: CallbacksPort, window: Windowed) -> Page[PlatformCallback]:
    """The latest first. A call that was not believed is in the log only."""
    return await callbacks.page(window)


@router.post(
    "",
    operation_id="integration_receive_platform_callback",
    summary="Be told by the platform",
    status_code=202,
    openapi_extra=SIGNED,
)
async def receive_callback(believed: BelievedCall, now: Now) -> Received:
    """By Standard Webhooks with the connection's callback secret, at most five minutes old. The same
    `webhook-id` once more has no second effect, a lower `sequence` about the same thing none at all."""
    await receive(believed.call, believed.callbacks, believed.pulls, believed.settlements, now=now)
    return Received()
