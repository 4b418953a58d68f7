"""An import and a change published at the same moment: whoever is second sees the first."""

import asyncio
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.timetable.held import hold_days
from persistence.timetable.tables import lesson
from persistence.transaction import in_school
from tests.api.timetable.test_lessons import changed
from tests.api.timetable.timetables import affairs, imported, previewed, rows_of, some_teachers
from tests.scene import Scene
from tests.timetable_scene import MONDAY, a_week

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


async def somebody_waits(app_engine: AsyncEngine) -> None:
    """A role sees of its own connections alone what they wait for."""
    async with asyncio.timeout(30), app_engine.connect() as connection:
        while not await connection.scalar(WAITING):
            await connection.rollback()


async def test_an_import_waits_for_who_publishes_a_change_and_then_sees_it(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    week, office = await a_week(scene), await affairs(scene)
    await week.school_class("701")
    people = await some_teachers(scene, "张伟", "李四")
    await imported(office, rows_of("周一 1 - - 数学 张伟 701", "周一 2 - - 数学 张伟 701"))
    gone = next(row.id for row in await scene.rows(lesson) if row.period_no == 1)
    preview = await previewed(office, rows_of("周一 2 - - 数学 张伟 701"))

    async with in_school(app_engine, scene.school_id) as publishing:
        await hold_days(publishing, scene.school_id, [MONDAY])
        commit = asyncio.create_task(office.step(f"timetable-imports/{preview['id']}/commit", version=1))
        await somebody_waits(app_engine)
        await changed(week, gone, people["张伟"], people["李四"])
    answer = await commit

    assert (answer.status_code, answer.json()["code"]) == (409, "timetable_lessons_changed")
    assert gone in [row.id for row in await scene.rows(lesson)]


async def test_of_two_imports_of_one_day_the_second_plans_against_the_first(scene: Scene) -> None:
    week, office = await a_week(scene, since=date(2021, 2, 1)), await affairs(scene)
    await week.school_class("701")
    await some_teachers(scene, "张伟")
    previews = [await previewed(office, rows_of(f"周一 {period} - - 数学 张伟 701")) for period in (1, 2)]

    answers = await asyncio.gather(
        *(office.step(f"timetable-imports/{one['id']}/commit", version=1) for one in previews)
    )

    assert [one.status_code for one in answers] == [200, 200]
    assert sorted(one.json()["counts"]["timetables"]["created"] for one in answers) == [0, 1]
    assert len(await scene.rows(lesson)) == 1
