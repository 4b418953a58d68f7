"""Setting an activity: a project of three teachers, its leader, and the code shown at the place."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from httpx2 import Response

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from domain.projects.project import ProjectKind, ProjectState
from persistence.people.tables import term
from persistence.projects.tables import project, project_member
from tests.scene import Caller, Scene


def at_two(minutes: int = 0, seconds: int = 0) -> datetime:
    """Minutes after the activity begins."""
    return datetime(2021, 4, 12, 14, tzinfo=ZONE) + timedelta(minutes=minutes, seconds=seconds)


@dataclass(frozen=True, slots=True)
class ActivityScene:
    scene: Scene
    project_id: UUID
    leader: Caller
    leader_id: UUID
    zhang: Caller
    zhang_id: UUID
    li: Caller
    li_id: UUID
    activity: dict[str, Any]

    @property
    def path(self) -> str:
        return f"activities/{self.activity['id']}"

    def code(self, app: FastAPI, at: datetime) -> str:
        activity_id = UUID(self.activity["id"])
        made: str = app.state.sealing.sign_in_code(self.scene.school_id, activity_id, at=at)
        return made

    async def scan(self, who: Caller, code: str, **more: Any) -> Response:
        return await who.post(f"{self.path}/sign-ins", {"code": code} | more)

    async def states(self, who: Caller) -> dict[str, str]:
        answer = await who.get(f"{self.path}/attendances", limit=200)
        assert answer.status_code == 200, answer.text
        return {one["name"]: one["state"] for one in answer.json()["items"]}


async def a_project(scene: Scene, leader_id: UUID, *members: UUID, **values: Any) -> UUID:
    terms = [row for row in await scene.rows(term) if row.number == 2]
    if not terms:
        await scene.year()
        terms = [row for row in await scene.rows(term) if row.number == 2]
    given = {
        "title": "试卷分析课",
        "kind": ProjectKind.EXAM_ANALYSIS,
        "month": 4,
        "hours": 6,
        "credits": 6,
        "homework_required": True,
        "state": ProjectState.OPEN,
        "created_at": datetime(2021, 3, 1, tzinfo=UTC),
    }
    project_id = await scene.add(project, term_id=terms[0].id, leader_id=leader_id, **given | values)
    for member in members:
        await scene.add(project_member, project_id=project_id, teacher_id=member)
    return project_id


async def an_activity(who: Caller, project_id: UUID, leader_id: UUID, **values: Any) -> Response:
    body = {
        "owner_kind": "project",
        "owner_id": str(project_id),
        "title": "试卷讲评研讨",
        "starts_at": at_two().isoformat(),
        "ends_at": at_two(120).isoformat(),
        "place": "录播教室",
        "hours": "2.00",
        "leader_id": str(leader_id),
    }
    return await who.post("activities", body | values)


async def set_activity_scene(scene: Scene, begins: datetime | None = None) -> ActivityScene:
    people = (("王芳", "wangfang"), ("张伟", "zhangwei"), ("李娜", "lina"))
    leader_id, zhang_id, li_id = [await scene.teacher(name, name_pinyin=said) for name, said in people]
    leader, zhang, li = [
        await scene.signed_in(Role.TEACHER, teacher_id=one) for one in (leader_id, zhang_id, li_id)
    ]
    project_id = await a_project(scene, leader_id, leader_id, zhang_id, li_id)
    begins = begins or at_two()
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}
    made = await an_activity(
        leader, project_id, leader_id, **{name: one.isoformat() for name, one in times.items()}
    )
    assert made.status_code == 201, made.text
    return ActivityScene(scene, project_id, leader, leader_id, zhang, zhang_id, li, li_id, made.json())
