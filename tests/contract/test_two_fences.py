"""Two fences stand around a school: its own WHERE, and row-level security. Either alone holds."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api.app import create_app
from api.settings import Settings
from persistence import hot, statements
from persistence.embedded import EmbeddedServer
from persistence.ids import new_id
from persistence.people.tables import teacher
from persistence.provision import provision
from persistence.tables import metadata
from persistence.transaction import in_school
from tests.conftest import migrate
from tests.contract.population import populate
from tests.contract.test_isolation import walk_ids
from tests.contract.test_schema import TENANT
from tests.pooler import Reach
from tests.scene import Scene, an_issuer, set_scene

pytestmark = pytest.mark.untraced

OWN_SCHOOL = re.compile(r"\b[\w.]*school_id = (\$\d+(?:::\w+)?)")


def forgetful(statement: str) -> str:
    """The statement with every comparison of a school to a parameter left out."""
    return OWN_SCHOOL.sub(r"(\1 IS NOT NULL)", statement)


@pytest.fixture
def without_where(app_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    changed: list[str] = []

    def forget(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> tuple[str, Any]:
        if OWN_SCHOOL.search(statement):
            changed.append(statement)
        return forgetful(statement), parameters

    event.listen(app_engine.sync_engine, "before_cursor_execute", forget, retval=True)
    driven = statements.asked

    async def asked(engine: Any, driver: Any, sql: str, *more: Any) -> Any:
        if OWN_SCHOOL.search(sql):
            changed.append(sql)
        return await driven(engine, driver, forgetful(sql), *more)

    for module in (statements, hot):
        monkeypatch.setattr(module, "asked", asked)
    yield changed
    event.remove(app_engine.sync_engine, "before_cursor_execute", forget)


@pytest.fixture
async def unfenced(
    server: EmbeddedServer, settings: Settings, worker_id: str, reach: Reach
) -> AsyncIterator[tuple[Scene, Scene]]:
    """Two schools in a database of which every policy was taken away."""
    urls = provision(server, f"unfenced_{worker_id}_{new_id().hex[-8:]}")
    migrate(urls.owner)
    owner = create_async_engine(urls.owner)
    async with owner.begin() as connection:
        for table in TENANT:
            await connection.execute(text(f"ALTER TABLE {table.name} NO FORCE ROW LEVEL SECURITY"))
            await connection.execute(text(f"ALTER TABLE {table.name} DISABLE ROW LEVEL SECURITY"))
    app = create_app(settings, reach(urls).app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        issuer = await an_issuer(owner)
        yield await set_scene(owner, client, issuer), await set_scene(owner, client, issuer)
    await owner.dispose()


async def test_row_level_security_holds_where_every_query_forgets_the_school(
    scene: Scene, elsewhere: Scene, without_where: list[str]
) -> None:
    theirs = await populate(elsewhere)

    await walk_ids(await scene.both_offices(), scene.code, dict(theirs))

    assert without_where


async def test_every_query_names_the_school_where_row_level_security_is_gone(
    unfenced: tuple[Scene, Scene], app: FastAPI
) -> None:
    ours, theirs = unfenced

    await walk_ids(await ours.both_offices(), ours.code, dict(await populate(theirs)))


async def test_one_table_read_without_its_school_is_found(
    unfenced: tuple[Scene, Scene], app: FastAPI
) -> None:
    """Otherwise nobody knew whether the walk could find anything: one statement forgets, and it is named."""
    ours, theirs = unfenced
    forgotten: list[str] = []

    def forget(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> tuple[str, Any]:
        if "FROM course " not in statement.replace("\n", " "):
            return statement, parameters
        forgotten.append(statement)
        return forgetful(statement), parameters

    event.listen(Engine, "before_cursor_execute", forget, retval=True)
    try:
        with pytest.raises(AssertionError, match="/courses/"):
            await walk_ids(await ours.both_offices(), ours.code, dict(await populate(theirs)))
    finally:
        event.remove(Engine, "before_cursor_execute", forget)
    assert forgotten


async def test_a_bare_query_sees_no_row_of_another_school(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine
) -> None:
    await populate(elsewhere)

    async with in_school(app_engine, scene.school_id) as connection:
        for table in TENANT:
            assert await connection.scalar(select(func.count()).select_from(table)) == 0, table.name


async def test_outside_any_school_there_is_nothing(elsewhere: Scene, app_engine: AsyncEngine) -> None:
    await populate(elsewhere)

    async with app_engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(metadata.tables["teacher"])) == 0


async def test_the_school_of_one_request_is_not_there_in_the_next(
    elsewhere: Scene, app_engine: AsyncEngine
) -> None:
    """The setting ends with its transaction, on whichever pooled connection it was made."""
    await elsewhere.teacher()
    for _ in range(app_engine.pool.size() + 1):  # type: ignore[attr-defined]
        async with in_school(app_engine, elsewhere.school_id) as connection:
            assert await connection.scalar(select(func.count()).select_from(teacher)) == 1
        async with app_engine.begin() as connection:
            assert await connection.scalar(select(func.count()).select_from(teacher)) == 0
