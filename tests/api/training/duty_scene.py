"""A school with its calendar, and people who passed a training and owe duties for it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from httpx2 import Response

from domain.identity.actions import Role
from domain.people.calendar import DayKind
from domain.training.catalogue import CourseKind
from persistence.ids import new_id
from persistence.people.tables import school_day, school_year
from persistence.platform.tables import message, stored_file
from tests.api.training.credit_scene import ENDED, CreditScene
from tests.scene import Caller, Scene


@dataclass(frozen=True, slots=True)
class Owing:
    """A teacher who passed, signed in, and what is owed by kind."""

    teacher: Caller
    teacher_id: UUID
    enrolment_id: UUID
    duties: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class DutyScene:
    credits: CreditScene

    @property
    def scene(self) -> Scene:
        return self.credits.scene

    @property
    def office(self) -> Caller:
        return self.credits.office

    async def owing(
        self, kind: CourseKind = CourseKind.SHORT, *, ended: datetime = ENDED, **teacher: Any
    ) -> Owing:
        teacher_id = await self.scene.teacher(**teacher)
        signed_in = await self.scene.signed_in(Role.TEACHER, teacher_id=teacher_id)
        enrolled = await self.credits.enrolment(
            teacher_id, await self.credits.course(kind=kind, hours="90.00"), ended=ended
        )
        passed = await self.credits.result(enrolled)
        assert passed.status_code == 200, passed.json()
        return Owing(signed_in, teacher_id, enrolled, await self.credits.duties(enrolled))

    async def file(self, owner: Caller, filename: str = "课例.pptx") -> str:
        file_id = await self.scene.add(
            stored_file,
            key=new_id().hex,
            filename=filename,
            media_type="application/pdf",
            size=9,
            sha256="x",
            account_id=owner.principal.account_id,
            created_at=datetime.now(UTC),
        )
        return str(file_id)

    async def hand_in(self, who: Caller, duty: dict[str, Any], **given: Any) -> Response:
        return await who.post(f"duties/{duty['id']}/submissions", given or {"text": "听课十节，受益良多。"})

    async def step(self, duty: dict[str, Any], name: str, **body: Any) -> Response:
        """Decided by the office on what stands."""
        stands = (await self.office.get(f"duties/{duty['id']}")).json()
        given = body or {"return": {"remark": "请补充反思"}, "waive": {"reason": "病假"}}.get(name)
        return await self.office.step(f"duties/{duty['id']}/{name}", version=stands["version"], json=given)

    async def shared(self, owing: Owing, title: str, summary: str | None = None) -> None:
        """The product handed in and accepted."""
        file_id = await self.file(owing.teacher)
        given = {"title": title, "file_id": file_id} | ({} if summary is None else {"text": summary})
        handed = await self.hand_in(owing.teacher, owing.duties["product"], **given)
        assert handed.status_code == 201, handed.json()
        accepted = await self.step(owing.duties["product"], "accept")
        assert accepted.status_code == 200, accepted.json()

    async def state(self, owing: Owing) -> str:
        """Of the credits."""
        (award,) = (await self.office.get("credit-awards", teacher_id=str(owing.teacher_id))).json()["items"]
        return str(award["state"])

    async def told(self, teacher_id: UUID) -> list[str]:
        return [one.event for one in await self.scene.rows(message) if one.recipient_id == teacher_id]


async def school_days(scene: Scene, first: date, last: date, *, but: frozenset[date] = frozenset()) -> None:
    """Every day a school day, except those named."""
    year_id = (await scene.rows(school_year))[0].id
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        held = day not in but
        kind = DayKind.WORKDAY if held else DayKind.HOLIDAY
        await scene.add(school_day, day=day, school_year_id=year_id, kind=kind, is_school_day=held)
