"""Setting a contest: 嘉兴市三项教学论文评比 of 2020学年, authors of two groups, a judge of a third."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import docx
from fastapi import FastAPI
from httpx2 import Response

from domain.contests.entering import WORD
from domain.identity.actions import Role
from domain.papers.paper import PaperState
from domain.people.calendar import ZONE
from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkKind, WorkLevel
from persistence.ids import new_id
from persistence.papers.tables import paper
from persistence.people.tables import subject_group
from persistence.platform.tables import stored_file
from persistence.works.tables import award, work, work_author
from tests.scene import Caller, Scene
from tests.theme_scene import Hands, done, made

CATEGORIES = ["教学论文", "教学案例", "教学反思"]
DUE = "2021-04-20"


def april(day: int, hour: int = 10) -> datetime:
    return datetime(2021, 4, day, hour, tzinfo=ZONE)


@dataclass(frozen=True, slots=True)
class Person:
    """A teacher, signed in."""

    id: UUID
    name: str
    caller: Caller


@dataclass(frozen=True, slots=True)
class ContestScene:
    scene: Scene
    office: Caller
    principal: Caller
    authors: tuple[Person, ...]
    """Two of maths, one of Chinese."""

    judge: Person
    """Of English: no author's group."""

    hands: Hands
    app: FastAPI

    async def contest(self, **values: Any) -> dict[str, Any]:
        """Open, with two places."""
        contest = await self.draft(**values)
        return await self.step(contest, "open")

    async def draft(self, **values: Any) -> dict[str, Any]:
        body = {
            "title": "嘉兴市三项教学论文评比（2021）",
            "series": "嘉兴市三项教学论文评比",
            "organiser": "嘉兴市教育学会",
            "level": "city",
            "school_year": 2020,
            "kinds": ["paper", "case"],
            "categories": CATEGORIES,
            "entries_due_on": DUE,
            "submission_due_on": "2021-05-10",
            "quota_set": 2,
        } | values
        return made(await self.office.post("contests", body))

    async def step(self, contest: dict[str, Any], step: str, json: Any = None) -> dict[str, Any]:
        return done(await self.try_step(contest, step, json))

    async def try_step(self, contest: dict[str, Any], step: str, json: Any = None) -> Response:
        headers = {
            "If-Match": f'"{contest["version"]}"',
            "Idempotency-Key": f"{step}{contest['id']}{contest['version']}",
        }
        body = {} if json is None else {"json": json}
        return await self.office.ask("POST", f"contests/{contest['id']}/{step}", headers=headers, **body)

    async def work(
        self,
        *authors: Person,
        title: str = "生本课堂中的追问",
        kind: WorkKind = WorkKind.PAPER,
        state: PaperState = PaperState.ACCEPTED,
    ) -> UUID:
        """A paper is one the school has accepted, unless another state is given."""
        work_id = await self.scene.add(work, kind=kind, title=title, entered_at=april(1))
        for position, author in enumerate(authors, start=1):
            await self.scene.add(work_author, work_id=work_id, position=position, teacher_id=author.id)
        if kind is WorkKind.PAPER:
            of = {"work_id": work_id, "lead_id": authors[0].id, "created_at": april(1)}
            years = 2000 + len(await self.scene.rows(paper))  # one a year: nobody here asks of which
            await self.scene.add(paper, school_year=years, state=state, **of)
        return work_id

    async def awarded(self, work_id: UUID, level: WorkLevel, **values: Any) -> UUID:
        given = {
            "prize": Prize.SECOND,
            "issuer": "桐乡市教育学会",
            "awarded_on": april(2).date(),
            "state": WorkAwardState.CONFIRMED,
            "account_id": new_id(),
            "entered_at": april(2),
        } | values
        return await self.scene.add(award, work_id=work_id, level=level, **given)

    def entry_body(self, contest: dict[str, Any], work_id: UUID, **values: Any) -> dict[str, Any]:
        return {
            "contest_id": contest["id"],
            "work_id": str(work_id),
            "category": "教学论文",
            "text": "课堂上，追问是一门艺术。",
        } | values

    async def entered(
        self, contest: dict[str, Any], *authors: Person, title: str = "生本课堂中的追问", **values: Any
    ) -> dict[str, Any]:
        """By the first of the authors."""
        body = self.entry_body(contest, await self.work(*authors, title=title), **values)
        return made(await authors[0].caller.post("contest-entries", body))

    async def three_entries(self, contest: dict[str, Any]) -> list[dict[str, Any]]:
        return [await self.entered(contest, one, title=f"{one.name}的论文") for one in self.authors]

    async def appointed(self, contest: dict[str, Any], who: Person | None = None) -> dict[str, Any]:
        body = {"teacher_id": str((who or self.judge).id)}
        return made(await self.office.post(f"contests/{contest['id']}/judges", body))

    async def scored(self, contest: dict[str, Any], who: Person, *scores: str) -> None:
        """The judge's entries by number, each with the score in its place."""
        path = f"contests/{contest['id']}"
        for one, score in zip(
            done(await who.caller.get(f"{path}/anonymous-entries"))["items"], scores, strict=True
        ):
            made(await who.caller.post(f"{path}/scores", {"entry_id": one["id"], "score": score}))

    async def entries(self, contest: dict[str, Any], who: Caller | None = None) -> list[dict[str, Any]]:
        """By number."""
        found = done(await (who or self.office).get("contest-entries", contest_id=contest["id"]))["items"]
        return sorted(found, key=lambda one: (one["alias"] or "", one["entered_at"]))

    async def sent(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """A contest with two entries on their way to the organiser."""
        contest = await self.contest()
        for one in self.authors[:2]:
            await self.entered(contest, one, title=f"{one.name}的论文")
        for step in ("close", "rank", "submit"):
            contest = await self.step(contest, step)
        return contest, await self.entries(contest)

    async def record(self, entry: dict[str, Any], key: str | None = None, **result: Any) -> Response:
        headers = {
            "If-Match": f'"{entry["version"]}"',
            "Idempotency-Key": key or f"result{entry['id']}{entry['version']}",
        }
        path = f"contest-entries/{entry['id']}/result"
        return await self.office.ask("POST", path, headers=headers, json=result)

    async def word_file(self, who: Caller, *lines: str, author: str = "王芳") -> UUID:
        """A Word document whose bytes are kept."""
        paper, out = docx.Document(), io.BytesIO()
        paper.core_properties.author = author
        for line in lines:
            paper.add_paragraph(line)
        paper.save(out)
        return await self.file(who, out.getvalue())

    async def file(self, who: Caller, content: bytes, **values: Any) -> UUID:
        file_id = new_id()
        key = f"{self.scene.school_id}/2021/{file_id}"
        await self.app.state.files.keep(key, io.BytesIO(content))
        given = {"filename": "论文.docx", "media_type": WORD, "size": len(content), "sha256": file_id.hex}
        return await self.scene.add(
            stored_file,
            id=file_id,
            key=key,
            account_id=who.principal.account_id,
            created_at=april(1),
            **given | values,
        )


async def a_person(scene: Scene, name: str, **values: Any) -> Person:
    teacher_id = await scene.teacher(name, **values)
    return Person(teacher_id, name, await scene.signed_in(Role.TEACHER, teacher_id=teacher_id))


async def set_contest_scene(scene: Scene, hands: Hands, app: FastAPI) -> ContestScene:
    hands.at = april(6)
    groups = [
        await scene.add(subject_group, code=code, name=name)
        for code, name in (("math", "数学组"), ("yuwen", "语文组"), ("eng", "英语组"))
    ]
    authors = (
        await a_person(scene, "王芳", name_pinyin="wangfang", subject_group_id=groups[0]),
        await a_person(scene, "李娜", name_pinyin="lina", subject_group_id=groups[0]),
        await a_person(scene, "陈静", name_pinyin="chenjing", subject_group_id=groups[1]),
    )
    judge = await a_person(scene, "沈建芳", name_pinyin="shenjianfang", subject_group_id=groups[2])
    principal = await scene.signed_in(Role.PRINCIPAL)
    return ContestScene(scene, await scene.office(), principal, authors, judge, hands, app)
