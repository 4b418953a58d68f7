"""The service with a faulty world around it."""

import asyncio
import os
import resource
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.settings import Settings
from persistence.provision import DatabaseUrls
from tests.deployment import SECRET
from tests.faults.proxy import Proxy, by_socket, proxying
from tests.scene import Issuer, Scene, set_scene
from tests.start.processes import ROOT
from tests.start.test_serve import YANXIU, announced

WITHIN = 30
"""Seconds in which what is to be seen must be seen: the limits under test are a tenth of it."""


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


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """For what another process, or the network, does in its own time."""
    async with asyncio.timeout(WITHIN):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Live:
    """`yanxiu serve` as a process of its own, on the tests' database."""

    process: subprocess.Popen[str]
    address: str

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def memory(self) -> int:
        """Bytes it holds."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def connections(self) -> int:
        """Sockets it has open, whatever for."""
        folder = Path(f"/proc/{self.process.pid}/fd")
        return sum(_leads_to(one).startswith("socket:") for one in folder.iterdir())


def _leads_to(descriptor: Path) -> str:
    try:
        return os.readlink(descriptor)
    except FileNotFoundError:  # closed since it was listed
        return ""


@contextmanager
def live(urls: DatabaseUrls, data_dir: Path, *, files: int | None = None, **settings: str) -> Iterator[Live]:
    """Without a worker; `settings` as the environment has them, but for the prefix, or bare as `TZ`.

    `files` is the soft limit of open files it starts with.
    """
    named = {name if name == "TZ" else f"YANXIU_{name.upper()}": value for name, value in settings.items()}
    said = {"YANXIU_DATABASE_URL": urls.app, "YANXIU_SECRET": SECRET, "YANXIU_LOG_LEVEL": "ERROR"}
    command = [str(YANXIU), "serve", "--port", "0", "--no-sample", "--no-worker", "--data-dir", str(data_dir)]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if files is not None:
        command = ["prlimit", f"--nofile={files}:{hard}", *command]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, env=os.environ | said | named
    ) as process:
        try:
            yield Live(process, announced(process))
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
