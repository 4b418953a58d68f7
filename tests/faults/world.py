"""The service with a faulty world around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.settings import Settings
from persistence.provision import DatabaseUrls
from tests.faults.proxy import Proxy, by_socket, proxying
from tests.scene import Issuer, Scene, set_scene


def through(proxy: Proxy, url: str) -> str:
    """The same database, by way of the proxy."""
    there = make_url(url).set(host="127.0.0.1", port=proxy.port, query={})
    return there.render_as_string(hide_password=False)


def socket_of(url: str) -> Path:
    """Where the server of an embedded database listens."""
    folder = make_url(url).query["host"]
    assert isinstance(folder, str)
    return Path(folder) / ".s.PGSQL.5432"


@asynccontextmanager
async def behind_a_proxy(
    urls: DatabaseUrls, owner: AsyncEngine, issuer: Issuer, settings: Settings, **other: Any
) -> AsyncIterator[tuple[Proxy, Scene]]:
    """A school, asked through a service of its own that reaches the database by a proxy."""
    async with proxying(by_socket(socket_of(urls.app))) as proxy:
        app = create_app(settings.model_copy(update=other), through(proxy, urls.app))
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
        ):
            yield proxy, await set_scene(owner, client, issuer)
            proxy.speak()
            proxy.cut()  # or the pool would take its leave of who does not answer
