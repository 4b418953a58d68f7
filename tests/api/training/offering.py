"""Courses and sessions for the tests of enrolment, made by the office through the API."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.identity.actions import Role
from persistence.ids import new_id
from tests.scene import Caller, Scene

DAY = timedelta(days=1)
FAR = datetime(2031, 4, 7, 0, 0, tzinfo=UTC)
"""A Monday of the school year 2030, long after any test runs."""


def course_body(**changes: Any) -> dict[str, Any]:
    return {
        "code": f"C{new_id().hex[-10:]}",
        "title": "试卷分析课",
        "provider": "桐乡市教师进修学校",
        "kind": "short",
        "hours": "8.00",
        "credits": "8.00",
    } | changes


def block(starts_at: datetime = FAR, hours: int = 8) -> dict[str, str]:
    return {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=hours)).isoformat()}


def session_body(course_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "course_id": course_id,
        "code": f"S{new_id().hex[-10:]}",
        "place": "阶梯教室",
        "capacity": 2,
        "blocks": [block()],
    } | changes


async def a_course(office: Caller, **changes: Any) -> dict[str, Any]:
    answer = await office.post("courses", course_body(**changes))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def a_draft(office: Caller, course_id: str | None = None, **changes: Any) -> dict[str, Any]:
    course_id = course_id or (await a_course(office))["id"]
    answer = await office.post("training-sessions", session_body(course_id, **changes))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def an_open_session(office: Caller, course_id: str | None = None, **changes: Any) -> dict[str, Any]:
    draft = await a_draft(office, course_id, **changes)
    answer = await office.step(f"training-sessions/{draft['id']}/open", version=draft["version"])
    assert answer.status_code == 200, answer.text
    opened: dict[str, Any] = answer.json()
    return opened


async def a_school(scene: Scene) -> Caller:
    """The office of a school whose calendar holds the sessions of these tests."""
    await scene.year(2030)
    return await scene.office()


async def a_teacher(scene: Scene, **values: Any) -> tuple[UUID, Caller]:
    teacher_id = await scene.teacher(**values)
    return teacher_id, await scene.signed_in(Role.TEACHER, teacher_id=teacher_id)


async def enrolled(office: Caller, session: dict[str, Any], teacher_id: UUID) -> dict[str, Any]:
    answer = await office.post(
        f"training-sessions/{session['id']}/enrolments", {"teacher_id": str(teacher_id)}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def withdrawn(office: Caller, enrolment: dict[str, Any], **body: Any) -> dict[str, Any]:
    answer = await office.step(
        f"enrolments/{enrolment['id']}/withdraw", version=enrolment["version"], json=body
    )
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def read(caller: Caller, path: str) -> dict[str, Any]:
    answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def states(office: Caller, session: dict[str, Any]) -> list[str]:
    """The states of a session's enrolments in the order of enrolling."""
    found = await read(office, f"training-sessions/{session['id']}/enrolments?limit=200")
    return [one["state"] for one in found["items"]]
