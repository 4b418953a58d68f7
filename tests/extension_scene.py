"""Setting extension courses: a school with its timetable, and 《丰子恺散文阅读》 with two teachers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from persistence.ids import new_id
from persistence.people.tables import term
from persistence.platform.tables import stored_file
from persistence.timetable.tables import room
from tests.scene import Caller, Scene
from tests.theme_scene import Hands, done, made
from tests.timetable_scene import SchoolWeek, a_week

FRIDAY_6 = {"weekday": 5, "period_no": 6}
FIRST_FRIDAY = date(2021, 3, 5)
TODAY = datetime(2021, 4, 12, 12, tzinfo=ZONE)
ESSAYS = "丰子恺散文阅读"


@dataclass(frozen=True, slots=True)
class ExtensionScene:
    """The server's clock stands at noon of 12 April 2021: six Fridays of the course are over."""

    scene: Scene
    week: SchoolWeek
    office: Caller
    head: Caller
    """Responsible."""

    head_id: UUID
    mate: Caller
    mate_id: UUID
    stranger: Caller
    stranger_id: UUID
    term_id: UUID
    last_term_id: UUID
    room_id: UUID
    hands: Hands
    app: FastAPI

    def body(self, **values: Any) -> dict[str, Any]:
        return {
            "kind": "knowledge",
            "title": ESSAYS,
            "aims": "走近家乡的散文大家",
            "capacity": 30,
            "sessions_planned": 4,
            "teacher_ids": [str(self.head_id), str(self.mate_id)],
            "grade_ids": [str(self.week.grade_id)],
            "slots": [FRIDAY_6],
            "room_id": str(self.room_id),
        } | values

    async def draft(self, who: Caller | None = None, **values: Any) -> dict[str, Any]:
        return made(await (who or self.head).post("extension-courses", self.body(**values)))

    async def applied(self, **values: Any) -> dict[str, Any]:
        course = await self.draft(self.office, **values)
        path = f"extension-courses/{course['id']}"
        made(await self.office.post(f"{path}/outlines", {"text": "课程纲要"}))
        return await self.stepped(course, "apply", self.office)

    async def approved(self, **values: Any) -> dict[str, Any]:
        return await self.stepped(await self.applied(**values), "approve", self.office)

    async def running(self, *, start: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
        course = await self.approved(**values)
        return await self.stepped(course, "start", self.office, self.start(**(start or {})))

    def start(self, **values: Any) -> dict[str, Any]:
        return {"term_id": str(self.term_id), "students": 28, "first_day": "2021-03-01"} | values

    async def stepped(
        self, course: dict[str, Any], step: str, who: Caller, json: Any = None
    ) -> dict[str, Any]:
        now = await self.now(course)
        path = f"extension-courses/{course['id']}/{step}"
        return done(await who.step(path, version=now["version"], json=json))

    async def now(self, course: dict[str, Any], who: Caller | None = None) -> dict[str, Any]:
        return done(await (who or self.office).get(f"extension-courses/{course['id']}"))

    async def refused(
        self, course: dict[str, Any], step: str, who: Caller, json: Any = None
    ) -> tuple[int, str]:
        now = await self.now(course)
        path = f"extension-courses/{course['id']}/{step}"
        answer = await who.step(path, version=now["version"], json=json)
        return answer.status_code, answer.json()["code"]

    def session(self, session_no: int, day: str, **values: Any) -> dict[str, Any]:
        return {
            "session_no": session_no,
            "day": day,
            "period_no": 6,
            "topic": f"第{session_no}课",
            "attended": 12,
        } | values

    async def teach(self, course: dict[str, Any], *days: str, who: Caller | None = None) -> None:
        """Sessions 1, 2, … on these days."""
        for no, day in enumerate(days, start=1):
            path = f"extension-runs/{course['run_id']}/sessions"
            made(await (who or self.head).post(path, self.session(no, day)))

    async def plan(self, course: dict[str, Any], *session_nos: int) -> None:
        for no in session_nos:
            path = f"extension-runs/{course['run_id']}/lesson-plans"
            made(await self.head.post(path, {"session_no": no, "title": f"第{no}课", "text": "教案"}))

    async def textbook(self, course: dict[str, Any]) -> None:
        path = f"extension-courses/{course['id']}/textbooks"
        made(await self.head.post(path, {"title": "读本", "text": "教材"}))

    async def file(self, who: Caller) -> UUID:
        """An upload of theirs."""
        file_id = new_id()
        return await self.scene.add(
            stored_file,
            id=file_id,
            key=f"{file_id}",
            filename="读本.pdf",
            media_type="application/pdf",
            size=9,
            sha256=file_id.hex,
            account_id=who.principal.account_id,
            created_at=datetime(2021, 3, 1, tzinfo=UTC),
        )

    async def gaps(self, course: dict[str, Any]) -> dict[str, Any]:
        return done(await self.stranger.get(f"extension-runs/{course['run_id']}/gaps"))

    async def complete(self, **values: Any) -> dict[str, Any]:
        """A course of which nothing is missing."""
        course = await self.running(**values)
        await self.textbook(course)
        await self.teach(course, "2021-03-05", "2021-03-12", "2021-03-19", "2021-03-26")
        await self.plan(course, 1, 2, 3, 4)
        return course


async def set_extension_scene(scene: Scene, hands: Hands, app: FastAPI) -> ExtensionScene:
    week = await a_week(scene)
    terms = sorted(await scene.rows(term), key=lambda one: one.number)
    people = []
    for name, pinyin in (("沈建芳", "shenjianfang"), ("张伟", "zhangwei"), ("姚丽", "yaoli")):
        teacher_id = await scene.teacher(name, name_pinyin=pinyin)
        people.append((await scene.signed_in(Role.TEACHER, teacher_id=teacher_id), teacher_id))
    (head, head_id), (mate, mate_id), (stranger, stranger_id) = people
    return ExtensionScene(
        scene,
        week,
        await scene.office(),
        head,
        head_id,
        mate,
        mate_id,
        stranger,
        stranger_id,
        terms[1].id,
        terms[0].id,
        await scene.add(room, code="R1", name="阅览室"),
        hands,
        app,
    )
