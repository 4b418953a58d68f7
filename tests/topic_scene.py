"""Setting topics of 2020学年: 王芳 leads, 张伟 and 李娜 may be members, 陈静 is none; and the office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from persistence.ids import new_id
from persistence.people.tables import term
from persistence.platform.tables import message, stored_file
from tests.scene import Caller, Scene
from tests.theme_scene import Hands, done, made

TITLE = "小组合作学习中学生表达的实践研究"
PLAN = "以七年级两个班为对象，前测、行动研究两轮、后测；每月一次课例研讨。"


def at(day: str) -> datetime:
    """Nine in the morning of that day, by the school's clock."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time().replace(hour=9), ZONE)


@dataclass(frozen=True, slots=True)
class TopicScene:
    scene: Scene
    office: Caller
    wang: Caller
    zhang: Caller
    chen: Caller
    wang_id: UUID
    zhang_id: UUID
    li_id: UUID
    chen_id: UUID
    hands: Hands
    app: FastAPI

    def today(self, day: str) -> None:
        self.hands.at = at(day)

    async def draft(self, who: Caller | None = None, **values: Any) -> dict[str, Any]:
        members = values.pop("members", [self.wang_id, self.zhang_id])
        body = {"title": TITLE, "level": "school", "plan": PLAN, "member_ids": [str(one) for one in members]}
        return made(await (who or self.wang).post("topics", body | values))

    async def submitted(self, who: Caller | None = None, **values: Any) -> dict[str, Any]:
        draft = await self.draft(who, **values)
        return done(await (who or self.wang).step(f"topics/{draft['id']}/submit", version=1))

    async def approved(
        self, who: Caller | None = None, *, on: str = "2020-10-10", number: str | None = None, **values: Any
    ) -> dict[str, Any]:
        """Entered, submitted and approved that day."""
        self.today(on)
        topic = await self.submitted(who, **values)
        return await self.approves(topic, approved_on=on, number=number or f"TX{new_id().hex[-8:]}")

    async def approves(self, topic: dict[str, Any], **values: Any) -> dict[str, Any]:
        body = {"level": "school", "number": "TX2020-031", "approved_on": "2020-10-10"} | values
        answer = await self.office.step(f"topics/{topic['id']}/approve", version=topic["version"], json=body)
        return done(answer)

    async def steps(self, topic: dict[str, Any], who: Caller | None = None) -> list[dict[str, Any]]:
        found = done(await (who or self.office).get("topic-milestones", topic_id=topic["id"]))
        items: list[dict[str, Any]] = found["items"]
        return items

    async def hand_in(self, step: dict[str, Any], who: Caller | None = None, **body: Any) -> dict[str, Any]:
        path = f"topic-milestones/{step['id']}/hand-in"
        given = body or {"text": f"{step['kind']}报告"}
        return done(await (who or self.wang).step(path, version=step["version"], json=given))

    async def accepts(self, step: dict[str, Any]) -> dict[str, Any]:
        path = f"topic-milestones/{step['id']}/accept"
        return done(await self.office.step(path, version=step["version"]))

    async def passed(self, topic: dict[str, Any], number: int, who: Caller | None = None) -> dict[str, Any]:
        """So many steps handed in and accepted; the topic then."""
        for step in (await self.steps(topic))[:number]:
            await self.accepts(await self.hand_in(step, who))
        return await self.seen(topic)

    async def seen(self, topic: dict[str, Any], who: Caller | None = None) -> dict[str, Any]:
        return done(await (who or self.office).get(f"topics/{topic['id']}"))

    async def listed(self, who: Caller | None = None, **asked: Any) -> list[str]:
        """The ids of the topics found."""
        return [one["id"] for one in done(await (who or self.office).get("topics", **asked))["items"]]

    async def term(self, start: str) -> UUID:
        (found,) = [row.id for row in await self.scene.rows(term) if row.starts_on.isoformat() == start]
        term_id: UUID = found
        return term_id

    async def told(self, event: str) -> list[tuple[UUID, dict[str, Any]]]:
        rows = await self.scene.rows(message)
        return [(row.recipient_id, row.facts) for row in rows if row.event == event]

    async def file(self, who: Caller, filename: str = "方案.pdf") -> UUID:
        file_id = new_id()
        return await self.scene.add(
            stored_file,
            id=file_id,
            key=f"{file_id}",
            account_id=who.principal.account_id,
            filename=filename,
            media_type="application/pdf",
            size=9,
            sha256=file_id.hex,
            created_at=datetime(2020, 10, 1, tzinfo=UTC),
        )


def ids(items: Sequence[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in items]


async def set_topic_scene(scene: Scene, hands: Hands, app: FastAPI) -> TopicScene:
    for start in (2019, 2020):
        await scene.year(start)
    people = [("王芳", "wangfang"), ("张伟", "zhangwei"), ("李娜", "lina"), ("陈静", "chenjing")]
    wang, zhang, li, chen = [await scene.teacher(name, name_pinyin=said) for name, said in people]
    return TopicScene(
        scene,
        office=await scene.office(),
        wang=await scene.signed_in(Role.TEACHER, teacher_id=wang),
        zhang=await scene.signed_in(Role.TEACHER, teacher_id=zhang),
        chen=await scene.signed_in(Role.TEACHER, teacher_id=chen),
        wang_id=wang,
        zhang_id=zhang,
        li_id=li,
        chen_id=chen,
        hands=hands,
        app=app,
    )
