"""Awards that another room brings: entered confirmed, an author's report taken up, voided."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.works.award import Prize
from domain.works.awards import AwardGiven
from domain.works.work import WorkLevel
from persistence.ids import new_id
from persistence.transaction import in_school
from persistence.works.awards import SqlAwardBook
from persistence.works.tables import award, work
from tests.scene import Scene

NOW = datetime(2021, 6, 1, tzinfo=UTC)
GIVEN = (WorkLevel.CITY, Prize.SECOND, "嘉兴市教科院", date(2021, 5, 20))


async def test_a_result_is_entered_once_and_can_be_voided(scene: Scene, app_engine: AsyncEngine) -> None:
    work_id = await scene.add(work, kind="paper", title="生本课堂", entered_at=NOW)
    account_id = new_id()

    async with in_school(app_engine, scene.school_id) as connection:
        book = SqlAwardBook(connection, scene.school_id)
        made = await book.enter_confirmed(work_id, *GIVEN, account_id, NOW)
    async with in_school(app_engine, scene.school_id) as connection:
        again = SqlAwardBook(connection, scene.school_id).enter_confirmed(work_id, *GIVEN, account_id, NOW)
        with pytest.raises(AwardGiven):
            await again
        await connection.rollback()
    async with in_school(app_engine, scene.school_id) as connection:
        book = SqlAwardBook(connection, scene.school_id)
        await book.void(made, "撤销成绩")
        await book.void(made, "又一次")
        anew = await book.enter_confirmed(work_id, *GIVEN, account_id, NOW)

    first, second = await scene.rows(award)
    assert (first.id, first.state, first.voided_because, first.version) == (made, "voided", "撤销成绩", 2)
    assert (second.id, second.state, second.confirmed_by) == (anew, "confirmed", account_id)


async def test_an_authors_report_is_confirmed_with_the_prize_that_was_given(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    work_id = await scene.add(work, kind="paper", title="生本课堂", entered_at=NOW)
    given = {"level": "city", "prize": "first", "issuer": GIVEN[2], "awarded_on": GIVEN[3]}
    entered = {"state": "reported", "account_id": new_id(), "entered_at": NOW}
    reported = await scene.add(award, work_id=work_id, **given, **entered)

    async with in_school(app_engine, scene.school_id) as connection:
        book = SqlAwardBook(connection, scene.school_id)
        assert await book.enter_confirmed(work_id, *GIVEN, new_id(), NOW) == reported

    (row,) = await scene.rows(award)
    assert (row.state, row.prize, row.version) == ("confirmed", "second", 2)
