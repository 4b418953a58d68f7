"""A real PostgreSQL for the run; the app connected as the role that row-level security binds.

Tests do not clean up: each works in a school of its own, which no other test sees.
"""

import fcntl
import gc
import sys
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import Connection, Delete, Insert, Update, event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api.app import create_app
from api.settings import Settings
from domain.identity.principal import Principal
from persistence.changes import NOTED
from persistence.embedded import EmbeddedServer, running
from persistence.engine import create_engine
from persistence.ids import new_id
from persistence.provision import APP, DatabaseUrls, provision
from persistence.statements import concerned
from tests.district_platform import district_platform as district_platform
from tests.district_platform import platform_server as platform_server
from tests.district_platform import sample_platform as sample_platform
from tests.pooler import POOLED, Reach, reaching
from tests.scene import Issuer, Scene, an_issuer, set_scene
from tests.told import RowsSetDirectly, listen, untold, versions

ROOT = Path(__file__).parents[1]


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end; garbage collection need not go through it again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Coverage looks away from what is `untraced`. (`no_cover` would end its look at running threads too.)"""
    if item.get_closest_marker("untraced") is None:
        return (yield)
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[EmbeddedServer]:
    """One server for the run, whichever of its processes comes first."""
    base = tmp_path_factory.getbasetemp()
    with running((base if worker_id == "master" else base.parent) / "postgres", durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def reach(server: EmbeddedServer) -> Iterator[Reach]:
    """How the service finds a database of the run's server, for who makes one of his own."""
    with reaching(server) as reach:
        yield reach


@pytest.fixture(scope="session")
def urls(server: EmbeddedServer, worker_id: str, reach: Reach) -> DatabaseUrls:
    """A database for each process of the run, made by the migrations."""
    with (server.data_dir / "provision.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        urls = provision(server, f"yanxiu_{worker_id}")
        migrate(urls.owner)
    return reach(urls)


def migrate(owner_url: str, revision: str = "head") -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = owner_url
    command.upgrade(config, revision)


@pytest.fixture(scope="session")
async def owner(urls: DatabaseUrls) -> AsyncIterator[AsyncEngine]:
    """Sees every school: for setting a scene, never for the app."""
    engine = create_async_engine(urls.owner)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def issuer(owner: AsyncEngine) -> Issuer:
    return await an_issuer(owner)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        secret="a secret of the tests",
        rate_per_minute=1_000_000,
        sign_in_per_minute=1_000_000,
        calendar_per_minute=1_000_000,
        pages_per_minute=1_000_000,
        callbacks_per_minute=1_000_000,
        private_hosts=("localhost",),
        behind_pooler=POOLED,
        log_level="ERROR",
    )


def refuse_unnoted(engine: AsyncEngine) -> None:
    """No statement changes a resource of the catalogue past `persistence.changes.write`, in any test."""

    def check(_: Any, statement: Any, __: Any, ___: Any, options: Any) -> None:
        if isinstance(statement, Insert | Update | Delete) and concerned(statement) is not None:
            assert NOTED in options, f"through persistence.changes.write, please: {statement}"

    event.listen(engine.sync_engine, "before_execute", check)


@pytest.fixture(scope="session")
async def app(urls: DatabaseUrls, settings: Settings, issuer: Issuer) -> AsyncIterator[FastAPI]:
    app = create_app(settings, urls.app)
    async with app.router.lifespan_context(app):
        refuse_unnoted(app.state.engine)
        # The first request fetches the key that tokens are verified by: here, so that no test counts it.
        await app.state.tokens.principal(issuer.issue(Principal(new_id(), new_id(), 1, ())))
        yield app


@pytest.fixture(scope="session")
async def app_engine(app: FastAPI) -> AsyncEngine:
    """The service's own engine, bound by row-level security."""
    engine: AsyncEngine = app.state.engine
    return engine


@pytest.fixture(scope="session")
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield client


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "Give every school a webhook, and see after each test that it was told of every change."
    parser.addoption("--tell-all", action="store_true", help=said)


@pytest.fixture(scope="session")
def set_directly(owner: AsyncEngine) -> RowsSetDirectly:
    return RowsSetDirectly(owner)


@pytest.fixture
async def scene(
    owner: AsyncEngine, client: AsyncClient, issuer: Issuer, request: pytest.FixtureRequest
) -> AsyncIterator[Scene]:
    """A fresh school with nobody in it."""
    scene = await set_scene(owner, client, issuer)
    if not request.config.getoption("--tell-all") or "webhooks" in request.node.nodeid:  # they have their own
        yield scene
        return
    set_directly: RowsSetDirectly = request.getfixturevalue("set_directly")
    await listen(scene)
    yield scene
    assert await untold(scene, set_directly.versions_of(await versions(scene))) == {}


@pytest.fixture
async def elsewhere(owner: AsyncEngine, client: AsyncClient, issuer: Issuer) -> Scene:
    """Another school, for what must not be seen."""
    return await set_scene(owner, client, issuer)


@pytest.fixture
async def clock_engine(
    urls: DatabaseUrls, owner: AsyncEngine, scene: Scene, settings: Settings
) -> AsyncIterator[AsyncEngine]:
    """The service's engine for what goes through every school: only those this test made, from `scene` on.

    A view in front of the table hides the others of the run, or such a job would take longer the more tests
    there are.
    """
    here = f"from_{scene.code}_on"
    async with owner.begin() as connection:
        for statement in (
            f"CREATE SCHEMA {here}",
            f"CREATE VIEW {here}.school AS SELECT * FROM public.school WHERE id >= '{scene.school_id}'",
            f"GRANT USAGE ON SCHEMA {here} TO {APP}",
            f"GRANT SELECT ON {here}.school TO {APP}",
        ):
            await connection.execute(text(statement))
    engine = create_engine(urls.app, behind_pooler=settings.behind_pooler)

    @event.listens_for(engine.sync_engine, "begin")
    def look_here(connection: Connection) -> None:
        """In each transaction: a session's path would stay with the pooler, for whoever comes next."""
        connection.exec_driver_sql(f"SET LOCAL search_path TO {here}, public")

    refuse_unnoted(engine)
    yield engine
    await engine.dispose()
    async with owner.begin() as connection:
        await connection.execute(text(f"DROP SCHEMA {here} CASCADE"))
