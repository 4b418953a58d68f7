"""What the clock fetches from the platform at night."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.training.selection import RoundState
from persistence.integration.pulls import fetch_from_platform
from persistence.platform.tables import operation
from persistence.training.tables import selection_round
from tests.api.integration.connecting import connected
from tests.scene import Caller, Scene

NIGHT = datetime(2021, 3, 31, 18, 27, tzinfo=UTC)
"""At school it is 1 April, 2:27."""


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.office()


async def a_round(scene: Scene, code: str, state: RoundState) -> None:
    await scene.add(
        selection_round,
        code=code,
        title=code,
        opens_at=NIGHT - timedelta(days=30),
        closes_at=NIGHT,
        frozen_days=3,
        state=state,
    )


async def queued(scene: Scene) -> list[tuple[str, str | None]]:
    return [(row.arguments["kind"], row.arguments["about"]) for row in await scene.rows(operation)]


async def test_at_night_all_that_may_have_changed_is_fetched_once(
    scene: Scene, elsewhere: Scene, office: Caller, clock_engine: AsyncEngine
) -> None:
    await connected(office, fetch_nightly=True)
    await connected(await elsewhere.office())
    await scene.year(2020)
    await a_round(scene, "R2", RoundState.SUBMITTED)
    await a_round(scene, "R1", RoundState.SUBMITTED)
    await a_round(scene, "R0", RoundState.FINISHED)
    await a_round(scene, "R3", RoundState.CLOSED)

    begun = [await fetch_from_platform(clock_engine, now=NIGHT + timedelta(hours=hour)) for hour in range(3)]

    assert begun == [5, 0, 0]
    assert await queued(scene) == [
        ("catalogue", None),
        ("selection_results", "R1"),
        ("selection_results", "R2"),
        ("platform_credits", "2020"),
        ("evaluations", "2020"),
    ]
    assert await queued(elsewhere) == []
    assert {row.account_id for row in await scene.rows(operation)} == {office.principal.account_id}


async def test_the_next_night_fetches_again_when_the_last_is_through(
    scene: Scene, office: Caller, clock_engine: AsyncEngine
) -> None:
    await connected(office, fetch_nightly=True)

    assert await fetch_from_platform(clock_engine, now=NIGHT) == 1  # no school year, no rounds
    async with scene.owner.begin() as connection:
        own = operation.c.school_id == scene.school_id
        await connection.execute(update(operation).where(own).values(state="succeeded"))
    assert await fetch_from_platform(clock_engine, now=NIGHT + timedelta(hours=21)) == 0
    assert await fetch_from_platform(clock_engine, now=NIGHT + timedelta(days=1)) == 1


async def test_a_connection_that_is_off_fetches_nothing_at_night(
    scene: Scene, office: Caller, clock_engine: AsyncEngine
) -> None:
    await connected(office, fetch_nightly=True, enabled=False)

    assert await fetch_from_platform(clock_engine, now=NIGHT) == 0
