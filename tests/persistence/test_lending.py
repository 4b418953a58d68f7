"""Who waits for a connection of the pool gets it in their turn, and one that nobody takes is not lost."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.engine import create_engine, lent
from persistence.provision import APP, DatabaseUrls
from persistence.watching import CountedPool


@pytest.fixture
async def alone(urls: DatabaseUrls) -> AsyncIterator[AsyncEngine]:
    """A pool of one connection, whom nobody waits long for."""
    url = make_url(urls.owner).set(username=APP).render_as_string(hide_password=False)
    engine = create_engine(url, pool_size=1, pool_wait=0.2)
    yield engine
    await engine.dispose()


def pool_of(engine: AsyncEngine) -> CountedPool:
    pool = engine.sync_engine.pool
    assert isinstance(pool, CountedPool)
    return pool


async def in_line(engine: AsyncEngine, number: int) -> None:
    """Who has just asked stands there after their first step."""
    await asyncio.sleep(0)
    assert pool_of(engine).waiting == number


async def test_who_asked_first_is_served_first_whichever_way_they_asked(alone: AsyncEngine) -> None:
    held, served = await lent(alone), list[int]()

    async def by_the_driver(number: int) -> None:
        (await lent(alone)).close()
        served.append(number)

    async def through_core(number: int) -> None:
        async with alone.connect() as connection:
            await connection.execute(text("SELECT 1"))
            served.append(number)

    waiting = []
    for number, asking in enumerate([by_the_driver, through_core, by_the_driver, through_core]):
        waiting.append(asyncio.create_task(asking(number)))
        await in_line(alone, number + 1)
    held.close()
    await asyncio.gather(*waiting)

    assert served == [0, 1, 2, 3]
    assert pool_of(alone).checkedin() == 1


async def test_one_handed_over_to_somebody_who_has_just_gone_goes_back(alone: AsyncEngine) -> None:
    held = await lent(alone)
    leaving = asyncio.create_task(lent(alone))
    await in_line(alone, 1)
    held.close()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving

    assert pool_of(alone).checkedin() == 1


async def test_who_left_the_line_is_passed_over(alone: AsyncEngine) -> None:
    held = await lent(alone)
    leaving, staying = (asyncio.create_task(lent(alone)) for _ in range(2))
    await in_line(alone, 2)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    held.close()
    (await staying).close()

    assert pool_of(alone).checkedin() == 1


async def test_nobody_waits_for_ever(alone: AsyncEngine) -> None:
    held = await lent(alone)
    with pytest.raises(PoolTimeout):
        await lent(alone)
    held.close()

    (await lent(alone)).close()
    assert pool_of(alone).waiting == 0


async def test_one_given_up_leaves_room_for_another(alone: AsyncEngine) -> None:
    held = await lent(alone)
    waiting = asyncio.create_task(lent(alone))
    await in_line(alone, 1)
    held.invalidate()
    held.close()

    made = await waiting
    assert made.driver_connection is not None
    made.close()
