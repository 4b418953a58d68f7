"""A teacher away on a Monday to come, and partners who may swap with them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from domain.identity.actions import Role
from domain.people.calendar import ZONE
from domain.timetable.absence import AbsenceKind, AbsenceState, Route
from persistence.platform.tables import message
from persistence.timetable.absence_tables import absence, absence_block
from tests.scene import Caller, Scene
from tests.timetable_scene import SchoolWeek, a_week

MONDAY = date(2031, 4, 7)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=ZONE)


async def away(scene: Scene, teacher_id: UUID, day: date = MONDAY, *, days: int = 1, **values: Any) -> UUID:
    """Away for whole school days in a row, by the way of swaps unless said otherwise."""
    last = day + timedelta(days=days - 1)
    given = {"kind": AbsenceKind.LEAVE, "state": AbsenceState.STANDING, "route": Route.SWAP} | values
    absence_id = await scene.add(
        absence,
        teacher_id=teacher_id,
        school_days=days,
        starts_at=at(day, 8),
        ends_at=at(last, 17),
        created_at=at(day, 8) - timedelta(days=30),
        **given,
    )
    for number in range(days):
        on = day + timedelta(days=number)
        await scene.add(absence_block, absence_id=absence_id, starts_at=at(on, 8), ends_at=at(on, 17))
    return absence_id


@dataclass(frozen=True, slots=True)
class SwapScene:
    """阿里 gives 701 mathematics on Monday and is away; 博 has 701 on Tuesday, 陈 on Wednesday."""

    week: SchoolWeek
    ali: UUID
    bo: UUID
    chen: UUID
    as_ali: Caller
    as_bo: Caller
    as_chen: Caller
    affairs: Caller
    mathematics: UUID
    english: UUID
    chinese: UUID
    absence_id: UUID

    @property
    def scene(self) -> Scene:
        return self.week.scene

    def pair(self, partner_lesson_id: UUID, day: date, **values: Any) -> dict[str, Any]:
        return {
            "absence_id": str(self.absence_id),
            "lesson_id": str(self.mathematics),
            "lesson_day": MONDAY.isoformat(),
            "partner_lesson_id": str(partner_lesson_id),
            "partner_lesson_day": day.isoformat(),
        } | values

    async def proposed(self, caller: Caller | None = None, **values: Any) -> dict[str, Any]:
        """Mathematics on Monday for English on Tuesday, unless said otherwise."""
        body = self.pair(self.english, TUESDAY) | values
        answer = await (caller or self.as_ali).post("swaps", body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def told(self) -> Counter[tuple[UUID, str]]:
        """How often who was told what."""
        return Counter((row.recipient_id, row.event) for row in await self.scene.rows(message))


async def set_swap_scene(scene: Scene) -> SwapScene:
    week = await a_week(scene, start_year=2030)
    ali, bo, chen = [await scene.teacher(name) for name in ("阿里", "博", "陈")]
    as_ali, as_bo, as_chen = [await scene.signed_in(Role.TEACHER, teacher_id=one) for one in (ali, bo, chen)]
    return SwapScene(
        week=week,
        ali=ali,
        bo=bo,
        chen=chen,
        as_ali=as_ali,
        as_bo=as_bo,
        as_chen=as_chen,
        affairs=await scene.signed_in(Role.ACADEMIC_AFFAIRS),
        mathematics=await week.lesson(1, 1, ali, subject="数学"),
        english=await week.lesson(2, 2, bo, subject="英语"),
        chinese=await week.lesson(3, 3, chen, subject="语文"),
        absence_id=await away(scene, ali),
    )
