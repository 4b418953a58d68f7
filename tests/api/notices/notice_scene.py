"""A school far ahead with a grade and its head, whose teacher is placed in a training on a Monday."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from httpx2 import Response
from sqlalchemy import update

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.notices.tables import notice_copy, notice_edition
from persistence.people.tables import grade_group, homeroom_assignment, subject_group
from persistence.platform.tables import message
from tests.api.timetable.absence_scene import MONDAY, block
from tests.api.training.offering import a_course, an_open_session, enrolled, read
from tests.scene import Caller, Scene
from tests.timetable_scene import SchoolWeek, a_week


@dataclass(frozen=True, slots=True)
class NoticeScene:
    week: SchoolWeek
    office: Caller
    affairs: Caller
    teacher_id: UUID
    as_teacher: Caller
    head_id: UUID
    as_head: Caller
    course: dict[str, Any]
    session: dict[str, Any]
    enrolment: dict[str, Any]
    lessons: tuple[UUID, UUID] = field(default=(UUID(int=0), UUID(int=0)))

    @property
    def scene(self) -> Scene:
        return self.week.scene

    async def placed(self, name: str = "李四", session: dict[str, Any] | None = None) -> dict[str, Any]:
        """Another teacher of the grade with a place."""
        teacher_id = await self.scene.teacher(name, grade_group_id=self.week.grade_id)
        return await enrolled(self.office, session or self.session, teacher_id)

    async def asked(self, enrolment_id: Any, caller: Caller | None = None) -> Response:
        body = {"enrolment_id": str(enrolment_id)}
        return await (caller or self.office).post("notices", body, Idempotency_Key=new_id().hex)

    async def issued(self, enrolment: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = await self.asked((enrolment or self.enrolment)["id"])
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def bulk(self, **body: Any) -> Response:
        return await self.office.post("notices/bulk", body, Idempotency_Key=new_id().hex)

    async def notice(self, notice: dict[str, Any], caller: Caller | None = None) -> dict[str, Any]:
        return await read(caller or self.office, f"notices/{notice['id']}")

    async def reissued(self, notice: dict[str, Any], reason: str = "课务已安排") -> Response:
        headers = {"If-Match": f'"{notice["version"]}"', "Idempotency-Key": new_id().hex}
        return await self.office.ask(
            "POST", f"notices/{notice['id']}/reissue", headers=headers, json={"reason": reason}
        )

    async def session_now(self) -> dict[str, Any]:
        return await read(self.office, f"training-sessions/{self.session['id']}")

    async def change_session(self, **changes: Any) -> None:
        now = await self.session_now()
        answer = await self.office.patch(f"training-sessions/{now['id']}", changes, version=now["version"])
        assert answer.status_code == 200, answer.text

    async def copies(self, notice: dict[str, Any], caller: Caller | None = None) -> dict[str, dict[str, Any]]:
        """By their kind, as the caller sees them."""
        return {one["copy"]: one for one in (await self.notice(notice, caller))["copies"]}

    async def good(self) -> Counter[UUID]:
        """How many copies of each notice are good."""
        live = {row.id for row in await self.scene.rows(notice_edition) if row.voided_at is None}
        return Counter(row.notice_id for row in await self.scene.rows(notice_copy) if row.edition_id in live)

    async def told(self) -> Counter[tuple[UUID, str]]:
        """How often who was told what of notices."""
        rows = await self.scene.rows(message)
        return Counter((row.recipient_id, row.event) for row in rows if row.event.startswith("notice_"))

    async def acknowledge(
        self, caller: Caller, copy: dict[str, Any], *, version: int | None = None, **body: Any
    ) -> Response:
        return await caller.step(
            f"notice-copies/{copy['id']}/acknowledge",
            version=copy["version"] if version is None else version,
            json=body or None,
        )

    async def link(self, copy: dict[str, Any], **body: Any) -> Response:
        path = f"notice-copies/{copy['id']}/links"
        return await self.office.post(path, body, Idempotency_Key=new_id().hex)

    async def page(self, method: str, url: str, **headers: str) -> Response:
        """A page as a telephone asks for it: nobody is signed in."""
        path = url.removeprefix("http://127.0.0.1:8000")
        accept = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        return await self.scene.client.request(method, path, headers=accept | headers)

    async def verified(self, code: str, **headers: str) -> Response:
        return await self.page("GET", f"/v/{self.scene.code}/{code}", **headers)


async def set_notice_scene(scene: Scene) -> NoticeScene:
    week = await a_week(scene, start_year=2030)
    office = await scene.office()
    head_id = await scene.teacher("沈年级")
    async with scene.owner.begin() as connection:
        its = grade_group.c.school_id == scene.school_id, grade_group.c.id == week.grade_id
        await connection.execute(update(grade_group).where(*its).values(head_id=head_id))
    group_id = await scene.add(subject_group, code="SX", name="数学组")
    teacher_id = await scene.teacher(
        "陈喆", grade_group_id=week.grade_id, subject_group_id=group_id, title="一级教师"
    )
    lessons = (
        await week.lesson(1, 1, teacher_id, classes=("701",), subject="数学"),
        await week.lesson(1, 3, teacher_id, classes=("702",), subject="数学"),
    )
    await scene.add(
        homeroom_assignment,
        class_id=await week.school_class("701"),
        teacher_id=teacher_id,
        from_day=MONDAY.replace(month=3, day=1),
    )
    course = await a_course(office, title="初中数学命题研修")
    session = await an_open_session(office, course["id"], capacity=300, blocks=[block(MONDAY)])
    return NoticeScene(
        week=week,
        office=office,
        affairs=await scene.signed_in(Role.ACADEMIC_AFFAIRS),
        teacher_id=teacher_id,
        as_teacher=await scene.signed_in(Role.TEACHER, teacher_id=teacher_id),
        head_id=head_id,
        as_head=await scene.signed_in(Role.TEACHER, Role.GRADE_HEAD, teacher_id=head_id),
        course=course,
        session=session,
        enrolment=await enrolled(office, session, teacher_id),
        lessons=lessons,
    )
