"""Several at once: one part of a group, versions without gaps, nothing handed in behind a closing."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.themes.following import follow_schools
from persistence.themes.tables import group_theme, nine_ones, theme, theme_material
from persistence.transaction import in_school
from tests.persistence.timetable.test_import_locks import somebody_waits
from tests.scene import Scene
from tests.theme_scene import LESSON, Hands, ThemeScene, at_two, done, set_theme_scene


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(at_two()), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def research(scene: Scene, hands: Hands, app: FastAPI) -> ThemeScene:
    return await set_theme_scene(scene, hands, app)


async def test_of_many_who_enter_a_group_one_does(research: ThemeScene) -> None:
    theme = await research.theme()
    body = {"theme_id": theme["id"], "subject_group_id": str(research.maths.id), "question": "问"}

    answers = await asyncio.gather(*(research.office.post("group-themes", body) for _ in range(5)))

    assert Counter(one.status_code for one in answers) == {201: 1, 409: 4}
    assert len(await research.scene.rows(group_theme)) == 1


async def test_many_who_hand_in_at_once_make_versions_without_gaps(research: ThemeScene) -> None:
    (part,) = await research.running(research.maths)
    activity = await research.activity(research.maths, part)
    body = {"kind": "record", "activity_id": activity["id"], "text": LESSON}

    answers = await asyncio.gather(
        *(research.maths.leader.post(f"group-themes/{part['id']}/materials", body) for _ in range(6))
    )

    assert {one.status_code for one in answers} == {201}
    assert sorted(row.number for row in await research.scene.rows(theme_material)) == [1, 2, 3, 4, 5, 6]


async def test_who_hands_in_waits_for_who_closes_the_theme_and_sees_it(
    research: ThemeScene, app_engine: AsyncEngine
) -> None:
    (part,) = await research.running(research.maths)
    activity = await research.activity(research.maths, part)
    body = {"kind": "record", "activity_id": activity["id"], "text": LESSON}
    of_theme = (theme.c.school_id == research.scene.school_id, theme.c.id == UUID(part["theme_id"]))

    async with in_school(app_engine, research.scene.school_id) as closing:
        await closing.execute(update(theme).where(*of_theme).values(state="closed", closed_at=at_two()))
        handing = asyncio.create_task(
            research.maths.leader.post(f"group-themes/{part['id']}/materials", body)
        )
        await somebody_waits(app_engine)

    answer = await handing
    assert (answer.status_code, answer.json()["code"]) == (409, "theme_not_running")
    assert await research.scene.rows(theme_material) == []


async def test_of_two_versions_published_at_once_each_has_its_number_or_is_refused(
    research: ThemeScene,
) -> None:
    slots = [{"key": f"s{n}", "title": f"第{n}项", "asked": "一份"} for n in range(1, 10)]
    body = {"title": "我校", "from_term_id": str(research.term_id), "slots": slots}

    answers = await asyncio.gather(*(research.office.post("nine-ones", body) for _ in range(4)))

    taken = [one for one in answers if one.status_code == 201]
    numbers = sorted(row.number for row in await research.scene.rows(nine_ones))
    assert numbers == list(range(1, len(taken) + 1))
    assert {one.json()["code"] for one in answers if one.status_code != 201} <= {"nine_ones_number_taken"}


async def test_two_workers_who_follow_the_members_at_once_add_each_once(
    research: ThemeScene, clock_engine: AsyncEngine
) -> None:
    (part,) = await research.running(research.maths)
    activity = await research.activity(research.maths, part)
    await research.scene.teacher("赵敏", subject_group_id=research.maths.id)

    await asyncio.gather(*(follow_schools(clock_engine, now=at_two()) for _ in range(4)))

    assert done(await research.office.get(f"activities/{activity['id']}"))["expected"] == 4
