"""A school with its policy, two school years, and enrolments whose training is over."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from httpx2 import Response
from sqlalchemy import insert

from domain.training.catalogue import CourseKind, SessionState
from domain.training.enrolment import EnrolmentState
from persistence.ids import new_id
from persistence.training.rules import default_rules
from persistence.training.standings import shift
from persistence.training.tables import (
    course,
    credit_entry,
    credit_rule,
    credit_standing,
    enrolment,
    session_block,
    training_session,
)
from tests.scene import Caller, Scene

ENDED = datetime(2021, 3, 12, 8, 0, tzinfo=UTC)
"""A Friday afternoon in the second term of 2020–21."""


@dataclass(frozen=True, slots=True)
class CreditScene:
    scene: Scene
    office: Caller

    async def course(
        self, credits: str = "10.00", kind: CourseKind = CourseKind.SHORT, hours: str = "20.00"
    ) -> UUID:
        course_id = new_id()
        return await self.scene.add(
            course,
            id=course_id,
            code=f"C{course_id.hex[-10:]}",
            title="初中心理健康教育课例研讨",
            provider="桐乡市教师进修学校",
            kind=kind,
            hours=hours,
            credits=credits,
        )

    async def enrolment(
        self,
        teacher_id: UUID,
        course_id: UUID | None = None,
        *,
        ended: datetime = ENDED,
        days: int = 1,
        state: SessionState = SessionState.CLOSED,
        planned: str = "10.00",
        planned_year: int = 2020,
    ) -> UUID:
        """Placed in a session of so many days, the last of which ends at `ended`."""
        starts = ended - timedelta(days=days - 1, hours=6)
        session_id = new_id()
        await self.scene.add(
            training_session,
            id=session_id,
            course_id=course_id or await self.course(),
            code=f"S{session_id.hex[-10:]}",
            capacity=40,
            taken=1,
            waitlist=True,
            state=state,
            starts_at=starts,
            ends_at=ended,
        )
        for day in range(days):
            starts_at = starts + timedelta(days=day)
            await self.scene.add(
                session_block,
                session_id=session_id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=6),
            )
        async with self.scene.owner.begin() as connection:
            await shift(connection, self.scene.school_id, teacher_id, planned_year, planned=Decimal(planned))
        return await self.scene.add(
            enrolment,
            session_id=session_id,
            teacher_id=teacher_id,
            state=EnrolmentState.PLACED,
            enrolled_at=starts,
            planned_credits=planned,
            planned_year=planned_year,
        )

    async def rule(self, key: str, value: str, effective_from: str) -> Response:
        body = {"key": key, "value": value, "effective_from": effective_from}
        return await self.office.post("credit-rules", body)

    async def result(self, enrolment_id: UUID, *, version: int = 1, **body: Any) -> Response:
        given = {"outcome": "passed", **body}
        return await self.office.step(f"enrolments/{enrolment_id}/result", version=version, json=given)

    async def passed_and_confirmed(self, teacher_id: UUID, credits: str, **course_facts: Any) -> None:
        enrolled = await self.enrolment(
            teacher_id, await self.course(credits, **course_facts), planned=credits
        )
        missing = (await self.result(enrolled)).json()["missing"]
        if missing:
            await self.settle(enrolled)
        else:
            confirmed = await self.office.step(f"enrolments/{enrolled}/confirm", version=2)
            assert confirmed.status_code == 200, confirmed.json()

    async def duties(self, enrolment_id: UUID) -> dict[str, dict[str, Any]]:
        """What the enrolment owes, by kind."""
        listed = (await self.office.get("duties", enrolment_id=str(enrolment_id))).json()["items"]
        return {duty["kind"]: duty for duty in listed}

    async def settle(self, enrolment_id: UUID) -> None:
        """Lets the teacher off every duty, which confirms the credits."""
        for duty in (await self.duties(enrolment_id)).values():
            waived = await self.office.step(
                f"duties/{duty['id']}/waive", version=duty["version"], json={"reason": "纸质材料已交"}
            )
            assert waived.status_code == 200, waived.json()

    async def standing(self, teacher_id: UUID, school_year: int = 2020) -> dict[str, Any]:
        page = (
            await self.office.get("credit-standings", school_year=school_year, teacher_id=str(teacher_id))
        ).json()
        standing: dict[str, Any] = page["items"][0]
        return standing

    async def entries(self) -> list[Any]:
        return await self.scene.rows(credit_entry)

    async def sums(self) -> dict[tuple[UUID, int], Any]:
        return {(row.teacher_id, row.school_year): row for row in await self.scene.rows(credit_standing)}


async def set_credit_scene(scene: Scene) -> CreditScene:
    async with scene.owner.begin() as connection:
        rules = default_rules(scene.school_id, datetime(2020, 1, 1, tzinfo=UTC))
        await connection.execute(insert(credit_rule), rules)
    await scene.year(2020)
    await scene.year(2021)
    return CreditScene(scene, await scene.office())
