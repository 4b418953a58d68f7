"""How many statements extension courses take does not depend on how many there are."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from persistence.extension.nightly import SqlRunningCourses
from persistence.transaction import in_school
from persistence.weekplan.extension import ExtensionWeek
from tests.extension_scene import TODAY, ExtensionScene, set_extension_scene
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Issuer, set_scene
from tests.theme_scene import Hands, done

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def courses(
    app: FastAPI, counted: Counted, owner: Any, issuer: Issuer
) -> AsyncIterator[ExtensionScene]:
    hands = Hands(TODAY)
    app.state.clock = lambda: hands.at
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_extension_scene(await set_scene(owner, client, issuer), hands, app)


async def busy(courses: ExtensionScene, title: str, weekday: int) -> dict[str, Any]:
    course = await courses.running(title=title, slots=[{"weekday": weekday, "period_no": 5}])
    day = f"2021-03-0{weekday}"
    await courses.teach(course, day)
    await courses.plan(course, 1, 2)
    await courses.textbook(course)
    return course


async def taken(counted: Counted, courses: ExtensionScene, path: str) -> int:
    await courses.office.get(path)  # the driver learns a statement's types once
    with counted.counting() as count:
        done(await courses.office.get(path))
    return count[0]


async def test_reads_take_as_many_statements_however_much_there_is(
    courses: ExtensionScene, counted: Counted
) -> None:
    first = await busy(courses, "一", 1)
    paths = (
        "extension-courses",
        "extension-runs",
        "extension-sessions",
        "extension-materials",
        f"extension-runs/{first['run_id']}/sessions",
        f"extension-runs/{first['run_id']}/gaps",
        f"extension-courses/{first['id']}/clashes?term_id={courses.term_id}",
        f"extension-courses/{first['id']}/reviews",
        f"extension-figures?term_id={courses.term_id}",
        f"extension-shares?term_id={courses.term_id}",
    )
    few = [await taken(counted, courses, path) for path in paths]
    by_themselves = await nobody_asks(courses, counted)

    for weekday in (2, 3, 4):
        await busy(courses, f"课{weekday}", weekday)
    await courses.plan(first, 3, 4, 5)
    await courses.week.lesson(1, 1, courses.head_id)

    assert [await taken(counted, courses, path) for path in paths] == few
    assert await nobody_asks(courses, counted) == by_themselves
    assert max(few) <= 12


async def nobody_asks(courses: ExtensionScene, counted: Counted) -> list[int]:
    found = []
    async with in_school(courses.app.state.engine, courses.scene.school_id) as connection:
        week = ExtensionWeek(connection, courses.scene.school_id)
        await week.entries(date(2021, 3, 1), date(2021, 3, 7))
        with counted.counting() as count:
            assert await week.entries(date(2021, 3, 1), date(2021, 3, 7))
        found += count
        with counted.counting() as count:
            assert await SqlRunningCourses(connection, courses.scene.school_id).running()
        found += count
    return found
