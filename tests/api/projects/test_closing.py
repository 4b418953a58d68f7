"""Closing a project: the six, the hours once, and taking them back (MISSION §5)."""

import asyncio
from datetime import date

import pytest

from domain.projects.materials import MaterialKind
from persistence.platform.tables import message, operation
from persistence.training.tables import credit_award, credit_entry
from persistence.weekplan.activities import ActivityWeek
from persistence.weekplan.training import TrainingWeek
from tests.activity_scene import an_activity
from tests.project_scene import ProjectScene, all_done


@pytest.mark.parametrize("lacking", list(MaterialKind))
async def test_without_one_of_the_six_nothing_is_closed_and_that_one_is_named(
    place: ProjectScene, lacking: MaterialKind
) -> None:
    await place.came("张伟")
    await place.homework("张伟")
    await place.accept(*(kind for kind in MaterialKind if kind is not lacking))
    await place.hand_in(lacking)  # handed in is not accepted

    refused = await place.close()

    assert (refused.status_code, refused.json()["code"]) == (409, "materials_missing")
    assert [one["pointer"] for one in refused.json()["errors"]] == [f"/materials/{lacking.value}"]
    assert (await place.again())["state"] == "open"
    assert await place.scene.rows(credit_entry) == []


async def test_all_six_and_the_hours_are_granted_to_whose_attendance_and_homework_pass(
    place: ProjectScene,
) -> None:
    await all_done(place)
    preview = (await place.office.get(f"{place.path}/outcomes")).json()["items"]

    closed = await place.close()

    assert closed.status_code == 200, closed.text
    assert await place.confirmed() == {"张伟": "6.00", "李娜": "0", "王芳": "0"}
    outcomes = (await place.office.get(f"{place.path}/outcomes")).json()["items"]
    assert outcomes == preview
    said = {one["name"]: (one["granted"], one["reasons"]) for one in outcomes}
    assert said == {
        "张伟": (True, []),
        "李娜": (False, ["absent"]),
        "王芳": (False, ["homework_missing"]),
    }
    scores = {one["name"]: (one["process"], one["effect"], one["total"]) for one in outcomes}
    assert scores == {
        "张伟": ("80.00", "90.00", "86.00"),
        "李娜": ("0.00", "100.00", "60.00"),
        "王芳": ("64.00", "0.00", "25.60"),
    }
    (award,) = await place.scene.rows(credit_award)
    assert (award.category, award.state, award.title) == ("school_based", "confirmed", "校本研修：试卷分析课")
    told = {row.recipient_id: row.event for row in await place.scene.rows(message)}
    assert told[place.members["李娜"]] == "project_not_passed"
    assert told[place.members["张伟"]] == "credit_confirmed"


async def test_where_nobody_passes_the_project_is_closed_and_nobody_earns(place: ProjectScene) -> None:
    await place.accept(*MaterialKind)

    closed = await place.close()

    assert closed.status_code == 200, closed.text
    assert await place.scene.rows(credit_entry) == []
    outcomes = (await place.office.get(f"{place.path}/outcomes")).json()["items"]
    assert [one["granted"] for one in outcomes] == [False, False, False]


async def test_closed_twice_at_once_the_hours_are_granted_once(place: ProjectScene) -> None:
    await all_done(place)

    answers = await asyncio.gather(*(place.close() for _ in range(4)))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 412, 412, 412]
    assert (await place.confirmed())["张伟"] == "6.00"
    assert len(await place.scene.rows(credit_award)) == 1
    assert len(await place.scene.rows(operation)) == 1


async def test_a_closed_project_is_not_closed_again(place: ProjectScene) -> None:
    await all_done(place)
    await place.close()
    await place.again()
    again = await place.close()
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")


async def test_reopened_the_hours_are_taken_back_and_closed_again_granted_once(place: ProjectScene) -> None:
    await all_done(place)
    await place.close()
    await place.again()
    opened = await place.reopen()
    taken = await place.confirmed()
    await place.again()
    correction = {"teacher_id": str(place.members["李娜"]), "state": "present", "reason": "漏扫"}
    corrected = await place.leader.post(f"activities/{place.activity['id']}/corrections", correction)
    closed = await place.close()

    assert opened.status_code == 200, opened.text
    assert corrected.status_code == 201
    assert closed.status_code == 200, closed.text
    assert taken == {"张伟": "0.00", "李娜": "0", "王芳": "0"}
    assert await place.confirmed() == {"张伟": "6.00", "李娜": "6.00", "王芳": "0"}
    assert closed.json()["closing_no"] == 2
    assert closed.json()["course_id"] == opened.json()["course_id"]


async def test_what_belongs_to_a_closed_project_is_left_alone(place: ProjectScene) -> None:
    await all_done(place)
    await place.close()
    material = (await place.materials())["plan"]
    homework = await place.callers["王芳"].post(f"{place.path}/homeworks", {"text": "迟交"})
    returned = await place.office.step(
        f"materials/{material['id']}/return", version=material["version"], json={"remark": "重写"}
    )
    correction = {"teacher_id": str(place.members["李娜"]), "state": "present", "reason": "漏扫"}
    entered = await place.leader.post(f"activities/{place.activity['id']}/corrections", correction)
    assert (homework.status_code, homework.json()["code"]) == (409, "project_over")
    assert (returned.status_code, returned.json()["code"]) == (409, "project_over")
    assert (entered.status_code, entered.json()["code"]) == (409, "activity_owner_over")
    assert material["allowed_actions"] == []


async def test_a_project_without_activities_has_nothing_to_grant(place: ProjectScene) -> None:
    await place.accept()
    path = f"activities/{place.activity['id']}/cancel"
    await place.leader.step(path, version=1, json={"reason": "停课"})
    refused = await place.close()
    assert (refused.status_code, refused.json()["code"]) == (409, "project_not_held")


async def test_only_the_office_closes(place: ProjectScene) -> None:
    await all_done(place)
    refused = await place.leader.step(f"{place.path}/close", version=place.project["version"])
    assert refused.status_code == 403


async def test_a_closed_project_is_told_by_its_activities_not_by_what_stands_behind_it(
    place: ProjectScene,
) -> None:
    await all_done(place)
    await place.close()
    day = date(2021, 4, 12)
    async with place.scene.owner.connect() as connection:
        trainings = await TrainingWeek(connection, place.scene.school_id).entries(day, day)
        activities = await ActivityWeek(connection, place.scene.school_id).entries(day, day)
    assert [one.kind for one in trainings if one.kind == "training"] == []
    assert [one.title for one in activities] == ["试卷讲评研讨"]


async def test_before_the_last_activity_is_over_nothing_is_closed(place: ProjectScene) -> None:
    await place.accept()
    later = {"starts_at": "2021-04-19T14:00:00+08:00", "ends_at": "2021-04-19T16:00:00+08:00"}
    await an_activity(place.leader, place.project["id"], place.leader_id, title="第二次研讨", **later)
    refused = await place.close()
    assert (refused.status_code, refused.json()["code"]) == (409, "project_not_over")
    assert "第二次研讨" in refused.json()["detail"]
