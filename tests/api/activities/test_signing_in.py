"""Signing in by the code at the place: once, on time, there, oneself (MISSION §5)."""

import asyncio
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI

from domain.identity.actions import Role
from domain.projects.project import ProjectState
from persistence.activities.tables import attendance
from persistence.projects.tables import project
from tests.activity_scene import ActivityScene, at_two
from tests.api.activities.conftest import Hands
from tests.weekplan_scene import set_row


async def test_one_signs_in_with_the_code_shown_now(place: ActivityScene, app: FastAPI, hands: Hands) -> None:
    answer = await place.scan(place.zhang, place.code(app, hands.at))

    assert answer.status_code == 201
    assert answer.json() | {"id": None} == {
        "id": None,
        "activity_id": place.activity["id"],
        "teacher_id": str(place.zhang_id),
        "name": "张伟",
        "state": "present",
        "how": "scanned",
        "at": at_two().isoformat().replace("14:00:00+08:00", "06:00:00Z"),
        "expected": True,
        "presents": False,
        "corrections": 0,
    }
    again = await place.zhang.get(answer.headers["location"])
    assert again.json() == answer.json()


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        pytest.param(at_two(-15), "present", id="as soon as it opens"),
        pytest.param(at_two(5), "present", id="at the last moment in time"),
        pytest.param(at_two(5, 1), "late", id="a second later"),
        pytest.param(at_two(29, 59), "late", id="just before it closes"),
    ],
)
async def test_late_is_by_the_server_s_clock(
    place: ActivityScene, app: FastAPI, hands: Hands, moment: datetime, state: str
) -> None:
    hands.at = moment
    answer = await place.scan(place.zhang, place.code(app, hands.at))
    assert (answer.status_code, answer.json()["state"]) == (201, state)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        pytest.param(at_two(-15, -1), "sign_in_not_open", id="a second before it opens"),
        pytest.param(at_two(30), "sign_in_closed", id="when it closes"),
    ],
)
async def test_before_and_after_the_window_nobody_signs_in(
    place: ActivityScene, app: FastAPI, hands: Hands, moment: datetime, code: str
) -> None:
    hands.at = moment
    answer = await place.scan(place.zhang, place.code(app, hands.at))
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert await place.scene.rows(attendance) == []


@pytest.mark.parametrize(
    ("seconds", "status"),
    [
        pytest.param(29, 201, id="one slot old"),
        pytest.param(30, 422, id="two slots old: replayed"),
        pytest.param(-15, 422, id="of the slot to come: the clocks cannot differ, it is one server's"),
    ],
)
async def test_a_code_is_good_for_half_a_minute(
    place: ActivityScene, app: FastAPI, hands: Hands, seconds: int, status: int
) -> None:
    code = place.code(app, hands.at)
    hands.at += timedelta(seconds=seconds)
    answer = await place.scan(place.zhang, code)
    assert answer.status_code == status, answer.text
    if seconds == 30:
        assert answer.json()["code"] == "sign_in_code_old"
    if seconds < 0:
        assert answer.json()["code"] == "sign_in_code_wrong"


@pytest.mark.parametrize("code", ["AAAA", "A" * 28, "=="])
async def test_an_invented_code_is_refused(place: ActivityScene, code: str) -> None:
    answer = await place.scan(place.zhang, code)
    assert (answer.status_code, answer.json()["code"]) == (422, "sign_in_code_wrong")


async def test_a_code_is_of_one_activity(place: ActivityScene, app: FastAPI, hands: Hands) -> None:
    other = app.state.sealing.sign_in_code(place.scene.school_id, place.project_id, at=hands.at)
    answer = await place.scan(place.zhang, other)
    assert answer.json()["code"] == "sign_in_code_wrong"


async def test_twice_is_refused_and_the_first_stands(
    place: ActivityScene, app: FastAPI, hands: Hands
) -> None:
    await place.scan(place.zhang, place.code(app, hands.at))
    hands.at = at_two(10)
    second = await place.scan(place.zhang, place.code(app, hands.at))

    assert (second.status_code, second.json()["code"]) == (409, "attendance_already")
    (row,) = await place.scene.rows(attendance)
    assert (row.state, row.at) == ("present", at_two())


async def test_one_signs_in_nobody_else(place: ActivityScene, app: FastAPI, hands: Hands) -> None:
    code = place.code(app, hands.at)
    other = await place.scan(place.zhang, code, teacher_id=str(place.li_id))
    own = await place.scan(place.zhang, code, teacher_id=str(place.zhang_id))
    assert (other.status_code, other.json()["code"]) == (422, "sign_in_for_another")
    assert own.status_code == 201


async def test_an_account_that_is_no_teacher_s_signs_nobody_in(
    place: ActivityScene, app: FastAPI, hands: Hands
) -> None:
    code = place.code(app, hands.at)
    office = await place.scan(await place.scene.office(), code)
    nobody = await place.scan(await place.scene.signed_in(Role.TEACHER), code)
    assert (office.status_code, nobody.status_code) == (403, 403)


async def test_who_is_not_expected_is_a_guest(place: ActivityScene, app: FastAPI, hands: Hands) -> None:
    guest_id = await place.scene.teacher("赵敏")
    guest = await place.scene.signed_in(Role.TEACHER, teacher_id=guest_id)
    answer = await place.scan(guest, place.code(app, hands.at))
    assert (answer.status_code, answer.json()["expected"]) == (201, False)


async def test_nobody_signs_in_where_the_project_is_over(
    place: ActivityScene, app: FastAPI, hands: Hands
) -> None:
    await set_row(place.scene, project, place.project_id, state=ProjectState.CLOSED)
    answer = await place.scan(place.zhang, place.code(app, hands.at))
    assert (answer.status_code, answer.json()["code"]) == (409, "activity_owner_over")


async def test_nobody_signs_in_at_what_is_called_off(
    place: ActivityScene, app: FastAPI, hands: Hands
) -> None:
    cancelled = await place.leader.step(f"{place.path}/cancel", version=1, json={"reason": "停电"})
    answer = await place.scan(place.zhang, place.code(app, hands.at))
    assert cancelled.status_code == 200, cancelled.text
    assert (answer.status_code, answer.json()["code"]) == (409, "activity_cancelled")
    assert set((await place.states(place.leader)).values()) == {"awaited"}


async def test_two_hundred_at_once_make_one_row_each(
    place: ActivityScene, app: FastAPI, hands: Hands
) -> None:
    """Each scans twice, as impatient people do."""
    people = [await place.scene.teacher(f"教师{number}") for number in range(200)]
    callers = [await place.scene.signed_in(Role.TEACHER, teacher_id=one) for one in people]
    code = place.code(app, hands.at)

    answers = await asyncio.gather(*(place.scan(who, code) for who in callers for _ in range(2)))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] * 200 + [409] * 200
    assert {row.teacher_id for row in await place.scene.rows(attendance)} == set(people)
    assert len(await place.scene.rows(attendance)) == 200


async def test_who_did_not_come_is_absent_once_it_closed(
    place: ActivityScene, app: FastAPI, hands: Hands
) -> None:
    await place.scan(place.zhang, place.code(app, hands.at))
    before = await place.states(place.leader)
    hands.at = at_two(30)
    after = await place.states(place.leader)
    assert before == {"李娜": "awaited", "王芳": "awaited", "张伟": "present"}
    assert after == {"李娜": "absent", "王芳": "absent", "张伟": "present"}
