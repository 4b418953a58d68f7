"""A school in the last year of its cycle with 90-hour sessions to plan, and a worker that plans them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.worker import queue
from persistence.ids import new_id
from persistence.people.tables import grade_group, school_class, subject_group, teaching_assignment, term
from persistence.provision import DatabaseUrls
from persistence.training.rules import default_rules
from persistence.training.tables import credit_rule
from tests.api.training.offering import a_course, an_open_session
from tests.scene import Caller, Scene

MORNING = datetime(2031, 4, 7, 0, 0, tzinfo=UTC)
"""A Monday of 2030学年, the last of the cycle that began in 2026."""


@dataclass(frozen=True, slots=True)
class PlanScene:
    scene: Scene
    office: Caller
    engine: AsyncEngine
    urls: DatabaseUrls

    async def session(self, *, week: int = 0, capacity: int = 2, **changes: Any) -> dict[str, Any]:
        """Five days of a 90-hour course, open for enrolment."""
        course = await a_course(self.office, kind="long_90", hours="90.00", credits="90.00")
        days = [MORNING + timedelta(days=7 * week + day) for day in range(5)]
        blocks = [
            {"starts_at": day.isoformat(), "ends_at": (day + timedelta(hours=8)).isoformat()} for day in days
        ]
        return await an_open_session(
            self.office,
            course["id"],
            **{"capacity": capacity, "waitlist": False, "blocks": blocks, **changes},
        )

    async def teachers(self, count: int, **values: Any) -> list[UUID]:
        return [await self.scene.teacher(name=f"教师{one}", **values) for one in range(count)]

    async def subject_group(self, name: str = "数学组") -> UUID:
        return await self.scene.add(subject_group, code=f"G{new_id().hex[-8:]}", name=name)

    async def taught_together(self, teacher_ids: list[UUID]) -> None:
        """They teach one class."""
        class_id, terms = await self._a_class(), await self.scene.rows(term)
        for teacher_id in teacher_ids:
            await self.scene.add(
                teaching_assignment,
                term_id=terms[0].id,
                teacher_id=teacher_id,
                class_id=class_id,
                subject="语文",
                weekly_periods=5,
            )

    async def _a_class(self) -> UUID:
        grade = await self.scene.add(grade_group, code=f"N{new_id().hex[-8:]}", name="七年级")
        return await self.scene.add(
            school_class, code=f"K{new_id().hex[-8:]}", name="702班", grade_group_id=grade
        )

    async def asked(self, **body: Any) -> dict[str, Any]:
        """The operation of a plan asked for, once the worker is through with it."""
        answer = await self.office.post("long-plans", {"school_year": 2030, **body})
        assert answer.status_code == 202, answer.text
        async with queue(self.urls.app).open_async() as app:
            await app.run_worker_async(
                wait=False,
                listen_notify=False,
                install_signal_handlers=False,
                additional_context={"engine": self.engine},
            )
        done: dict[str, Any] = (await self.office.get(answer.headers["location"])).json()
        return done

    async def planned(self, **body: Any) -> dict[str, Any]:
        done = await self.asked(**body)
        assert done["status"] == "succeeded", done
        plan: dict[str, Any] = (await self.office.get(done["result_url"])).json()
        return plan


async def set_plan_scene(scene: Scene, engine: AsyncEngine, urls: DatabaseUrls) -> PlanScene:
    async with scene.owner.begin() as connection:
        rules = default_rules(scene.school_id, datetime(2020, 1, 1, tzinfo=UTC))
        await connection.execute(insert(credit_rule), rules)
    await scene.year(2030)
    return PlanScene(scene, await scene.office(), engine, urls)
