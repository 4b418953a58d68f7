"""The hot reads share SQLAlchemy's pool: what they borrow goes back as it came, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from asyncpg import InterfaceError, PostgresError
from sqlalchemy import Boolean, Text, Uuid, bindparam, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.access import Caller
from domain.identity.actions import Action
from persistence.engine import create_engine
from persistence.hot import HotReads, Prepared
from persistence.provision import DatabaseUrls
from persistence.training.ledger import IS_THERE
from persistence.transaction import SessionOver
from tests.pooler import POOLED
from tests.scene import Scene

SCHOOL: Any = bindparam("school", type_=Uuid).label("school")
SLEEP = Prepared(select(cast(func.pg_sleep(5), Text).label("slept"), SCHOOL))


def whose(scene: Scene, teacher: UUID) -> dict[str, Any]:
    return {"school": scene.school_id, "teacher": teacher, "asker": None, "wide": True}


@pytest.fixture
async def alone(urls: DatabaseUrls) -> AsyncIterator[AsyncEngine]:
    """A pool of one connection: the next to borrow gets the one just returned."""
    engine = create_engine(urls.app, pool_size=1, behind_pooler=POOLED)
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

    found = await HotReads(alone, caller).rows(IS_THERE, **whose(scene, teacher))

    assert [row["id"] for row in found] == [teacher]
    assert await is_clean(alone)


async def test_a_read_sees_no_other_school(scene: Scene, elsewhere: Scene, alone: AsyncEngine) -> None:
    """Asked for another school by name, row-level security alone gives nothing."""
    teacher = await elsewhere.teacher()

    found = await HotReads(alone, await a_caller(scene)).rows(IS_THERE, **whose(elsewhere, teacher))

    assert found == []


async def test_a_read_behind_a_pooler_answers_the_same(urls: DatabaseUrls, scene: Scene) -> None:
    engine = create_engine(urls.app, pool_size=1, behind_pooler=True)
    caller, teacher = await a_caller(scene), await scene.teacher()

    found = await HotReads(engine, caller).rows(IS_THERE, **whose(scene, teacher))

    assert [row["id"] for row in found] == [teacher]
    assert await is_clean(engine)
    await engine.dispose()


async def test_a_sign_in_that_is_over_reads_nothing(scene: Scene, alone: AsyncEngine) -> None:
    caller, teacher = await a_caller(scene), await scene.teacher()
    stale = replace(caller, access_version=9)

    with pytest.raises(SessionOver):
        await HotReads(alone, stale).rows(IS_THERE, **whose(scene, teacher))

    assert await is_clean(alone)


async def test_a_cancelled_read_gives_no_half_used_connection_back(scene: Scene, alone: AsyncEngine) -> None:
    hot = HotReads(alone, await a_caller(scene))

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await hot.rows(SLEEP, school=scene.school_id)

    assert await is_clean(alone)


async def test_a_connection_lost_in_a_read_is_not_lent_again(scene: Scene, alone: AsyncEngine) -> None:
    end = Prepared(
        select(func.pg_terminate_backend(func.pg_backend_pid(), type_=Boolean).label("ended"), SCHOOL)
    )
    hot = HotReads(alone, await a_caller(scene))

    with pytest.raises((PostgresError, InterfaceError, OSError)):
        await hot.rows(end, school=scene.school_id)

    assert await is_clean(alone)
