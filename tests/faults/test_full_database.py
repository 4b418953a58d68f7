"""PostgreSQL has no room left: for its tables, or for its log, over which it falls."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from psycopg import sql
from sqlalchemy import NullPool
from sqlalchemy.ext.asyncio import create_async_engine

from api.app import create_app
from api.settings import Settings
from persistence.embedded import EmbeddedServer, running
from persistence.embedded_programs import account_for
from persistence.people.tables import teacher
from persistence.provision import DatabaseUrls, provision
from tests.conftest import migrate
from tests.faults.disk import Disk, small_disk
from tests.faults.world import until
from tests.scene import Caller, Scene, an_issuer, set_scene

pytestmark = pytest.mark.slow

NAME = "张" * 40
MANY = 3_000
"""Far more teachers than there is room for."""


@asynccontextmanager
async def school_in(urls: DatabaseUrls, settings: Settings) -> AsyncIterator[Scene]:
    owner, app = create_async_engine(urls.owner, poolclass=NullPool), create_app(settings, urls.app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        yield await set_scene(owner, client, await an_issuer(owner))
    await owner.dispose()


async def enter(office: Caller, number: int) -> Response:
    body = {"employee_no": f"N{number}", "name": NAME, "title": NAME, "position": NAME}
    return await office.post("teachers", body, Idempotency_Key=f"N{number}")


async def until_refused(office: Caller) -> tuple[int, Response]:
    """How many were entered, and what the next one was answered."""
    for number in range(MANY):
        answer = await enter(office, number)
        if answer.status_code != 201:
            return number, answer
    raise AssertionError("there was room for all")


@pytest.fixture
def tables_on(server: EmbeddedServer) -> Iterator[tuple[Disk, DatabaseUrls]]:
    """A database whose tables are on a small disk, and whose log is not."""
    account = account_for(server.data_dir)
    owner = str(account["user"]) if account else None
    with small_disk(64, owner=owner) as disk:
        urls = provision(server, "full")
        migrate(urls.owner)
        with psycopg.connect(server.url("postgres", "postgres", driver=""), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE TABLESPACE small LOCATION {}").format(sql.Literal(str(disk.path)))
            )
            connection.execute("ALTER DATABASE full SET TABLESPACE small".replace("full", '"full"'))
            yield disk, urls
            connection.execute('DROP DATABASE "full" WITH (FORCE)')
            connection.execute("DROP TABLESPACE small")


async def test_what_there_is_no_room_to_write_is_refused_by_name_and_the_rest_is_read(
    tables_on: tuple[Disk, DatabaseUrls], settings: Settings
) -> None:
    disk, urls = tables_on
    async with school_in(urls, settings) as school:
        office = await school.office()
        assert (await enter(office, 0)).status_code == 201
        disk.fill()
        entered, refused = await until_refused(office)

        assert (refused.status_code, refused.json()["code"]) == (503, "database_full")
        assert refused.headers["retry-after"] == "60"
        assert "没有保存" in refused.json()["detail"]
        assert (await office.get("teachers")).status_code == 200
        assert (await office.get("/readyz")).status_code == 200
        assert len(await school.rows(teacher)) == entered

        disk.empty()
        repeated = await enter(office, entered)
        assert repeated.status_code == 201
        assert "idempotency-replayed" not in repeated.headers
        assert len(await school.rows(teacher)) == entered + 1


class Fallen:
    """An embedded server on a small disk, which may have to be started again."""

    def __init__(self, disk: Disk) -> None:
        self._disk, self._stack = disk, ExitStack()
        self.start()

    def start(self) -> None:
        self.server = self._stack.enter_context(running(self._disk.path / "data"))

    def fill_log(self) -> None:
        """With what changes nothing, until the server has no room for it."""
        address = self.server.url("postgres", "postgres", driver="")
        with suppress(psycopg.Error), psycopg.connect(address, autocommit=True) as connection:
            for _ in range(200):
                connection.execute("SELECT pg_logical_emit_message(false, 'x', repeat('x', 1 << 20))")

    def leave(self) -> None:
        self._stack.close()

    @property
    def log(self) -> str:
        return Path(self._disk.path / "data" / "postgres.log").read_text(errors="replace")


@pytest.fixture
def whole_on() -> Iterator[tuple[Disk, Fallen]]:
    with small_disk(160) as disk:
        disk.path.chmod(0o755)
        fallen = Fallen(disk)
        yield disk, fallen
        fallen.leave()


async def test_a_server_that_falls_over_its_full_log_has_what_was_answered_when_there_is_room(
    whole_on: tuple[Disk, Fallen], settings: Settings
) -> None:
    disk, fallen = whole_on
    urls = await asyncio.to_thread(provision, fallen.server, "full")
    await asyncio.to_thread(migrate, urls.owner)
    async with school_in(urls, settings) as school:
        office = await school.office()
        disk.fill()
        entered, refused = await until_refused(office)
        assert refused.status_code == 503
        await asyncio.to_thread(fallen.fill_log)
        assert "PANIC" in fallen.log

        away = await enter(office, entered)
        assert (away.status_code, away.json()["code"]) == (503, "unavailable")
        assert int(away.headers["retry-after"]) > 0
        assert (await office.get("/readyz")).status_code == 503

        disk.empty()
        await asyncio.to_thread(fallen.start)

        async def is_ready() -> bool:
            return (await office.get("/readyz")).status_code == 200

        await until(is_ready)
        kept = {row.employee_no for row in await school.rows(teacher)}
        assert {f"N{number}" for number in range(entered)} <= kept
        assert (await enter(office, entered)).status_code == 201
        assert f"N{entered}" in {row.employee_no for row in await school.rows(teacher)}
