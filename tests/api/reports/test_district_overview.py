"""A district's home screen: what its schools put down last, school by school and added up."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.reports.figure import figure
from domain.reports.kept_figures import TermKept
from persistence.platform.tables import school
from persistence.reports.kept_figures import SqlKeptFigures
from persistence.transaction import in_school
from tests.api.reports.test_district_figures import an_officer
from tests.scene import Caller, Scene

JUNE, JULY = datetime(2021, 6, 21, 8, tzinfo=UTC), datetime(2021, 7, 1, 8, tzinfo=UTC)


async def puts_down(app_engine: AsyncEngine, scene: Scene, at: datetime, **values: int) -> None:
    figures = [figure(key, "", value, "", "") for key, value in values.items()]
    async with in_school(app_engine, scene.school_id) as connection:
        kept = SqlKeptFigures(connection, scene.school_id)
        await kept.keep(TermKept(2020, 2), figures, final=False, as_of=at)


@pytest.fixture
async def officer(scene: Scene, elsewhere: Scene, owner: AsyncEngine) -> Caller:
    """Of a district of two schools."""
    async with owner.begin() as connection:
        its = update(school).where(school.c.id == elsewhere.school_id)
        await connection.execute(its.values(district_id=scene.district_id))
    return await an_officer(scene)


async def seen(scene: Scene, officer: Caller, **asked: Any) -> dict[str, Any]:
    path = f"/api/v1/districts/d{scene.code}/overview"
    answer = await officer.get(path, **{"school_year": 2020, "term": 2} | asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_schools_stand_by_their_code_with_what_they_put_down_and_all_are_added_up(
    scene: Scene, elsewhere: Scene, officer: Caller, app_engine: AsyncEngine
) -> None:
    await puts_down(app_engine, scene, JUNE, teachers=60, standing_behind=2, standing_at_risk=4, duties_due=9)
    said = await seen(scene, officer)
    rows = {one["code"]: one for one in said["items"]}

    assert [one["code"] for one in said["items"]] == sorted((scene.code, elsewhere.code))
    assert (said["totals"]["schools"], said["totals"]["reported"]) == (2, 1)
    assert (rows[scene.code]["at_risk"], rows[scene.code]["at_risk_share"]) == (6, "0.1000")
    assert (rows[elsewhere.code]["as_of"], rows[elsewhere.code]["at_risk"]) == (None, None)

    await puts_down(app_engine, elsewhere, JULY, teachers=20, standing_behind=6)
    totals = (await seen(scene, officer))["totals"]
    assert (totals["teachers"], totals["at_risk"], totals["duties_due"]) == (80, 12, 9)
    assert datetime.fromisoformat(totals["as_of"]) == JUNE


async def test_schools_are_paged_and_where_most_are_at_risk_stands_first(
    scene: Scene, elsewhere: Scene, officer: Caller, app_engine: AsyncEngine
) -> None:
    await puts_down(app_engine, scene, JUNE, teachers=10, standing_behind=1)
    await puts_down(app_engine, elsewhere, JUNE, teachers=10, standing_behind=3)
    for sort, wanted in (
        ("-at_risk_share", [elsewhere.code, scene.code]),
        ("code", sorted((scene.code, elsewhere.code))),
    ):
        first = await seen(scene, officer, sort=sort, limit=1)
        second = await seen(scene, officer, sort=sort, limit=1, cursor=first["next_cursor"])

        assert [one["code"] for one in first["items"] + second["items"]] == wanted
        assert first["totals"] == second["totals"]
        assert (first["has_more"], second["has_more"]) == (True, False)


async def test_what_is_put_down_again_takes_the_place_of_what_was(
    scene: Scene, officer: Caller, app_engine: AsyncEngine
) -> None:
    await puts_down(app_engine, scene, JULY, teachers=10, standing_behind=1)
    await puts_down(app_engine, scene, JUNE, teachers=99)
    assert (await seen(scene, officer))["totals"]["teachers"] == 10

    await puts_down(app_engine, scene, JULY, teachers=12)
    totals = (await seen(scene, officer))["totals"]
    assert (totals["teachers"], totals["at_risk"]) == (12, 0)


async def test_another_districts_officer_and_a_schools_office_see_no_overview(
    scene: Scene, elsewhere: Scene
) -> None:
    asked = {"school_year": 2020, "term": 2}
    path = f"/api/v1/districts/d{elsewhere.code}/overview"

    assert (await (await an_officer(scene)).get(path, **asked)).status_code == 404
    assert (await (await scene.office()).get(path, **asked)).status_code in (403, 404)
