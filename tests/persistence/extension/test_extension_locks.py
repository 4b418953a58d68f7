"""Several at once: one room for one course, one entry of a session, versions without gaps, one work."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from persistence.extension.tables import extension_material, extension_run, extension_session
from persistence.works.tables import work
from tests.extension_scene import TODAY, ExtensionScene, set_extension_scene
from tests.scene import Scene
from tests.theme_scene import Hands


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(TODAY), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def courses(scene: Scene, hands: Hands, app: FastAPI) -> ExtensionScene:
    return await set_extension_scene(scene, hands, app)


async def test_of_many_courses_started_in_one_room_one_runs(courses: ExtensionScene) -> None:
    waiting = [
        await courses.approved(title=f"课程{no}", teacher_ids=[str(await courses.scene.teacher())])
        for no in range(3)
    ]

    answers = await asyncio.gather(
        *(
            courses.office.step(
                f"extension-courses/{one['id']}/start", version=one["version"], json=courses.start()
            )
            for one in waiting
        )
    )

    assert Counter(one.status_code for one in answers) == {200: 1, 409: 2}
    assert len(await courses.scene.rows(extension_run)) == 1


async def test_of_many_who_start_register_and_enter_at_once_one_does(courses: ExtensionScene) -> None:
    course = await courses.approved()
    path = f"extension-courses/{course['id']}"

    started = await asyncio.gather(
        *(
            courses.office.step(f"{path}/start", version=course["version"], json=courses.start())
            for _ in range(3)
        )
    )
    running = await courses.now(course)
    sessions, body = f"extension-runs/{running['run_id']}/sessions", courses.session(1, "2021-03-05")
    entered = await asyncio.gather(*(courses.head.post(sessions, body) for _ in range(3)))
    registered = await asyncio.gather(
        *(courses.head.step(f"{path}/register-work", version=running["version"]) for _ in range(3))
    )

    assert Counter(one.status_code for one in started) == {200: 1, 412: 2}
    assert Counter(one.status_code for one in entered) == {201: 1, 409: 2}
    assert Counter(one.status_code for one in registered) == {200: 1, 412: 2}
    assert [len(await courses.scene.rows(table)) for table in (extension_session, work)] == [1, 1]


async def test_many_who_hand_in_at_once_make_versions_without_gaps(courses: ExtensionScene) -> None:
    course = await courses.draft()
    path = f"extension-courses/{course['id']}/outlines"

    answers = await asyncio.gather(*(courses.mate.post(path, {"text": "纲要"}) for _ in range(4)))

    assert {one.status_code for one in answers} == {201}
    assert sorted(row.number for row in await courses.scene.rows(extension_material)) == [1, 2, 3, 4]
