"""The hot reads share SQLAlchemy's pool: what they borrow goes back as it came, or not at all."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from asyncpg import InterfaceError, PostgresError
from sqlalchemy import Uuid, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import NotFound
from domain.identity.access import Action, Caller
from persistence.engine import create_engine
from persistence.hot import Prepared, reading
from persistence.provision import DatabaseUrls
from persistence.training.ledger import IS_THERE
from persistence.transaction import SessionOver
from tests.scene import Scene

SCHOOL = bindparam("school", type_=Uuid)
SLEEP = Prepared(select(func.pg_sleep(5), SCHOOL))


@pytest.fixture
async def alone(urls: DatabaseUrls) -> AsyncIterator[AsyncEngine]:
    """A pool of one connection: the next to borrow gets the one just returned."""
    engine = create_engine(urls.app, pool_size=1)
    yield engine
    await engine.dispose()


async def a_caller(scene: Scene) -> Caller:
    return (await scene.office()).principal.caller(scene.code, Action.CREDIT_READ)


async def is_clean(engine: AsyncEngine) -> bool:
    """Whether the pool lends a connection outside any transaction that a write can use."""
    async with engine.begin() as connection:
        read_only = await connection.scalar(text("SELECT current_setting('transaction_read_only')"))
        school = await connection.scalar(text("SELECT current_setting('app.school_id', true)"))
    return read_only == "off" and not school


async def test_a_read_sees_its_school_and_leaves_nothing_behind(scene: Scene, alone: AsyncEngine) -> None:
    caller, teacher = await a_caller(scene), await scene.teacher()
    asked = {"school": scene.school_id, "teacher": teacher, "asker": None, "wide": True}

    async with reading(alone, caller) as hot:
        found = await hot.rows(IS_THERE, **asked)

    assert [row["id"] for row in found] == [teacher]
    assert await is_clean(alone)


async def test_a_refusal_inside_a_read_ends_its_transaction(scene: Scene, alone: AsyncEngine) -> None:
    caller = await a_caller(scene)

    with pytest.raises(NotFound):
        async with reading(alone, caller):
            raise NotFound()

    assert await is_clean(alone)


async def test_a_sign_in_that_is_over_reads_nothing(scene: Scene, alone: AsyncEngine) -> None:
    caller = await a_caller(scene)
    stale = Caller(**{name: getattr(caller, name) for name in caller.__slots__} | {"access_version": 9})

    with pytest.raises(SessionOver):
        async with reading(alone, stale):
            pass

    assert await is_clean(alone)


async def test_a_cancelled_read_gives_no_half_used_connection_back(scene: Scene, alone: AsyncEngine) -> None:
    caller = await a_caller(scene)

    async def read() -> None:
        async with reading(alone, caller) as hot:
            await hot.rows(SLEEP, school=scene.school_id)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await read()

    assert await is_clean(alone)


async def test_a_connection_lost_in_a_read_is_not_lent_again(scene: Scene, alone: AsyncEngine) -> None:
    caller = await a_caller(scene)
    end = Prepared(select(func.pg_terminate_backend(func.pg_backend_pid()), SCHOOL))

    async def read() -> None:
        async with reading(alone, caller) as hot:
            await hot.rows(end, school=scene.school_id)

    with pytest.raises((PostgresError, InterfaceError, OSError)):
        await read()

    assert await is_clean(alone)
