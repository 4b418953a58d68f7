"""PostgreSQL commits, and the word of it is lost: who asks again under the same key has it done once."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.settings import Settings
from persistence.embedded import EmbeddedServer
from persistence.provision import DatabaseUrls
from persistence.training.tables import course
from tests.scene import Issuer, Scene, set_scene

SOCKET = ".s.PGSQL.5432"
COMMITTED = b"COMMIT\x00"
COURSE = {
    "code": "YX-01",
    "title": "单元作业设计",
    "provider": "进修学校",
    "kind": "short",
    "hours": "8",
    "credits": "4",
}


class Relay:
    """Between the service and PostgreSQL; once, when told, it dies with the word that a commit was done."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server, self.swallows = server, False

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_unix_connection(self._server.socket_dir / SOCKET)
        asking = asyncio.create_task(self._asked(reader, up_writer))
        with suppress(ConnectionError):
            while (data := await up_reader.read(65_536)) and not self._is_swallowed(data):
                writer.write(data)
                await writer.drain()
        asking.cancel()
        for one in (writer, up_writer):
            one.close()

    async def _asked(self, reader: asyncio.StreamReader, up_writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                up_writer.write(data)
                await up_writer.drain()
        up_writer.close()

    def _is_swallowed(self, data: bytes) -> bool:
        found = self.swallows and COMMITTED in data
        self.swallows = self.swallows and not found
        return found


@pytest.fixture
async def relay(server: EmbeddedServer) -> AsyncIterator[tuple[Relay, str]]:
    """And the folder its socket is in."""
    relay = Relay(server)
    with tempfile.TemporaryDirectory() as folder:
        async with await asyncio.start_unix_server(relay, Path(folder) / SOCKET):
            yield relay, folder


@pytest.fixture
async def relayed(
    relay: tuple[Relay, str], urls: DatabaseUrls, settings: Settings, owner: AsyncEngine, issuer: Issuer
) -> AsyncIterator[Scene]:
    """A school at a service that reaches its database through the relay."""
    url = make_url(urls.app).update_query_dict({"host": relay[1]})
    app = create_app(settings, url.render_as_string(hide_password=False))
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        yield await set_scene(owner, client, issuer)


@pytest.mark.slow
async def test_a_commit_nobody_hears_of_is_answered_503_and_done_once(
    relay: tuple[Relay, str], relayed: Scene
) -> None:
    office = await relayed.office()

    relay[0].swallows = True
    unheard = await office.post("courses", COURSE, Idempotency_Key="k")
    again = await office.post("courses", COURSE, Idempotency_Key="k")

    assert (unheard.status_code, unheard.json()["code"]) == (503, "unavailable")
    assert int(unheard.headers["Retry-After"]) > 0
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert [row.code for row in await relayed.rows(course)] == ["YX-01"]
