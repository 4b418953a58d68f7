"""What if, through the API: for oneself, for the office, and for nobody else."""

from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.training.tables import credit_standing, enrolment
from tests.api.training.offering import (
    DAY,
    FAR,
    a_course,
    a_draft,
    a_school,
    a_teacher,
    an_open_session,
    block,
    enrolled,
)
from tests.api.training.round_scene import an_open_round, applied
from tests.api.training.test_statements import counted
from tests.scene import Caller, Scene


async def imagined(asker: Caller, *sessions: dict[str, Any], **body: str) -> dict[str, Any]:
    answer = await asker.post("what-if", {"session_ids": [one["id"] for one in sessions], **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def worth(office: Caller, credits: str, day: int, **changes: Any) -> dict[str, Any]:
    course = await a_course(office, credits=credits)
    return await a_draft(office, course["id"], blocks=[block(FAR + day * DAY)], **changes)


async def test_a_teacher_sees_where_a_session_would_leave_them(scene: Scene) -> None:
    office = await a_school(scene)
    teacher_id, teacher = await a_teacher(scene)
    placed = await an_open_session(office)
    await enrolled(office, placed, teacher_id)
    big = await worth(office, "60.00", 1)
    later = await worth(office, "20.00", 10)
    await worth(office, "90.00", 11, enrolment_closes_at=(FAR - 400 * DAY).isoformat())

    found = await imagined(teacher, placed, big)

    (year,), (cycle,) = found["years"], found["cycles"]
    assert (year["now"]["planned"], year["now"]["owed"]) == ("8.00", "73.00")
    assert (year["then"]["confirmed"], year["then"]["planned"], year["then"]["owed"]) == (
        "68.00",
        "0.00",
        "5.00",
    )
    assert year["then"]["reasons"][0]["code"] == "yearly_target"
    assert year["deadline"]["reach"] == "possible"
    assert later["id"] in year["deadline"]["sessions"]
    assert cycle["deadline"] == {"reach": "impossible", "last_day": None, "sessions": []}
    assert [row.planned for row in await scene.rows(credit_standing)] == [8]
    assert len(await scene.rows(enrolment)) == 1


async def test_what_an_application_holds_is_no_way_to_the_target(scene: Scene) -> None:
    office = await a_school(scene)
    teacher_id, teacher = await a_teacher(scene)
    _, (session,) = await an_open_round(office, {"blocks": [block(FAR + DAY)]})
    await applied(office, session, teacher_id)
    await worth(office, "90.00", 1)

    found = await imagined(teacher, await worth(office, "5.00", 20))

    assert found["years"][0]["deadline"]["reach"] == "impossible"


async def test_one_looks_as_far_as_one_sees(scene: Scene, elsewhere: Scene) -> None:
    office = await a_school(scene)
    session = await an_open_session(office)
    (own, teacher), (other, _) = await a_teacher(scene), await a_teacher(scene)
    ids = {"session_ids": [session["id"]]}
    stranger = await elsewhere.signed_in(Role.TEACHER, teacher_id=await elsewhere.teacher())

    assert (await imagined(teacher, session))["teacher_id"] == str(own)
    assert (await imagined(office, session, teacher_id=str(other)))["teacher_id"] == str(other)
    assert (await teacher.post("what-if", {**ids, "teacher_id": str(other)})).status_code == 404
    assert (await office.post("what-if", ids)).json()["code"] == "teacher_required"
    assert (await stranger.post("what-if", ids)).status_code == 404
    assert (await teacher.post("what-if", {"session_ids": [str(new_id())]})).status_code == 404
    assert (await teacher.post("what-if", {"session_ids": []})).status_code == 422


async def test_a_larger_catalogue_takes_no_more_statements(scene: Scene, app_engine: AsyncEngine) -> None:
    office = await a_school(scene)
    _, teacher = await a_teacher(scene)
    sessions = [await worth(office, "5.00", day) for day in range(6)]
    few = await counted(app_engine, partial(imagined, teacher, sessions[0]))
    for day in range(7, 20):
        await worth(office, "5.00", day)

    assert await counted(app_engine, partial(imagined, teacher, *sessions)) == few
