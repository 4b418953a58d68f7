"""What is handed to the platform as disputed."""

from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.reconciliation.line import Dispute
from persistence.reconciliation.disputes import SqlDisputes
from persistence.transaction import in_school
from tests.reconciliation_scene import Listed, ReconciliationScene, set_reconciliation_scene
from tests.scene import Scene


@pytest.fixture
async def books(scene: Scene) -> ReconciliationScene:
    return await set_reconciliation_scene(scene)


async def test_what_is_kept_is_disputed_until_the_platform_agrees(
    books: ReconciliationScene, app_engine: AsyncEngine
) -> None:
    async def found(school_year: int = 2020) -> list[Dispute]:
        async with in_school(app_engine, books.scene.school_id) as connection:
            return list(await SqlDisputes(connection, books.scene.school_id).of(school_year))

    zhang = await books.scene.teacher("张伟", employee_no="3002")
    li = await books.scene.teacher("李娜", employee_no="3001")
    ours = await books.awarded(li)
    await books.listed(Listed(zhang, "4.00"), Listed(zhang, "1.00", ref="P-2"))
    await books.run()
    assert await found() == []
    for line in await books.lines(state="open"):
        if line["course_key"] != "P-2":
            await books.decide(line, "keep_ours", "已核")

    first, second = await found()

    assert second == Dispute("3002", "张伟", "P-1", "新课程标准解读", None, Decimal(4), "已核")
    assert (first.employee_no, first.ours, first.theirs) == ("3001", Decimal(10), None)
    assert await found(2021) == []
    await books.listed(Listed(li, "10.00", ours))
    await books.run()
    assert await found() == []
