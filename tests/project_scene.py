"""A project that is over: who came is on record, homework is in, its six materials are accepted."""

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from httpx2 import Response

from domain.identity.actions import Role
from domain.projects.materials import MaterialKind
from domain.training.credit import Account
from persistence.activities.tables import attendance
from persistence.people.tables import term
from persistence.training.tables import credit_entry
from tests.activity_scene import an_activity, at_two
from tests.scene import Caller, Scene

AFTER = at_two(24 * 60)
BROUGHT = {
    MaterialKind.PLAN: "方案.pdf",
    MaterialKind.RECORD: "研讨记录（一）.pdf",
    MaterialKind.REPORT: "报道.pdf",
    MaterialKind.HOMEWORK: "作业汇编.pdf",
}
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


async def uploaded(who: Caller, name: str, content: bytes = PDF) -> str:
    answer = await who.ask("POST", "files", files={"file": (name, io.BytesIO(content), "application/pdf")})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@dataclass(slots=True)
class ProjectScene:
    scene: Scene
    office: Caller
    leader: Caller
    leader_id: UUID
    members: dict[str, UUID]
    callers: dict[str, Caller]
    project: dict[str, Any]
    activity: dict[str, Any]

    @property
    def path(self) -> str:
        return f"projects/{self.project['id']}"

    async def again(self) -> dict[str, Any]:
        self.project = (await self.office.get(self.path)).json()
        return self.project

    async def came(self, name: str, state: str = "present") -> None:
        await self.scene.add(
            attendance, activity_id=UUID(self.activity["id"]), teacher_id=self.members[name], state=state,
            how="scanned", at=at_two(),
        )  # fmt: skip

    async def homework(self, name: str, *, accepted: bool = True, mark: str | None = None) -> dict[str, Any]:
        made = await self.callers[name].post(f"{self.path}/homeworks", {"text": f"{name}的反思"})
        assert made.status_code == 201, made.text
        found: dict[str, Any] = made.json()
        if accepted:
            body = {} if mark is None else {"mark": mark}
            judged = await self.office.step(
                f"homeworks/{found['id']}/accept", version=found["version"], json=body
            )
            assert judged.status_code == 200, judged.text
            found = judged.json()
        return found

    async def materials(self) -> dict[str, dict[str, Any]]:
        items = (await self.leader.get(f"{self.path}/materials")).json()["items"]
        return {one["kind"]: one for one in items}

    async def hand_in(self, kind: MaterialKind) -> Response:
        material = (await self.materials())[kind]
        if kind not in BROUGHT:
            return await self.leader.post(f"materials/{material['id']}/productions")
        file_id = await uploaded(self.leader, BROUGHT[kind])
        return await self.leader.post(f"materials/{material['id']}/versions", {"file_id": file_id})

    async def accept(self, *kinds: MaterialKind) -> None:
        for kind in kinds or tuple(MaterialKind):
            handed = await self.hand_in(kind)
            assert handed.status_code == 201, handed.text
            material = (await self.materials())[kind]
            done = await self.office.step(f"materials/{material['id']}/accept", version=material["version"])
            assert done.status_code == 200, done.text

    async def close(self) -> Response:
        return await self.office.step(f"{self.path}/close", version=self.project["version"])

    async def reopen(self) -> Response:
        body = {"reason": "漏记一人"}
        return await self.office.step(f"{self.path}/reopen", version=self.project["version"], json=body)

    async def confirmed(self) -> dict[str, str]:
        """What the ledger says each member has."""
        lines = [row for row in await self.scene.rows(credit_entry) if row.account == Account.CONFIRMED]
        return {
            name: str(sum((row.credits for row in lines if row.teacher_id == one), Decimal(0)))
            for name, one in self.members.items()
        }


async def set_project_scene(scene: Scene, **values: Any) -> ProjectScene:
    """Three members: the leader 王芳, 张伟 and 李娜; one activity, of which nothing is on record yet."""
    await scene.year()
    term_id = next(row.id for row in await scene.rows(term) if row.number == 2)
    people = {"王芳": "wangfang", "张伟": "zhangwei", "李娜": "lina"}
    members = {name: await scene.teacher(name, name_pinyin=said) for name, said in people.items()}
    callers = {name: await scene.signed_in(Role.TEACHER, teacher_id=one) for name, one in members.items()}
    office = await scene.office()
    body = {
        "term_id": str(term_id),
        "title": "试卷分析课",
        "kind": "exam_analysis",
        "month": 4,
        "leader_id": str(members["王芳"]),
        "hours": "6.00",
        "credits": "6.00",
        "member_ids": [str(one) for one in members.values()],
    }
    made = await office.post("projects", body | values)
    assert made.status_code == 201, made.text
    project = made.json()
    held = await an_activity(callers["王芳"], project["id"], members["王芳"])
    assert held.status_code == 201, held.text
    return ProjectScene(
        scene, office, callers["王芳"], members["王芳"], members, callers, project, held.json()
    )


async def all_done(place: ProjectScene) -> None:
    """张伟 passes, 李娜 did not come, 王芳 came and handed nothing in."""
    await place.came("张伟")
    await place.came("王芳", "late")
    await place.homework("张伟", mark="90")
    await place.homework("李娜")
    await place.accept()
