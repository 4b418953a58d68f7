"""How many statements a week or a calendar takes does not depend on how much it says."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from domain.identity.actions import Role
from domain.people.calendar import DayKind
from domain.timetable.effective import Cause
from tests.persistence.test_statement_counts import Counted, app, counted
from tests.scene import Caller, Issuer, Scene, set_scene
from tests.weekplan_scene import (
    MONDAY,
    a_change,
    a_day,
    a_duty,
    a_plan,
    a_round,
    a_session,
    an_absence,
    an_item,
    at,
    drafted,
    placed,
    published,
    soon,
)

pytestmark = pytest.mark.untraced

__all__ = ["app", "counted"]  # fixtures: an application whose statements are counted


@pytest.fixture
async def scene(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[Scene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_scene(owner, client, issuer)


async def busy(scene: Scene, plan: dict[str, Any], office: Caller, teacher_id: UUID, number: int) -> None:
    """One thing more of every kind, in the plan's week and in the days to come."""
    for day in (MONDAY, soon(10)):
        hours = (at(day, 8), at(day, 9))
        session = await a_session(scene, hours, code=f"S{number}{day}")
        await a_duty(scene, await placed(scene, session, teacher_id), teacher_id, day)
        await a_session(scene, hours, teacher_id=await scene.teacher(), code=f"T{number}{day}")
        absence_id = await an_absence(scene, await scene.teacher(), *hours)
        other = await scene.teacher()
        period_no = {"period_no": number}
        await a_change(scene, absence_id, other, teacher_id, Cause.COVER, day, **period_no)
    await a_round(scene, at(MONDAY, 8), at(MONDAY, 9), code=f"R{number}")
    await an_item(office, plan)


async def taken(counted: Counted, get: Callable[[str], Awaitable[Response]], path: str) -> int:
    await get(path)  # the driver learns a statement's types once
    with counted.counting() as count:
        assert (await get(path)).status_code == 200
    return count[0]


async def test_a_fuller_week_takes_as_many_statements(scene: Scene, counted: Counted) -> None:
    office, teacher_id = await scene.office(), await scene.teacher()
    plan = await a_plan(scene, office)
    zhang = await scene.signed_in(Role.TEACHER, teacher_id=teacher_id)
    mine = (await zhang.post("/api/v1/me/calendar-feeds", {"name": "我的日历"})).json()["address"]
    school = (await office.post("calendar-feeds", {"name": "学校日历"})).json()["address"]
    await busy(scene, plan, office, teacher_id, 1)
    await published(office, plan)

    async def statements() -> dict[str, int]:
        edition_id = (await office.get(f"week-plans/{plan['id']}")).json()["edition_id"]
        own = f"week-plans/{plan['id']}"
        paths = ["week-plans", f"{own}/draft", f"{own}/editions", f"{own}/items", "calendar-feeds"]
        found = {path: await taken(counted, office.get, path) for path in paths}
        found["edition"] = await taken(counted, office.get, f"week-editions/{edition_id}")
        found["mine"] = await taken(counted, scene.client.get, mine)
        found["school"] = await taken(counted, scene.client.get, school)
        return found

    few = await statements()
    year_id = await scene.year(2022)
    for number in range(2, 7):
        await busy(scene, plan, office, teacher_id, number)
        await a_day(scene, year_id, soon(20) + timedelta(days=number), DayKind.HOLIDAY)
        await office.post("calendar-feeds", {"name": "学校日历"})
    await published(office, plan)

    assert await statements() == few
    assert all(few.values())


async def test_publishing_a_fuller_week_takes_as_many_statements(scene: Scene, counted: Counted) -> None:
    office, teacher_id = await scene.office(), await scene.teacher()
    plan = await a_plan(scene, office)

    async def statements() -> int:
        version = (await drafted(office, plan))["version"]
        with counted.counting() as count:
            answer = await office.step(f"week-plans/{plan['id']}/publish", version=version)
        assert answer.status_code == 200, answer.text
        return count[0]

    await busy(scene, plan, office, teacher_id, 1)
    await statements()  # the driver learns the statements' types once
    await busy(scene, plan, office, teacher_id, 2)
    few = await statements()
    for number in range(3, 9):
        await busy(scene, plan, office, teacher_id, number)

    assert await statements() == few


async def test_a_calendar_with_much_news_takes_as_many_statements(scene: Scene, counted: Counted) -> None:
    office, teacher_id = await scene.office(), await scene.teacher()
    plan = await a_plan(scene, office)
    zhang = await scene.signed_in(Role.TEACHER, teacher_id=teacher_id)
    mine = (await zhang.post("/api/v1/me/calendar-feeds", {"name": "我的日历"})).json()["address"]

    async def statements(first: int, last: int) -> int:
        for number in range(first, last):
            await busy(scene, plan, office, teacher_id, number)
        with counted.counting() as count:
            assert (await scene.client.get(mine)).status_code == 200
        return count[0]

    await statements(1, 2)
    await statements(2, 3)
    few = await statements(3, 4)

    assert await statements(4, 9) == few
