"""A statement that takes long is logged with what it was run for, and without what it was given."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import structlog
from fastapi import FastAPI, Request
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import Text, Uuid, bindparam, cast, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from api import logs
from api.app import create_app
from api.figures import Figures
from api.settings import Settings
from api.wiring import watching
from api.wiring.watching import Watcher
from domain.identity.actions import Action
from persistence.engine import create_engine
from persistence.hot import HotReads, Prepared, ReadsWithin
from persistence.provision import DatabaseUrls
from persistence.transaction import in_school
from tests.api.test_logs import left_as_found
from tests.pooler import POOLED
from tests.scene import Scene

__all__ = ["left_as_found"]

SLEEP = "SELECT :name AS name FROM pg_sleep(0.06)"
NAME = {"name": "张伟"}
Said = Callable[[], list[dict[str, Any]]]
HOT = Prepared(
    select(
        cast(func.pg_sleep(0.06), Text).label("slept"),
        cast(bindparam("name", type_=Text), Text).label("name"),
        bindparam("school", type_=Uuid).label("school"),
    )
)


@pytest.fixture
def said(left_as_found: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """What was said of slow statements since it was last asked; to be asked before too, which configures."""

    def lines() -> list[dict[str, Any]]:
        logs.configure("WARNING", "json")
        monkeypatch.setattr(watching, "log", structlog.get_logger("yanxiu.statement"))
        err = capsys.readouterr().err
        assert "张伟" not in err
        assert "\\u5f20" not in err
        found = [json.loads(line) for line in err.splitlines()]
        return [one for one in found if one["event"] == "slow_statement"]

    return lines


@pytest.fixture
async def engine(urls: DatabaseUrls) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(
        urls.app, behind_pooler=POOLED, watch=Watcher(Figures(), slow_ms=50), name="yanxiu-tests"
    )
    yield engine
    await engine.dispose()


async def test_it_is_logged_with_its_text_time_rows_and_backend(engine: AsyncEngine, said: Said) -> None:
    assert said() == []
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
        await connection.execute(text(SLEEP), NAME)
        backend = await connection.scalar(text("SELECT pg_backend_pid()"))

    (line,) = said()
    assert line["statement"] == "SELECT $1 AS name FROM pg_sleep(0.06)"
    assert (line["rows"], line["room"]) == (1, "none")
    assert line["backend_pid"] == (None if POOLED else backend)
    assert 60 <= line["ms"] < 5_000


async def test_one_that_fails_after_long_is_logged_too(engine: AsyncEngine, said: Said) -> None:
    assert said() == []
    failing = text("SELECT 1 / (length(:name) - 2 + length(pg_sleep(0.06)::text))")

    async with engine.connect() as connection:
        with pytest.raises(DBAPIError):
            await connection.execute(failing, NAME)

    (line,) = said()
    assert line["rows"] is None


async def test_a_hot_read_is_logged_alike(engine: AsyncEngine, scene: Scene, said: Said) -> None:
    assert said() == []
    caller = (await scene.office()).principal.caller(scene.code, Action.CREDIT_READ)

    await HotReads(engine, caller).rows(HOT, school=scene.school_id, **NAME)
    async with in_school(engine, scene.school_id) as connection:
        await ReadsWithin(connection).rows(HOT, school=scene.school_id, **NAME)

    alone, within = said()
    assert "pg_sleep" in alone["statement"]
    assert (alone["rows"], within["rows"]) == (1, 1)
    assert (alone["backend_pid"] is None) is POOLED


async def test_behind_a_pooler_no_process_is_named(urls: DatabaseUrls, said: Said) -> None:
    """The driver knows the pooler's number for it, by which PostgreSQL has nobody, or somebody else."""
    assert said() == []
    engine = create_engine(urls.app, behind_pooler=True, watch=Watcher(Figures(), slow_ms=50))
    async with engine.connect() as connection:
        await connection.execute(text(SLEEP), NAME)
    await engine.dispose()

    (line,) = said()
    assert line["backend_pid"] is None


async def test_zero_logs_none(urls: DatabaseUrls, said: Said) -> None:
    assert said() == []
    engine = create_engine(urls.app, behind_pooler=POOLED, watch=Watcher(Figures(), slow_ms=0))
    async with engine.connect() as connection:
        await connection.execute(text(SLEEP), NAME)
    await engine.dispose()

    assert said() == []


async def test_it_names_the_request_it_was_run_for(
    urls: DatabaseUrls, settings: Settings, said: Said
) -> None:
    app = create_app(settings.model_copy(update={"slow_query_ms": 50}), urls.app)
    assert said() == []

    async def slow(request: Request) -> None:
        async with request.app.state.engine.connect() as connection:
            await connection.execute(text(SLEEP), NAME)

    app.add_api_route("/slow/{id}", slow, tags=["training"], include_in_schema=False)
    page = await _asked(app)

    (line,) = said()
    assert (line["request_id"], line["route"], line["room"]) == (
        "from-the-gateway-1",
        "/slow/{id}",
        "training",
    )
    assert 'yanxiu_slow_statements_total{room="training"} 1.0' in page


async def _asked(app: FastAPI) -> str:
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        await client.get("/slow/7", headers={"X-Request-Id": "from-the-gateway-1"})
        return (await client.get("/metrics")).text


async def test_postgresql_knows_the_process_by_name(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.scalar(text("SHOW application_name")) == "yanxiu-tests"
