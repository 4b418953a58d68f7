"""The sample school of the service, with rows of every room: 石门中学, 2020学年第二学期."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.holidays import ChineseCalendar
from gateways.pinyin import Pinyin
from persistence.platform.tables import school
from persistence.sample.load import Means, gather
from tests.scene import Issuer, Scene


@pytest.fixture(scope="session")
async def shimen(owner: AsyncEngine, client: AsyncClient, issuer: Issuer) -> Scene:
    """Read only: the tests of this package share it."""
    shared, schools = gather(Means("not a hash", Pinyin(), ChineseCalendar()))
    async with owner.begin() as connection:
        await shared.insert(connection)
        for school_id, rows in schools:
            await connection.execute(select(func.set_school(school_id)))
            await rows.insert(connection)
        found = (await connection.execute(select(school).where(school.c.code == "shimen"))).one()
    return Scene(owner, client, issuer, found.id, found.code, found.district_id)
