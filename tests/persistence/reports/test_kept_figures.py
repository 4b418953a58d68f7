"""Figures put down for the district: the newest stand, and no school sees another's."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.reports.figure import figure
from domain.reports.kept_figures import TermKept
from persistence.reports.kept_figures import SqlDistrictFigures, SqlKeptFigures
from persistence.transaction import NOWHERE, in_school
from tests.scene import Scene

JUNE = datetime(2021, 6, 21, 8, 0, tzinfo=UTC)
TERM = TermKept(2020, 2)


async def test_what_is_put_down_late_does_not_take_the_place_of_what_is_newer(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    async def keep(value: int, at: datetime) -> None:
        async with in_school(app_engine, scene.school_id) as connection:
            told = [figure("awards", "获奖", value, "项", "awards")]
            await SqlKeptFigures(connection, scene.school_id).keep(TERM, told, final=False, as_of=at)

    for value, at in ((1, JUNE), (2, JUNE + timedelta(hours=1)), (3, JUNE - timedelta(hours=1))):
        await keep(value, at)

    async with in_school(app_engine, NOWHERE) as connection:
        (kept,) = await SqlDistrictFigures(connection, scene.district_id).of_term(TERM)
    assert (kept.as_of, {one.key: one.value for one in kept.figures}) == (
        JUNE + timedelta(hours=1),
        {"awards": Decimal(2)},
    )


async def test_a_school_sees_no_other_schools_figures(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine
) -> None:
    async with in_school(app_engine, elsewhere.school_id) as connection:
        told = [figure("awards", "获奖", 5, "项", "awards")]
        await SqlKeptFigures(connection, elsewhere.school_id).keep(TERM, told, final=False, as_of=JUNE)

    async with in_school(app_engine, scene.school_id) as connection:
        (other,) = await SqlDistrictFigures(connection, elsewhere.district_id).of_term(TERM)
    assert (other.as_of, other.figures) == (None, [])
