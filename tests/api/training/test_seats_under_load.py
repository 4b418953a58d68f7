"""Many at once: seats are never oversold, and freed ones go to those who waited longest."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx2 import Response

from persistence.training.tables import credit_standing, enrolment, training_session
from tests.api.training.offering import FAR, a_school, a_teacher, an_open_session, block, enrolled, read
from tests.scene import Caller, Scene

pytestmark = pytest.mark.untraced

CLIENTS, ROUNDS = 50, 20


async def people(scene: Scene, many: int) -> list[tuple[UUID, Caller]]:
    return [await a_teacher(scene) for _ in range(many)]


async def rush(session: dict[str, Any], callers: list[Caller]) -> Counter[tuple[int, str]]:
    """Everybody asks for a place in the same moment; how often each answer was given."""
    path = f"training-sessions/{session['id']}/enrolments"
    answers: list[Response] = await asyncio.gather(*(caller.post(path) for caller in callers))
    return Counter((one.status_code, one.json().get("state") or one.json()["code"]) for one in answers)


async def seats(scene: Scene) -> dict[UUID, tuple[int, int]]:
    """Of each session: the seats its row counts as taken, and those its enrolments hold."""
    held = Counter(row.session_id for row in await scene.rows(enrolment) if row.state == "placed")
    return {row.id: (row.taken, held[row.id]) for row in await scene.rows(training_session)}


@pytest.mark.parametrize(
    ("waitlist", "others"),
    [
        pytest.param(False, (409, "session_full"), id="without a waitlist"),
        pytest.param(True, (201, "waitlisted"), id="with a waitlist"),
    ],
)
async def test_one_seat_goes_to_exactly_one_of_fifty_every_time(
    scene: Scene, waitlist: bool, others: tuple[int, str]
) -> None:
    office = await a_school(scene)
    callers = [caller for _, caller in await people(scene, CLIENTS)]

    for number in range(ROUNDS // 2):
        week = [block(FAR + timedelta(weeks=number))]
        session = await an_open_session(office, capacity=1, waitlist=waitlist, blocks=week)
        assert await rush(session, callers) == {(201, "placed"): 1, others: CLIENTS - 1}

    assert set((await seats(scene)).values()) == {(1, 1)}
    assert sum(row.planned for row in await scene.rows(credit_standing)) == 8 * ROUNDS // 2


async def test_those_who_wait_stand_in_the_order_they_were_admitted(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=1, waitlist=True)
    await rush(session, [caller for _, caller in await people(scene, CLIENTS)])

    listed = await read(office, f"training-sessions/{session['id']}/enrolments?limit=200")

    ids = [one["id"] for one in listed["items"]]
    assert ids == sorted(ids)
    assert [one["state"] for one in listed["items"]] == ["placed"] + ["waitlisted"] * (CLIENTS - 1)


async def test_parallel_withdrawals_promote_exactly_as_many_in_order(scene: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office, capacity=15, waitlist=True)
    everybody = await people(scene, 40)
    made = [await enrolled(caller, session, teacher_id) for teacher_id, caller in everybody]
    leaving = [*zip(made[:15], everybody[:15], strict=True), (made[20], everybody[20])]

    answers = await asyncio.gather(
        *(caller.step(f"enrolments/{one['id']}/withdraw", version=1) for one, (_, caller) in leaving)
    )

    # The one who waited at place 21 leaves in the same moment: before or after the seats have come that far.
    assert {answer.status_code for answer in answers} <= {200, 412}
    listed = (await read(office, f"training-sessions/{session['id']}/enrolments?limit=200"))["items"]
    standing = [one["state"] for one in listed if one["state"] != "withdrawn"]
    assert standing == ["placed"] * 15 + ["waitlisted"] * (len(standing) - 15)
    assert await seats(scene) == {UUID(session["id"]): (15, 15)}


async def test_a_teacher_who_asks_for_two_clashing_sessions_at_once_gets_one(scene: Scene) -> None:
    office = await a_school(scene)
    sessions = [await an_open_session(office) for _ in range(6)]
    _, teacher = await a_teacher(scene)

    answers = await asyncio.gather(
        *(teacher.post(f"training-sessions/{session['id']}/enrolments") for session in sessions)
    )

    codes = Counter(one.json().get("state") or one.json()["code"] for one in answers)
    assert codes == {"placed": 1, "date_clash": 5}


async def test_seats_freed_and_asked_for_at_once_are_never_counted_twice(scene: Scene) -> None:
    """Withdrawals, newcomers, larger halls and new credits in one moment; the sessions share people."""
    office = await a_school(scene)
    first = await an_open_session(office, capacity=4, waitlist=True)
    second = await an_open_session(
        office, first["course_id"], capacity=4, waitlist=True, blocks=[block(FAR + timedelta(days=1))]
    )
    everybody = await people(scene, 16)
    placed = [
        (await enrolled(caller, session, teacher_id), caller)
        for session in (first, second)
        for teacher_id, caller in everybody[:8]
    ]
    sessions = [await read(office, f"training-sessions/{one['id']}") for one in (first, second)]
    paths = [f"training-sessions/{one['id']}" for one in sessions]

    answers = await asyncio.gather(
        *(caller.step(f"enrolments/{one['id']}/withdraw", version=1) for one, caller in placed[::2]),
        *(caller.post(f"{path}/enrolments") for path in paths for _, caller in everybody[8:]),
        *(office.patch(path, {"capacity": 6}, version=sessions[0]["version"]) for path in paths),
        office.patch(f"courses/{first['course_id']}", {"credits": "5.00"}, version=1),
    )

    assert {answer.status_code for answer in answers} <= {200, 201, 412}
    for taken, held in (await seats(scene)).values():
        assert 4 <= taken == held <= 6
    planned: Counter[UUID] = Counter()
    for row in await scene.rows(enrolment):
        assert row.planned_credits == (5 if row.state == "placed" else 0)
        planned[row.teacher_id] += row.planned_credits
    for row in await scene.rows(credit_standing):
        assert row.planned == planned[row.teacher_id]
