"""Setting a scene of mentor pairs: a leader, a mentor and young teachers of the maths group, in term 2."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from persistence.ids import new_id
from persistence.people.tables import subject_group
from persistence.platform.tables import stored_file
from tests.scene import Caller, Scene
from tests.theme_scene import Hands, done, made
from tests.weekplan_scene import a_term, set_row

__all__ = ["Hands", "MentoringScene", "Person", "done", "made", "noon", "set_mentoring_scene"]


def noon(day: str = "2021-04-12") -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), ZONE).replace(hour=12)


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    caller: Caller


@dataclass(frozen=True, slots=True)
class MentoringScene:
    scene: Scene
    office: Caller
    principal: Caller
    term_id: UUID
    leader: Person
    mentor: Person
    """高级教师, 18 years of service."""

    apprentice: Person
    """25 years old, of the same group."""

    second: Person
    """Another young teacher of the group."""

    stranger: Person
    """Of no group."""

    hands: Hands
    app: FastAPI

    async def proposed(self, **values: Any) -> dict[str, Any]:
        return made(await self.office.post("mentor-pairs", self.body(**values)))

    def body(self, **values: Any) -> dict[str, Any]:
        given = {
            "mentor_id": str(self.mentor.id),
            "apprentice_id": str(self.apprentice.id),
            "field": "teaching",
            "from_day": "2021-02-22",
            "until_day": "2021-07-06",
        }
        return {name: value for name, value in (given | values).items() if value is not None}

    async def step(self, pair: dict[str, Any], step: str, who: Caller | None = None, **body: Any) -> Any:
        path = f"mentor-pairs/{pair['id']}/{step}"
        answer = await (who or self.office).step(path, version=pair["version"], json=body or None)
        return done(answer)

    async def signed(self, **values: Any) -> dict[str, Any]:
        pair = await self.proposed(**values)
        for side in ("mentor", "apprentice"):
            pair = await self.step(pair, "sign", side=side)
        return pair

    async def running(self, **values: Any) -> dict[str, Any]:
        pair: dict[str, Any] = await self.step(await self.signed(**values), "start")
        return pair

    async def outside(self, **values: Any) -> dict[str, Any]:
        """A running pair whose mentor is from outside."""
        named = {"mentor_id": None, "outside_name": "沈名师", "outside_school": "桐乡市实验中学"}
        return await self.running(**named | values)

    async def log(self, pair: dict[str, Any], who: Caller | None = None, **values: Any) -> dict[str, Any]:
        body = self.entry(pair, **values)
        return made(await (who or self.apprentice.caller).post("mentor-logs", body))

    def entry(self, pair: dict[str, Any], **values: Any) -> dict[str, Any]:
        given = {
            "pair_id": pair["id"],
            "day": "2021-04-12",
            "field": "teaching",
            "kind": "talk",
            "text": "讨论一元一次方程的导入",
        }
        return given | values

    async def confirmed(self, pair: dict[str, Any], **values: Any) -> dict[str, Any]:
        """Entered by the office: it counts at once."""
        return await self.log(pair, self.office, **values)

    async def lesson(self, pair: dict[str, Any], who: Caller | None = None, **values: Any) -> dict[str, Any]:
        return made(await (who or self.apprentice.caller).post("report-lessons", self.plan(pair, **values)))

    def plan(self, pair: dict[str, Any], **values: Any) -> dict[str, Any]:
        given = {
            "pair_id": pair["id"],
            "title": "一次函数的图象",
            "day": "2021-04-12",
            "starts_at": "08:55",
            "ends_at": "09:40",
            "place": "录播教室",
        }
        return given | values

    async def evaluation(self, pair: dict[str, Any], who: Caller | None = None) -> dict[str, Any]:
        body = {"pair_id": pair["id"], "term_id": str(self.term_id)}
        return made(await (who or self.apprentice.caller).post("mentor-evaluations", body))

    async def targets(self, pair: dict[str, Any], who: Caller | None = None) -> dict[str, Any]:
        path = f"mentor-pairs/{pair['id']}/targets"
        return done(await (who or self.office).get(path, term_id=str(self.term_id)))

    async def graded(self, pair: dict[str, Any], grade: str = "excellent") -> dict[str, Any]:
        found = await self.evaluation(pair, self.office)
        path = f"mentor-evaluations/{found['id']}"
        found = done(await self.office.step(f"{path}/report", version=1, json={"text": "收获很大"}))
        found = done(await self.office.step(f"{path}/remark", version=2, json={"text": "进步明显"}))
        mark = (await self.targets(pair))["mark"]
        body = {"grade": grade, "targets_mark": mark}
        return done(await self.office.step(f"{path}/grade", version=3, json=body))

    async def file(self, who: Caller) -> UUID:
        file_id = new_id()
        return await self.scene.add(
            stored_file,
            id=file_id,
            key=f"{file_id}",
            account_id=who.principal.account_id,
            filename="听课记录.pdf",
            media_type="application/pdf",
            size=9,
            sha256=file_id.hex,
            created_at=noon(),
        )


async def set_mentoring_scene(scene: Scene, hands: Hands, app: FastAPI) -> MentoringScene:
    term_id = await a_term(scene)
    group_id = await scene.add(subject_group, code="math", name="数学组")

    async def person(name: str, said: str, *roles: Role, **values: Any) -> Person:
        teacher_id = await scene.teacher(name, name_pinyin=said, **values)
        return Person(teacher_id, await scene.signed_in(Role.TEACHER, *roles, teacher_id=teacher_id))

    of = {"subject_group_id": group_id}
    old = {"born_on": date(1975, 3, 1), "hired_on": date(2003, 8, 15)}
    young = {"born_on": date(1996, 2, 29), "hired_on": date(2019, 8, 20)}
    leader = await person("王芳", "wangfang", Role.GROUP_LEADER, **of, **old)
    await set_row(scene, subject_group, group_id, leader_id=leader.id)
    return MentoringScene(
        scene,
        await scene.office(),
        await scene.signed_in(Role.PRINCIPAL),
        term_id,
        leader,
        await person("张伟", "zhangwei", **of, **old, title="高级教师"),
        await person("李娜", "lina", **of, **young),
        await person("赵敏", "zhaomin", **of, **young),
        await person("孙强", "sunqiang", born_on=date(1980, 1, 1)),
        hands,
        app,
    )
