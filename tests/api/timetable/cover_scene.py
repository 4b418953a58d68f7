"""A school whose mathematics teacher is away for a week, colleagues who could cover, a worker that plans."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.worker import queue
from domain.identity.actions import Role
from domain.people.calendar import ZONE
from domain.timetable.absence import AbsenceKind, AbsenceState, Route
from domain.timetable.policy import TimetableRuleKey
from persistence.ids import new_id
from persistence.people.tables import term
from persistence.provision import DatabaseUrls
from persistence.timetable.absence_tables import absence, absence_block
from persistence.timetable.tables import timetable_rule
from tests.scene import Caller, Scene
from tests.timetable_scene import MONDAY, SchoolWeek, a_week

FRIDAY = MONDAY + timedelta(days=4)


@dataclass(slots=True)
class CoverScene:
    scene: Scene
    week: SchoolWeek
    affairs: Caller
    engine: AsyncEngine
    urls: DatabaseUrls
    away: UUID
    """Teaches class 701 mathematics in the first period of every day."""

    lessons: list[UUID]
    """Of who is away, from Monday to Friday."""

    colleague: UUID
    """Teaches class 702 mathematics in the second."""

    other: UUID
    """Teaches class 701 English in the third."""

    async def absent(
        self, teacher_id: UUID | None = None, first: date = MONDAY, last: date = FRIDAY, **values: Any
    ) -> UUID:
        """Away from the first day's morning to the last day's end."""
        starts_at = datetime.combine(first, time(7), ZONE)
        ends_at = datetime.combine(last, time(18), ZONE)
        given = {"kind": AbsenceKind.LEAVE, "state": AbsenceState.STANDING, "route": Route.COVER} | values
        absence_id = await self.scene.add(
            absence,
            teacher_id=teacher_id or self.away,
            school_days=(last - first).days + 1,
            starts_at=starts_at,
            ends_at=ends_at,
            created_at=datetime(2021, 3, 1, tzinfo=UTC),
            **given,
        )
        await self.scene.add(absence_block, absence_id=absence_id, starts_at=starts_at, ends_at=ends_at)
        return absence_id

    async def cancelled(self, absence_id: UUID) -> None:
        async with self.scene.owner.begin() as connection:
            await connection.execute(
                update(absence)
                .where(absence.c.school_id == self.scene.school_id, absence.c.id == absence_id)
                .values(state=AbsenceState.CANCELLED)
            )

    async def rule(self, key: TimetableRuleKey, value: str, since: date = date(2020, 1, 1)) -> UUID:
        at = datetime(2020, 1, 1, tzinfo=UTC)
        return await self.scene.add(timetable_rule, key=key, value=value, effective_from=since, entered_at=at)

    async def term_id(self) -> UUID:
        second = [one for one in await self.scene.rows(term) if one.number == 2]
        found: UUID = second[0].id
        return found

    async def work(self) -> None:
        async with queue(self.urls.app).open_async() as app:
            await app.run_worker_async(
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                additional_context={"engine": self.engine},
            )

    async def done(self, answer: Any) -> dict[str, Any]:
        """The operation that was asked for, once the worker is through with it."""
        assert answer.status_code == 202, answer.text
        await self.work()
        operation: dict[str, Any] = (await self.affairs.get(answer.headers["location"])).json()
        return operation

    async def asked(self, **body: Any) -> dict[str, Any]:
        days = {"from_day": MONDAY.isoformat(), "until_day": FRIDAY.isoformat()}
        return await self.done(await self.affairs.post("cover-plans", {"title": "第四周", **days, **body}))

    async def planned(self, **body: Any) -> dict[str, Any]:
        done = await self.asked(**body)
        assert done["status"] == "succeeded", done
        return await self.read(done["result_url"])

    async def read(self, path: str) -> dict[str, Any]:
        answer = await self.affairs.get(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def plan(self, plan: dict[str, Any]) -> dict[str, Any]:
        return await self.read(f"cover-plans/{plan['id']}")

    async def edit(self, row: dict[str, Any], **changes: Any) -> Any:
        return await self.affairs.patch(f"cover-plan-rows/{row['id']}", changes, version=row["version"])

    async def publish(self, plan: dict[str, Any]) -> Any:
        return await self.affairs.ask(
            "POST",
            f"cover-plans/{plan['id']}/publish",
            headers={"If-Match": f'"{plan["version"]}"', "Idempotency-Key": str(new_id())},
        )

    async def published(self, **body: Any) -> dict[str, Any]:
        answer = await self.publish(await self.planned(**body))
        assert answer.status_code == 200, answer.text
        plan: dict[str, Any] = answer.json()
        return plan

    async def covers(self, **params: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.affairs.get("covers", **params)).json()["items"]
        return found

    async def standings(self) -> dict[str, dict[str, Any]]:
        found = await self.affairs.get("cover-standings", term_id=str(await self.term_id()))
        assert found.status_code == 200, found.text
        return {one["teacher_id"]: one for one in found.json()["items"]}


async def set_cover_scene(scene: Scene, engine: AsyncEngine, urls: DatabaseUrls) -> CoverScene:
    week = await a_week(scene)
    away = await scene.teacher("艾老师", name_pinyin="ailaoshi")
    colleague = await scene.teacher("毕老师", name_pinyin="bilaoshi")
    other = await scene.teacher("蔡老师", name_pinyin="cailaoshi")
    lessons = [await week.lesson(day, 1, away) for day in range(1, 6)]
    for day in range(1, 6):
        await week.lesson(day, 2, colleague, classes=["702"])
        await week.lesson(day, 3, other, subject="英语")
    affairs = await scene.signed_in(Role.ACADEMIC_AFFAIRS)
    return CoverScene(scene, week, affairs, engine, urls, away, lessons, colleague, other)
