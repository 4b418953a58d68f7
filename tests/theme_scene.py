"""Setting a theme: 生本课堂 of 2020学年's second term, and a maths and a Chinese group with their leaders."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from httpx2 import Response

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from persistence.ids import new_id
from persistence.people.tables import subject_group
from persistence.platform.tables import stored_file
from tests.scene import Caller, Scene
from tests.weekplan_scene import a_term, set_row

LESSON = (
    "本次活动围绕如何让学生先学后教展开，由张伟老师执教研讨课《一元一次方程》。"
    "课后全组教师围坐评课，肯定了前置学习单的设计，也指出小组交流时间偏短、反馈不够及时。"
)


def at_two(minutes: int = 0, seconds: int = 0) -> datetime:
    """Minutes after the group's activity of 12 April 2021 begins."""
    return datetime(2021, 4, 12, 14, tzinfo=ZONE) + timedelta(minutes=minutes, seconds=seconds)


@dataclass
class Hands:
    """Of the server's clock."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """A subject group with its leader and members, all signed in."""

    id: UUID
    leader: Caller
    leader_id: UUID
    members: tuple[Caller, ...]
    member_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ThemeScene:
    scene: Scene
    office: Caller
    term_id: UUID
    maths: Group
    chinese: Group
    hands: Hands
    app: FastAPI

    async def theme(self, **values: Any) -> dict[str, Any]:
        body = {"term_id": str(self.term_id), "title": "生本课堂", "due_on": "2021-06-18"} | values
        return made(await self.office.post("themes", body))

    async def entered(self, theme: dict[str, Any], group: Group, **values: Any) -> dict[str, Any]:
        body = {
            "theme_id": theme["id"],
            "subject_group_id": str(group.id),
            "question": "前置学习单怎么设计",
        }
        return made(await group.leader.post("group-themes", body | values))

    async def begun(self, theme: dict[str, Any]) -> dict[str, Any]:
        return done(await self.office.step(f"themes/{theme['id']}/open", version=theme["version"]))

    async def running(self, *groups: Group) -> list[dict[str, Any]]:
        """The theme opened, with these groups' parts in it."""
        theme = await self.theme()
        parts = [await self.entered(theme, group) for group in groups]
        await self.begun(theme)
        return parts

    async def activity(
        self, group: Group, part: dict[str, Any], starts_at: datetime | None = None, **values: Any
    ) -> dict[str, Any]:
        begins = starts_at or at_two()
        body = {
            "owner_kind": "theme",
            "owner_id": part["id"],
            "title": "研讨课与评课",
            "starts_at": begins.isoformat(),
            "ends_at": (begins + timedelta(hours=2)).isoformat(),
            "place": "录播教室",
            "hours": "2.00",
            "leader_id": str(group.leader_id),
        }
        return made(await group.leader.post("activities", body | values))

    async def signs_in(self, who: Caller, activity: dict[str, Any], at: datetime) -> None:
        self.hands.at = at
        activity_id = UUID(activity["id"])
        code = self.app.state.sealing.sign_in_code(self.scene.school_id, activity_id, at=at)
        made(await who.post(f"activities/{activity_id}/sign-ins", {"code": code}))

    async def slots(self, part: dict[str, Any], who: Caller | None = None) -> dict[str, dict[str, Any]]:
        found = done(await (who or self.office).get("theme-slots", group_theme_id=part["id"]))
        return {one["key"]: one for one in found["items"]}

    async def hints(self, who: Caller | None = None, **asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = done(await (who or self.office).get("theme-hints", **asked))["items"]
        return found

    async def facts(self, group: Group, who: Caller | None = None) -> dict[str, Any]:
        asked = {"term_id": str(self.term_id), "subject_group_id": str(group.id)}
        (found,) = done(await (who or self.office).get("theme-facts", **asked))["items"]
        facts: dict[str, Any] = found
        return facts

    async def file(self, who: Caller, **values: Any) -> UUID:
        file_id = new_id()
        given = {
            "filename": "评课.jpg",
            "media_type": "image/jpeg",
            "size": 9,
            "sha256": file_id.hex,
            "created_at": datetime(2021, 3, 1, tzinfo=UTC),
        }
        return await self.scene.add(
            stored_file,
            id=file_id,
            key=f"{file_id}",
            account_id=who.principal.account_id,
            **given | values,
        )


def made(answer: Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def done(answer: Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def a_group(scene: Scene, code: str, name: str, *people: tuple[str, str]) -> Group:
    """The first of the people leads it."""
    group_id = await scene.add(subject_group, code=code, name=name)
    ids = [await scene.teacher(one, name_pinyin=said, subject_group_id=group_id) for one, said in people]
    await set_row(scene, subject_group, group_id, leader_id=ids[0])
    leader = await scene.signed_in(Role.TEACHER, Role.GROUP_LEADER, teacher_id=ids[0])
    members = [await scene.signed_in(Role.TEACHER, teacher_id=one) for one in ids[1:]]
    return Group(group_id, leader, ids[0], tuple(members), tuple(ids[1:]))


async def set_theme_scene(scene: Scene, hands: Hands, app: FastAPI) -> ThemeScene:
    term_id = await a_term(scene)
    maths = await a_group(
        scene, "math", "数学组", ("王芳", "wangfang"), ("张伟", "zhangwei"), ("李娜", "lina")
    )
    chinese = await a_group(scene, "yuwen", "语文组", ("陈静", "chenjing"), ("刘洋", "liuyang"))
    return ThemeScene(scene, await scene.office(), term_id, maths, chinese, hands, app)
