"""A connection to a platform, and calls as the platform signs them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from httpx2 import Response
from standardwebhooks import Webhook

from persistence.ids import new_id
from tests.platform_server import ORG, SECRET
from tests.scene import Caller, Scene

PATH = "platform-connection"
SOMEWHERE = "http://localhost:9/api"


async def connect(office: Caller, base_url: str = SOMEWHERE, **more: Any) -> Response:
    return await office.post(PATH, {"base_url": base_url, "org": ORG, "secret": SECRET} | more)


async def connected(office: Caller, base_url: str = SOMEWHERE, **more: Any) -> dict[str, Any]:
    answer = await connect(office, base_url, **more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def saying(type: str, sequence: int, **data: Any) -> bytes:
    said = {"type": type, "timestamp": "2021-04-01T08:00:00Z", "sequence": sequence, "data": data}
    return json.dumps(said).encode()


def signed(secret: str, body: bytes, *, id: str | None = None, at: datetime | None = None) -> dict[str, str]:
    moment, called = at or datetime.now(UTC), id or new_id().hex
    return {
        "webhook-id": called,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(called, moment, body.decode(errors="replace")),
        "content-type": "application/json",
    }


async def call(scene: Scene, body: bytes, headers: Mapping[str, str], *, school: str = "") -> Response:
    address = f"/api/v1/schools/{school or scene.code}/platform-callbacks"
    return await scene.client.post(address, content=body, headers=dict(headers))
