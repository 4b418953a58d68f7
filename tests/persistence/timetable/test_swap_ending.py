"""Swaps that end with their absence, or because something else was published first."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.timetable.changes import LessonChanges
from domain.timetable.effective import LessonKey
from domain.timetable.swap_ending import lapse_open, lapse_taking, release
from persistence.platform.messages import SqlMessages
from persistence.timetable.absence_tables import swap
from persistence.timetable.changes import SqlLessonChanges
from persistence.timetable.swaps import SqlSwapBook
from persistence.timetable.tables import lesson_change
from persistence.transaction import in_school
from tests.scene import Scene
from tests.swap_scene import MONDAY, TUESDAY, WEDNESDAY, SwapScene, at, set_swap_scene

BEFORE, AFTER = at(MONDAY, 0) - timedelta(days=3), at(MONDAY, 12)


@pytest.fixture
async def swapping(scene: Scene) -> SwapScene:
    return await set_swap_scene(scene)


def ports(connection: AsyncConnection, school_id: UUID) -> tuple[SqlSwapBook, LessonChanges, SqlMessages]:
    return (
        SqlSwapBook(connection, school_id),
        SqlLessonChanges(connection, school_id),
        SqlMessages(connection, school_id),
    )


async def accepted(swapping: SwapScene, **values: Any) -> dict[str, Any]:
    made = await swapping.proposed(**values)
    answer = await swapping.as_bo.step(f"swaps/{made['id']}/accept", version=1)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def another_missed(swapping: SwapScene) -> dict[str, Any]:
    """A second missed lesson, proposed to 陈."""
    missed = await swapping.week.lesson(1, 4, swapping.ali, subject="数学")
    return await swapping.proposed(
        lesson_id=str(missed),
        partner_lesson_id=str(swapping.chinese),
        partner_lesson_day=WEDNESDAY.isoformat(),
    )


async def states(swapping: SwapScene) -> list[str]:
    return [row.state for row in await swapping.scene.rows(swap)]


async def test_a_cancelled_absence_takes_all_its_swaps_back(
    app_engine: AsyncEngine, swapping: SwapScene
) -> None:
    done = await accepted(swapping)
    await another_missed(swapping)
    school_id = swapping.scene.school_id
    async with in_school(app_engine, school_id) as connection:
        undone = await release(*ports(connection, school_id), swapping.absence_id, now=BEFORE)
    assert [str(one.id) for one in undone] == [done["id"]]
    assert await states(swapping) == ["undone", "lapsed"]
    assert {row.state for row in await swapping.scene.rows(lesson_change)} == {"undone"}
    told = await swapping.told()
    assert told[swapping.ali, "swap_undone"] == told[swapping.bo, "swap_undone"] == 1
    assert told[swapping.ali, "swap_lapsed"] == told[swapping.chen, "swap_lapsed"] == 1


@pytest.mark.parametrize(
    ("day", "now", "after"),
    [
        pytest.param(MONDAY, BEFORE, ["undone", "proposed"], id="of that lesson alone"),
        pytest.param(TUESDAY, BEFORE, ["accepted", "proposed"], id="of a lesson without"),
        pytest.param(MONDAY, AFTER, ["accepted", "proposed"], id="not once a lesson has begun"),
    ],
)
async def test_swaps_of_some_lessons_are_taken_back(
    app_engine: AsyncEngine, swapping: SwapScene, day: date, now: datetime, after: list[str]
) -> None:
    await accepted(swapping)
    await another_missed(swapping)
    school_id, lessons = swapping.scene.school_id, [LessonKey(swapping.mathematics, day)]
    async with in_school(app_engine, school_id) as connection:
        await release(*ports(connection, school_id), swapping.absence_id, lessons=lessons, now=now)
    assert await states(swapping) == after


async def test_an_absence_that_goes_to_cover_keeps_what_was_agreed(
    app_engine: AsyncEngine, swapping: SwapScene
) -> None:
    await accepted(swapping)
    await another_missed(swapping)
    school_id = swapping.scene.school_id
    async with in_school(app_engine, school_id) as connection:
        swaps, _, messages = ports(connection, school_id)
        lapsed = await lapse_open(swaps, messages, swapping.absence_id, now=BEFORE)
        assert await lapse_open(swaps, messages, swapping.absence_id, now=BEFORE) == []
    assert len(lapsed) == 1
    assert await states(swapping) == ["accepted", "lapsed"]


@pytest.mark.parametrize("taken", ["the missed lesson", "the partner's", "another"])
async def test_what_is_published_lets_the_proposals_for_its_lessons_lapse(
    app_engine: AsyncEngine, swapping: SwapScene, taken: str
) -> None:
    await swapping.proposed()
    key = {
        "the missed lesson": LessonKey(swapping.mathematics, MONDAY),
        "the partner's": LessonKey(swapping.english, TUESDAY),
        "another": LessonKey(swapping.english, TUESDAY + timedelta(days=7)),
    }[taken]
    school_id = swapping.scene.school_id
    async with in_school(app_engine, school_id) as connection:
        swaps, _, messages = ports(connection, school_id)
        await lapse_taking(swaps, messages, [key], now=BEFORE)
    assert await states(swapping) == ["proposed" if taken == "another" else "lapsed"]
