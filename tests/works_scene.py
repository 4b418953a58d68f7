"""Setting works and awards: a school year, an office, and teachers who write."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from httpx2 import Response

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.platform.tables import stored_file
from tests.scene import Caller, Scene


def done(answer: Response, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@dataclass(slots=True)
class Author:
    id: UUID
    caller: Caller


@dataclass(slots=True)
class WorksScene:
    scene: Scene
    office: Caller
    authors: dict[str, Author] = field(default_factory=dict)

    async def author(self, name: str, **values: Any) -> Author:
        if name not in self.authors:
            teacher_id = await self.scene.teacher(name=name, **values)
            caller = await self.scene.signed_in(Role.TEACHER, teacher_id=teacher_id)
            self.authors[name] = Author(teacher_id, caller)
        return self.authors[name]

    async def work(
        self, *names: str, by: Caller | None = None, title: str = "生本课堂案例", kind: str = "case"
    ) -> dict[str, Any]:
        ids = [str((await self.author(name)).id) for name in names]
        body = {"kind": kind, "title": title, "author_ids": ids}
        return done(await (by or self.office).post("works", body), 201)

    async def certificate(self, whose: Caller) -> str:
        made = await self.scene.add(
            stored_file,
            filename="证书.jpg",
            media_type="image/jpeg",
            size=10,
            sha256="ab" * 32,
            key=f"key/{new_id()}",
            account_id=whose.principal.account_id,
            created_at=datetime(2021, 3, 1, tzinfo=UTC),
        )
        return str(made)

    async def award(self, work: dict[str, Any], by: Caller | None = None, **values: Any) -> dict[str, Any]:
        return done(await (by or self.office).post("awards", award_body(work, **values)), 201)

    async def void(self, award: dict[str, Any], reason: str = "获奖名单有误") -> dict[str, Any]:
        step = self.office.step(
            f"awards/{award['id']}/void", version=award["version"], json={"reason": reason}
        )
        return done(await step)


def award_body(work: dict[str, Any], **values: Any) -> dict[str, Any]:
    given = {"level": "county", "prize": "first", "issuer": "桐乡市教育学会", "awarded_on": "2021-03-12"}
    return {"work_id": work["id"]} | given | values


async def set_works_scene(scene: Scene) -> WorksScene:
    await scene.year()
    return WorksScene(scene, await scene.office())
