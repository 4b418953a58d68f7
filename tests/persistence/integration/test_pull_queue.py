"""Of one thing one pull waits at most, whoever asks for it at the same moment."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.integration.platform import Inbound
from domain.integration.pulling import Wanted
from persistence.ids import new_id
from persistence.integration.pulls import SqlPulls
from persistence.platform.tables import operation
from persistence.transaction import in_school
from tests.scene import Scene

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)


async def test_of_five_who_ask_at_once_one_has_it_queued(scene: Scene, app_engine: AsyncEngine) -> None:
    async def start(wanted: Wanted) -> bool:
        async with in_school(app_engine, scene.school_id) as connection:
            return await SqlPulls(connection, scene.school_id, account_id=new_id()).start(wanted, at=NOW)

    catalogue, credits = Wanted(Inbound.CATALOGUE), Wanted(Inbound.PLATFORM_CREDITS, "2020")
    begun = await asyncio.gather(*(start(one) for one in [catalogue, credits] * 5))

    assert sum(begun) == 2
    assert len(await scene.rows(operation)) == 2
