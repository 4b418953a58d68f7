"""What giving a place up promises, and what becomes of the seat."""

from datetime import UTC, datetime
from typing import Any

from domain.people.teacher import TeacherStatus
from persistence.people.tables import teacher as teacher_table
from persistence.training.tables import credit_standing
from tests.api.training.offering import (
    a_course,
    a_school,
    a_teacher,
    an_open_session,
    block,
    enrolled,
    read,
    states,
    withdrawn,
)
from tests.scene import Caller, Scene


async def planned_of(scene: Scene, teacher_id: object) -> list[str]:
    rows = await scene.rows(credit_standing)
    return [str(row.planned) for row in rows if row.teacher_id == teacher_id]


async def steps(caller: Caller, enrolment: dict[str, Any]) -> list[tuple[str | None, str, str | None]]:
    history = await read(caller, f"enrolments/{enrolment['id']}/history")
    return [(one["from_state"], one["to_state"], one["reason"]) for one in history["items"]]


async def test_a_teacher_gives_a_seat_back_and_plans_its_credits_no_longer(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office)
    teacher_id, teacher = await a_teacher(scene)
    enrolment = await enrolled(teacher, session, teacher_id)

    after = await withdrawn(teacher, enrolment, reason="家中有事")

    assert (after["state"], after["planned_credits"], after["version"]) == ("withdrawn", "0.00", 2)
    assert after["allowed_actions"] == []
    assert await steps(teacher, enrolment) == [(None, "placed", None), ("placed", "withdrawn", "家中有事")]
    assert await planned_of(scene, teacher_id) == ["0.00"]
    assert (await read(office, f"training-sessions/{session['id']}"))["taken"] == 0
    assert (await enrolled(teacher, session, teacher_id))["state"] == "placed"
    assert await planned_of(scene, teacher_id) == ["8.00"]


async def test_the_longest_waiting_gets_the_freed_seat(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=1, waitlist=True)
    placed = await enrolled(office, session, await scene.teacher())
    waiting_id = await scene.teacher()
    waiting = await enrolled(office, session, waiting_id)
    await enrolled(office, session, await scene.teacher())

    await withdrawn(office, placed)

    assert await states(office, session) == ["withdrawn", "placed", "waitlisted"]
    assert await planned_of(scene, waiting_id) == ["8.00"]
    assert await steps(office, waiting) == [
        (None, "waitlisted", None),
        ("waitlisted", "placed", "promoted"),
    ]
    assert (await read(office, f"training-sessions/{session['id']}"))["taken"] == 1


async def test_who_cannot_take_the_seat_is_passed_over_and_keeps_waiting(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=1, waitlist=True)
    elsewhere = await an_open_session(office)
    placed = await enrolled(office, session, await scene.teacher())
    busy_id, gone_id, free_id = [await scene.teacher() for _ in range(3)]
    busy, gone, _ = [await enrolled(office, session, one) for one in (busy_id, gone_id, free_id)]
    await enrolled(office, elsewhere, busy_id)
    async with scene.owner.begin() as connection:
        leaving = teacher_table.update().where(teacher_table.c.id == gone_id)
        await connection.execute(leaving.values(status=TeacherStatus.LEFT))

    await withdrawn(office, placed)

    assert await states(office, session) == ["withdrawn", "waitlisted", "waitlisted", "placed"]
    assert (await steps(office, busy))[1] == ("waitlisted", "waitlisted", "promotion_skipped_date_clash")
    assert (await steps(office, gone))[1] == ("waitlisted", "waitlisted", "promotion_skipped_not_active")
    assert (await read(office, f"enrolments/{busy['id']}"))["version"] == 1


async def test_leaving_the_waitlist_moves_nobody(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=1, waitlist=True)
    for_waiting = [await enrolled(office, session, await scene.teacher()) for _ in range(3)]

    await withdrawn(office, for_waiting[1])

    assert await states(office, session) == ["placed", "withdrawn", "waitlisted"]


async def test_after_the_start_only_the_office_takes_out_and_says_why(scene: Scene) -> None:
    await scene.year(2020)
    office = await scene.office()
    past = datetime(2021, 4, 1, tzinfo=UTC)
    session = await an_open_session(office, capacity=1, waitlist=True, blocks=[block(past)])
    teacher_id, teacher = await a_teacher(scene)
    enrolment = await enrolled(teacher, session, teacher_id)
    await enrolled(office, session, await scene.teacher())
    path = f"enrolments/{enrolment['id']}/withdraw"

    own = await teacher.step(path, version=1, json={"reason": "累了"})
    unexplained = await office.step(path, version=1)
    explained = await withdrawn(office, enrolment, reason="登记有误")

    assert (own.status_code, own.json()["code"]) == (422, "session_started")
    assert (unexplained.status_code, unexplained.json()["code"]) == (422, "reason_required")
    assert explained["state"] == "withdrawn"
    assert await states(office, session) == ["withdrawn", "waitlisted"]


async def test_a_withdrawal_is_decided_on_a_version_and_once(scene: Scene) -> None:
    office = await a_school(scene)
    enrolment = await enrolled(office, await an_open_session(office), await scene.teacher())
    path = f"enrolments/{enrolment['id']}/withdraw"

    assert (await office.post(path)).status_code == 428
    assert (await office.step(path, version=4)).status_code == 412
    assert (await office.step(path, version=1)).status_code == 200
    again = await office.step(path, version=2)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_state")


async def test_more_seats_go_to_the_waitlist_and_fewer_than_taken_there_cannot_be(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=1, waitlist=True)
    for _ in range(4):
        await enrolled(office, session, await scene.teacher())
    path = f"training-sessions/{session['id']}"

    more = await office.patch(path, {"capacity": 3}, version=3)
    fewer = await office.patch(path, {"capacity": 2}, version=more.json()["version"])

    assert (more.status_code, more.json()["taken"], more.json()["seats_left"]) == (200, 3, 0)
    assert more.headers["etag"] == f'"{more.json()["version"]}"'
    assert await states(office, session) == ["placed", "placed", "placed", "waitlisted"]
    assert (fewer.status_code, fewer.json()["code"]) == (409, "capacity_below_taken")


async def test_new_credits_and_new_days_are_planned_anew(scene: Scene) -> None:
    office = await a_school(scene)
    await scene.year(2031)
    course = await a_course(office, credits="8.00")
    session = await an_open_session(office, course["id"], capacity=2, waitlist=True)
    people = sorted([await scene.teacher() for _ in range(3)])
    for teacher_id in people:
        await enrolled(office, session, teacher_id)

    async def sums() -> list[tuple[int, str]]:
        rows = await scene.rows(credit_standing)
        return sorted((row.school_year, str(row.planned)) for row in rows if row.planned)

    await office.patch(f"courses/{course['id']}", {"credits": "7.50"}, version=1)
    assert await sums() == [(2030, "7.50"), (2030, "7.50")]
    later = [block(datetime(2031, 10, 8, tzinfo=UTC))]
    await office.patch(f"training-sessions/{session['id']}", {"blocks": later}, version=4)
    assert await sums() == [(2031, "7.50"), (2031, "7.50")]
    found = (await read(office, f"training-sessions/{session['id']}/enrolments"))["items"]
    assert [(one["planned_year"], one["planned_credits"]) for one in found] == [
        (2031, "7.50"),
        (2031, "7.50"),
        (2031, "0.00"),
    ]
