"""How many statements projects and activities take does not depend on how many take part; races, in SQL."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from api.app import create_app
from api.settings import Settings
from persistence.activities.tables import activity_person, attendance
from persistence.ids import new_id
from persistence.projects.tables import homework, homework_version, project_evaluation, project_member
from persistence.provision import DatabaseUrls
from tests.activity_scene import at_two
from tests.persistence.test_statement_counts import Counted
from tests.project_scene import AFTER, ProjectScene, all_done, set_project_scene
from tests.scene import Issuer, set_scene

pytestmark = pytest.mark.untraced


@pytest.fixture
async def app(urls: DatabaseUrls, settings: Settings) -> AsyncIterator[FastAPI]:
    """An application of its own: a connection is listened to from its making on."""
    app = create_app(settings, urls.app)
    app.state.clock = lambda: AFTER
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def counted(app: FastAPI) -> Counted:
    return Counted(app)


@pytest.fixture
async def place(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[ProjectScene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_project_scene(await set_scene(owner, client, issuer))


async def join(place: ProjectScene, number: int) -> None:
    """So many members more, who came, handed in and evaluated."""
    scene, project_id = place.scene, UUID(place.project["id"])
    for _ in range(number):
        teacher_id = await scene.teacher()
        whose = {"project_id": project_id, "teacher_id": teacher_id}
        at = {"activity_id": UUID(place.activity["id"]), "teacher_id": teacher_id}
        await scene.add(project_member, **whose)
        await scene.add(activity_person, **at, presents=False)
        await scene.add(attendance, **at, state="present", how="scanned", at=at_two())
        work = await scene.add(homework, **whose, state="accepted")
        account_id = place.office.principal.account_id
        await scene.add(
            homework_version, homework_id=work, number=1, text="x", account_id=account_id, at=at_two()
        )
        await scene.add(project_evaluation, **whose, answers={"use": 5}, at=at_two())


@pytest.mark.parametrize("path", ["", "/members", "/outcomes", "/materials", "/homeworks", "/evaluations"])
async def test_a_list_of_a_project_takes_as_many_statements_for_twelve_as_for_four(
    place: ProjectScene, counted: Counted, path: str
) -> None:
    async def statements() -> int:
        await place.office.get(place.path + path)
        with counted.counting() as count:
            assert (await place.office.get(place.path + path)).status_code == 200
        return count[0]

    await join(place, 1)
    few = await statements()
    await join(place, 8)
    assert await statements() == few


async def test_attendance_takes_as_many_statements_however_many_came(
    place: ProjectScene, counted: Counted
) -> None:
    async def statements() -> int:
        path = f"activities/{place.activity['id']}/attendances"
        await place.office.get(path)
        with counted.counting() as count:
            assert (await place.office.get(path)).status_code == 200
        return count[0]

    few = await statements()
    await join(place, 8)
    assert await statements() == few


async def test_closing_takes_as_many_statements_however_many_earn_hours(
    place: ProjectScene, counted: Counted
) -> None:
    async def statements() -> int:
        await place.again()
        with counted.counting() as count:
            closed = await place.close()
        assert closed.status_code == 200, closed.text
        await place.again()
        assert (await place.reopen()).status_code == 200
        return count[0]

    await all_done(place)
    await statements()
    await join(place, 1)
    few = await statements()
    await join(place, 8)
    assert await statements() == few


async def test_the_database_holds_one_row_for_a_person_and_an_activity(place: ProjectScene) -> None:
    row = {
        "school_id": place.scene.school_id,
        "activity_id": UUID(place.activity["id"]),
        "teacher_id": place.leader_id,
        "state": "present",
        "how": "scanned",
        "at": at_two(),
    }

    async def enter() -> str:
        try:
            async with place.scene.owner.begin() as connection:
                await connection.execute(insert(attendance).values(id=new_id(), **row))
        except IntegrityError as error:
            return "uq_attendance_teacher_id" if "uq_attendance_teacher_id" in str(error) else str(error)
        return "in"

    found = await asyncio.gather(*(enter() for _ in range(4)))
    assert sorted(found) == ["in", *["uq_attendance_teacher_id"] * 3]


async def test_closing_waits_for_who_signs_in_and_then_counts_them(place: ProjectScene) -> None:
    """Attendance entered while a project is being closed is either counted or refused, never lost."""
    await all_done(place)
    body = {"teacher_id": str(place.members["李娜"]), "state": "present", "reason": "漏扫"}
    entered, closed = await asyncio.gather(
        place.leader.post(f"activities/{place.activity['id']}/corrections", body), place.close()
    )
    assert closed.status_code == 200
    outcomes = (await place.office.get(f"{place.path}/outcomes")).json()["items"]
    (li,) = [one for one in outcomes if one["name"] == "李娜"]
    assert li["present"] == (1 if entered.status_code == 201 else 0)
    assert entered.status_code in (201, 409)
