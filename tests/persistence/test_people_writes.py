"""Calendar and rosters under contention, and what they cost the database."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.people.tables import school_day, school_year, teacher
from tests.api.people.rosters import committed, counted, sent
from tests.files import a_workbook
from tests.scene import Scene

YEAR = {
    "starts_on": "2020-09-01",
    "ends_on": "2021-08-31",
    "terms": [{"number": 1, "starts_on": "2020-09-01", "ends_on": "2021-01-29"}],
}


@contextmanager
def counting(engine: AsyncEngine) -> Iterator[list[str]]:
    """The statements the service sends meanwhile, but for the look at the signing keys now and then."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if "signing_key" not in statement:
            seen.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", note)


def a_roster(size: int, name: str = "张伟") -> bytes:
    return a_workbook({"教师": [["工号", "姓名"], *([f"T{n}", name] for n in range(size))]})


async def test_of_two_years_over_the_same_days_entered_at_once_one_stands(scene: Scene) -> None:
    office = await scene.office()

    answers = await asyncio.gather(
        *(office.post("school-years", YEAR | {"start_year": n}) for n in (2020, 2021))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await scene.rows(school_year)) == 1
    assert len(await scene.rows(school_day)) == 365


async def test_two_rosters_committed_at_once_make_nobody_twice(scene: Scene) -> None:
    office = await scene.office()
    previews = [await sent(office, a_roster(20)) for _ in range(2)]

    done = await asyncio.gather(*(committed(office, preview) for preview in previews))

    assert sorted(counted(one)["teachers"] for one in done) == [(0, 0, 20, 0), (20, 0, 0, 0)]
    assert len(await scene.rows(teacher)) == 20


async def test_one_roster_committed_twice_at_once_is_committed_once(scene: Scene) -> None:
    office = await scene.office()
    path = f"roster-imports/{(await sent(office, a_roster(3))).json()['id']}/commit"

    answers = await asyncio.gather(*(office.step(path, version=1) for _ in range(2)))

    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_statements_do_not_grow_with_the_roster(
    scene: Scene, elsewhere: Scene, app_engine: AsyncEngine
) -> None:
    counts = []
    for where, size in ((scene, 2), (elsewhere, 200)):
        office = await where.office()
        await committed(office, await sent(office, a_roster(size)))
        preview = await sent(office, a_roster(size, name="李娜"))
        with counting(app_engine) as seen:
            done = await committed(office, preview)
        assert counted(done)["teachers"] == (0, size, 0, 0)
        counts.append(len(seen))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["teachers", "school-days"])
async def test_statements_do_not_grow_with_a_list(scene: Scene, app_engine: AsyncEngine, path: str) -> None:
    office = await scene.office()
    await office.post("school-years", YEAR | {"start_year": 2020})
    await committed(office, await sent(office, a_roster(60)))

    async def cost(limit: int) -> int:
        with counting(app_engine) as seen:
            answer = await office.get(path, limit=limit)
        assert len(answer.json()["items"]) == limit
        return len(seen)

    assert await cost(1) == await cost(60) == 1  # entering the school goes past Core
