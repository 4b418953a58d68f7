"""Setting a year of papers: authors, experienced colleagues of other groups, and the office."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from docx import Document
from fastapi import FastAPI
from httpx2 import Response

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.people.tables import subject_group
from persistence.works.tables import work, work_author
from tests.scene import Caller, Scene
from tests.theme_scene import Hands

NOON = datetime(2021, 4, 12, 4, tzinfo=UTC)
OPENING = "在初中数学课堂里，前置学习单常被当作另一份作业。"
TEXT = (
    OPENING
    + "石门中学的张伟在七年级两个班做了一个学期的对比：一班先学后教，二班先教后学，"
    + "结果显示先学的班级提问更多，也更愿意在小组里讲自己的思路，而基础题的正确率并无差别。"
    + "因此，学习单应当留出问题，而不是留出空格。"
)
OTHER = (
    "阅读课上的批注往往流于划线，学生不知道自己为什么停在这一句。"
    "我们让学生在三种颜色之间选择：疑问、联想与不同意，再在小组里只交换不同意的部分。"
    "八周之后，学生写下的不同意从每篇一处增加到四处，讨论也从复述转向争辩。"
)


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    caller: Caller


@dataclass(frozen=True, slots=True)
class PaperScene:
    scene: Scene
    app: FastAPI
    hands: Hands
    office: Caller
    maths_id: UUID
    chinese_id: UUID
    zhang: Person
    """数学组, 3 years of service: an author."""

    li: Person
    """数学组, 20 years."""

    chen: Person
    """语文组, 20 years: may review maths."""

    liu: Person
    """语文组, 20 years."""

    young: Person
    """语文组, 2 years: experienced by no rule."""

    async def person(self, name: str, pinyin: str, *roles: Role, **values: Any) -> Person:
        return await a_person(self.scene, name, pinyin, *roles, **values)

    async def paper(self, who: Person | None = None, **values: Any) -> dict[str, Any]:
        body = {"school_year": 2020, "title": "前置学习单的设计"} | values
        return made(await (who or self.zhang).caller.post("papers", body))

    async def written(self, who: Person | None = None, **values: Any) -> dict[str, Any]:
        """A paper with a version."""
        author = who or self.zhang
        named = {name: values.pop(name) for name in ("author_ids", "school_year") if name in values}
        paper = await self.paper(author, **named)
        await self.version(paper, author, **values)
        return await self.now(paper, author)

    async def version(
        self, paper: dict[str, Any], who: Person | None = None, **values: Any
    ) -> dict[str, Any]:
        body = {"title": "前置学习单的设计", "text": TEXT} | values
        path = f"papers/{paper['id']}/versions"
        return made(await (who or self.zhang).caller.post(path, body))

    async def submitted(self, who: Person | None = None, **values: Any) -> dict[str, Any]:
        author = who or self.zhang
        paper = await self.written(author, **values)
        done(await author.caller.step(f"papers/{paper['id']}/submit", version=paper["version"]))
        return await self.now(paper)

    async def assigned(self, paper: dict[str, Any], reviewer: Person, **values: Any) -> dict[str, Any]:
        return made(await self.assign(paper, reviewer.id, **values))

    async def assign(self, paper: dict[str, Any], reviewer_id: UUID, **values: Any) -> Response:
        version = (await self.now(paper))["version"]
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": new_id().hex}
        body = {"reviewer_id": str(reviewer_id)} | values
        path = f"papers/{paper['id']}/reviews"
        return await self.office.ask("POST", path, headers=headers, json=body)

    async def bulk(self, *items: tuple[dict[str, Any], UUID]) -> Response:
        body = {"items": [{"paper_id": one["id"], "reviewer_id": str(who)} for one, who in items]}
        return await self.office.post("paper-reviews/bulk", body, Idempotency_Key=new_id().hex)

    async def reviewed(
        self, review: dict[str, Any], who: Person, verdict: str = "accepted", **values: Any
    ) -> dict[str, Any]:
        body = {"verdict": verdict, "aspects": [{"aspect": "topic", "remark": "题目可再小一些", "mark": 4}]}
        path = f"review-tasks/{review['id']}/submit"
        return done(await who.caller.step(path, version=review["version"], json=body | values))

    async def decided(
        self, paper: dict[str, Any], step: str, who: Caller | None = None, **body: Any
    ) -> Response:
        version = (await self.now(paper))["version"]
        path = f"papers/{paper['id']}/{step}"
        return await (who or self.office).step(
            path, version=version, json=None if step == "withdraw" else body
        )

    async def accepted(self, who: Person | None = None, **values: Any) -> dict[str, Any]:
        """A paper all the way, reviewed by 陈静."""
        paper = await self.submitted(who, **values)
        await self.reviewed(await self.assigned(paper, self.chen), self.chen)
        return done(await self.decided(paper, "accept"))

    async def now(self, paper: dict[str, Any], who: Person | None = None) -> dict[str, Any]:
        """As the office sees it, or somebody else."""
        return done(await (who.caller if who else self.office).get(f"papers/{paper['id']}"))

    async def rule(self, key: str, value: str) -> None:
        body = {"key": key, "value": value, "effective_from": "2020-09-01"}
        made(await self.office.post("paper-rules", body))

    async def wrote_together(self, *people: Person, at: datetime = NOON) -> None:
        """Another work of theirs."""
        work_id = await self.scene.add(work, kind="case", title="案例", entered_at=at)
        for position, one in enumerate(people, start=1):
            await self.scene.add(work_author, work_id=work_id, position=position, teacher_id=one.id)

    async def file(self, who: Person, name: str, content: bytes) -> str:
        answer = await who.caller.ask("POST", "files", files={"file": (name, content)})
        found: str = made(answer)["id"]
        return found


def made(answer: Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def done(answer: Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refusal(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def a_docx(*paragraphs: str, author: str = "张伟") -> bytes:
    document, out = Document(), BytesIO()
    document.core_properties.author = author
    for one in paragraphs:
        document.add_paragraph(one)
    document.save(out)
    return out.getvalue()


async def a_person(scene: Scene, name: str, pinyin: str, *roles: Role, **values: Any) -> Person:
    given = {"name_pinyin": pinyin, "hired_on": date(2000, 8, 1)} | values
    teacher_id = await scene.teacher(name, **given)
    return Person(teacher_id, await scene.signed_in(Role.TEACHER, *roles, teacher_id=teacher_id))


async def set_paper_scene(scene: Scene, app: FastAPI, hands: Hands) -> PaperScene:
    await scene.year()
    maths = await scene.add(subject_group, code="math", name="数学组")
    chinese = await scene.add(subject_group, code="yuwen", name="语文组")
    return PaperScene(
        scene,
        app,
        hands,
        await scene.office(),
        maths,
        chinese,
        await a_person(scene, "张伟", "zhang wei", subject_group_id=maths, hired_on=date(2018, 8, 1)),
        await a_person(scene, "李娜", "li na", subject_group_id=maths),
        await a_person(scene, "陈静", "chen jing", subject_group_id=chinese),
        await a_person(scene, "刘洋", "liu yang", subject_group_id=chinese),
        await a_person(scene, "赵敏", "zhao min", subject_group_id=chinese, hired_on=date(2019, 8, 1)),
    )
