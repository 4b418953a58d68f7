"""Enrolling many at once: seats in the order of the list, all or none."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from httpx2 import Response

from domain.people.teacher import TeacherStatus
from persistence.ids import new_id
from persistence.platform.tables import message
from persistence.training.tables import credit_standing, enrolment, enrolment_event
from tests.api.training.offering import a_school, a_teacher, an_open_session, read
from tests.api.training.round_scene import an_open_round
from tests.scene import Caller, Scene


async def ask(office: Caller, session: dict[str, Any], teachers: Sequence[UUID], key: str = "") -> Response:
    body = {"session_id": str(session["id"]), "items": [{"teacher_id": str(one)} for one in teachers]}
    return await office.post("enrolments/bulk", body, idempotency_key=key or new_id().hex)


async def test_seats_are_given_in_the_order_of_the_list_and_then_the_waitlist(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=2, waitlist=True)
    teachers = [await scene.teacher() for _ in range(4)]

    answer = await ask(office, session, teachers)

    made = answer.json()["items"]
    assert [(one["teacher_id"], one["state"]) for one in made] == [
        (str(whom), state)
        for whom, state in zip(teachers, ["placed", "placed", "waitlisted", "waitlisted"], strict=True)
    ]
    assert [one["id"] for one in made] == sorted(one["id"] for one in made)
    assert (await read(office, f"training-sessions/{session['id']}"))["taken"] == 2
    planned = {row.teacher_id: str(row.planned) for row in await scene.rows(credit_standing) if row.planned}
    assert planned == {teachers[0]: "8.00", teachers[1]: "8.00"}
    assert {row.recipient_id for row in await scene.rows(message)} == set(teachers)
    assert [row.to_state for row in await scene.rows(enrolment_event)].count("placed") == 2


async def test_one_refused_refuses_all_and_each_is_named(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=3)
    first, gone = await scene.teacher(), await scene.teacher(status=TeacherStatus.LEFT)
    held, other = await a_teacher(scene)
    await other.post(f"training-sessions/{session['id']}/enrolments")

    answer = await ask(office, session, [first, first, gone, held, new_id()])

    assert (answer.status_code, answer.json()["code"]) == (422, "items_refused")
    assert {one["pointer"]: one["code"] for one in answer.json()["errors"]} == {
        "/items/1/teacher_id": "teacher_given_twice",
        "/items/2/teacher_id": "teacher_not_active",
        "/items/3/teacher_id": "already_enrolled",
        "/items/4/teacher_id": "not_found",
    }
    assert len(await scene.rows(enrolment)) == 1


async def test_no_more_are_enrolled_than_there_are_seats(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=2)

    answer = await ask(office, session, [await scene.teacher() for _ in range(3)])

    assert [one["code"] for one in answer.json()["errors"]] == ["session_full"]
    assert (await read(office, f"training-sessions/{session['id']}"))["taken"] == 0


async def test_the_same_request_again_enrols_nobody_twice(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=2)
    teachers = [await scene.teacher()]

    first = await ask(office, session, teachers, "once")
    again = await ask(office, session, teachers, "once")

    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_teacher_enrols_nobody_but_themselves(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=2)
    own, teacher = await a_teacher(scene)

    answer = await ask(teacher, session, [await scene.teacher()])

    assert answer.json()["errors"][0]["code"] == "forbidden"
    assert (await ask(teacher, session, [own])).status_code == 200


async def test_what_is_no_session_takes_nobody(scene: Scene) -> None:
    office = await a_school(scene)

    assert (await ask(office, {"id": new_id()}, [await scene.teacher()])).status_code == 404


async def test_for_a_session_of_a_round_one_applies(scene: Scene) -> None:
    office = await a_school(scene)
    _, (session,) = await an_open_round(office, {"capacity": 2})

    answer = await ask(office, session, [await scene.teacher()])

    assert (answer.status_code, answer.json()["code"]) == (409, "session_in_round")
    assert await scene.rows(enrolment) == []
