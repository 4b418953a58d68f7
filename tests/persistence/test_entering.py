"""A request's transaction is begun and ended by hand: its connection goes back clean, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import NotFound
from domain.identity.actions import Action
from persistence import rows
from persistence.engine import create_engine
from persistence.provision import APP, DatabaseUrls
from persistence.timetable.tables import room
from persistence.transaction import Door, SessionOver, entered
from tests.scene import Scene

BACKEND = text("SELECT pg_backend_pid()")


def direct(urls: DatabaseUrls) -> str:
    """Past a pooler, in a pooled run too: what is looked at here is one connection of PostgreSQL."""
    return make_url(urls.owner).set(username=APP).render_as_string(hide_password=False)


@pytest.fixture(params=[False, True], ids=["direct", "behind a pooler"])
async def alone(urls: DatabaseUrls, request: pytest.FixtureRequest) -> AsyncIterator[AsyncEngine]:
    """A pool of one connection: the next to borrow gets the one just returned."""
    engine = create_engine(direct(urls), pool_size=1, behind_pooler=request.param)
    yield engine
    await engine.dispose()


async def a_door(scene: Scene) -> Door:
    caller = (await scene.office()).principal.caller(scene.code, Action.CREDIT_READ)
    return Door(caller.school_id, caller.session_id, caller.access_version)


async def state_of(engine: AsyncEngine) -> tuple[int, str]:
    """Which connection the pool lends, and in which school it would be."""
    async with engine.begin() as connection:
        school = await connection.scalar(text("SELECT current_setting('app.school_id', true)"))
        return await connection.scalar(BACKEND), school or ""


async def added(engine: AsyncEngine, door: Door, error: BaseException | None = None) -> None:
    async with entered(engine, door) as connection:
        await rows.add(connection, room, door.school_id, {"code": "401", "name": "录播室"})
        if error is not None:
            raise error


async def test_what_is_written_stays_and_the_connection_leaves_the_school(
    scene: Scene, alone: AsyncEngine
) -> None:
    backend, _ = await state_of(alone)

    await added(alone, await a_door(scene))

    assert [row.code for row in await scene.rows(room)] == ["401"]
    assert await state_of(alone) == (backend, "")


@pytest.mark.parametrize("error", [NotFound(), asyncio.CancelledError()], ids=["refused", "cancelled"])
async def test_what_is_given_up_leaves_nothing(
    scene: Scene, alone: AsyncEngine, error: BaseException
) -> None:
    with pytest.raises(type(error)):
        await added(alone, await a_door(scene), error)

    assert await scene.rows(room) == []
    assert (await state_of(alone))[1] == ""


async def test_a_sign_in_that_is_over_enters_nothing(scene: Scene, alone: AsyncEngine) -> None:
    with pytest.raises(SessionOver):
        await added(alone, replace(await a_door(scene), access_version=9))

    assert (await state_of(alone))[1] == ""


async def test_a_connection_cut_off_in_the_pool_is_passed_over(
    scene: Scene, alone: AsyncEngine, urls: DatabaseUrls
) -> None:
    door, (backend, _) = await a_door(scene), await state_of(alone)
    lent = await alone.raw_connection()
    driver: Any = lent.driver_connection
    gone = asyncio.Event()
    driver.add_termination_listener(lambda _: gone.set())
    lent.close()
    other = create_engine(direct(urls), pool_size=1)
    async with other.begin() as connection:
        await connection.execute(select(func.pg_terminate_backend(backend)))
    await other.dispose()
    await asyncio.wait_for(gone.wait(), 30)

    await added(alone, door)

    assert len(await scene.rows(room)) == 1
