"""A school far ahead with its week of lessons, who enters absences, and trainings to be placed in."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from persistence.platform.tables import message
from persistence.timetable.absence_tables import absence
from tests.api.training.offering import an_open_session, read
from tests.scene import Caller, Scene
from tests.timetable_scene import SchoolWeek, a_week

MONDAY = date(2031, 4, 7)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = (MONDAY + timedelta(days=n) for n in range(1, 6))
NEXT_MONDAY, NEXT_TUESDAY = MONDAY + timedelta(days=7), MONDAY + timedelta(days=8)


def block(day: date, since: int = 8, until: int = 17, *, last: date | None = None) -> dict[str, str]:
    """Hours of the school's clock."""

    def at(on: date, hour: int) -> str:
        return datetime.combine(on, time(hour), tzinfo=ZONE).isoformat()

    return {"starts_at": at(day, since), "ends_at": at(last or day, until)}


@dataclass(frozen=True, slots=True)
class AbsenceScene:
    week: SchoolWeek
    office: Caller
    affairs: Caller

    @property
    def scene(self) -> Scene:
        return self.week.scene

    async def entered(self, teacher_id: UUID, *blocks: dict[str, str], **values: Any) -> dict[str, Any]:
        body = {"teacher_id": str(teacher_id), "kind": "leave", "blocks": list(blocks)} | values
        answer = await self.office.post("absences", body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def session(self, *blocks: dict[str, str], **values: Any) -> dict[str, Any]:
        return await an_open_session(self.office, blocks=list(blocks), **values)

    async def absence(self, absence_id: str) -> dict[str, Any]:
        return await read(self.office, f"absences/{absence_id}")

    async def of(self, teacher_id: UUID) -> list[dict[str, Any]]:
        """The teacher's standing absences."""
        found = await read(self.office, f"absences?teacher_id={teacher_id}&state=standing")
        items: list[dict[str, Any]] = found["items"]
        return items

    async def kept(self) -> list[Any]:
        return await self.scene.rows(absence)

    async def told(self) -> Counter[tuple[UUID, str]]:
        """How often who was told what."""
        return Counter((row.recipient_id, row.event) for row in await self.scene.rows(message))


async def set_absence_scene(scene: Scene) -> AbsenceScene:
    return AbsenceScene(
        await a_week(scene, start_year=2030),
        await scene.office(),
        await scene.signed_in(Role.ACADEMIC_AFFAIRS),
    )


def days(shown: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["day"], one["school_days"]) for one in shown["days"]]
