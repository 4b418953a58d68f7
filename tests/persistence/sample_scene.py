"""The sample district, loaded once for the tests of a file."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from gateways.holidays import ChineseCalendar
from gateways.pinyin import Pinyin
from persistence.embedded import EmbeddedServer
from persistence.engine import create_engine
from persistence.provision import DatabaseUrls, provision
from persistence.sample.load import Means, Outcome, load
from tests.conftest import migrate
from tests.pooler import POOLED, Reach

MEANS = Means("not a hash", Pinyin(), ChineseCalendar())


@pytest.fixture(scope="module")
async def sample(
    server: EmbeddedServer, worker_id: str, reach: Reach, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[AsyncEngine, DatabaseUrls]]:
    """A database of its own with the sample in it, seen by its owner."""
    file = request.module.__name__.rpartition(".")[2].removeprefix("test_")
    urls = provision(server, f"{file}_{worker_id}")
    migrate(urls.owner)
    assert await load(urls.owner, lambda: MEANS) is Outcome.LOADED
    engine = create_async_engine(urls.owner, poolclass=NullPool)
    yield engine, reach(urls)
    await engine.dispose()


def bound(urls: DatabaseUrls) -> AsyncEngine:
    """As the service, bound by row-level security."""
    return create_engine(urls.app, behind_pooler=POOLED)


async def rows(engine: AsyncEngine, statement: Any) -> list[Row[Any]]:
    async with engine.connect() as connection:
        return list(await connection.execute(statement))
