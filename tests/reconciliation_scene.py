"""A school whose ledger is compared with lists that the platform gave."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from httpx2 import Response

from domain.training.catalogue import CourseKind
from persistence.ids import new_id
from persistence.integration.tables import platform_credit
from persistence.platform.tables import file_import
from persistence.reconciliation.tables import reconciliation_line
from persistence.training.tables import credit_award
from tests.api.training.credit_scene import CreditScene, set_credit_scene
from tests.scene import Caller, Scene

NOON = datetime(2021, 7, 1, 4, 0, tzinfo=UTC)
EARNED = date(2021, 3, 12)


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the platform's list: of one of our courses, or of one called by `ref`."""

    teacher: UUID
    credits: str
    course: UUID | None = None
    ref: str = "P-1"
    hours: str = "20.00"
    kind: CourseKind = CourseKind.SHORT
    school_year: int = 2020
    title: str = "新课程标准解读"


@dataclass(frozen=True, slots=True)
class ReconciliationScene:
    credit: CreditScene

    @property
    def scene(self) -> Scene:
        return self.credit.scene

    @property
    def office(self) -> Caller:
        return self.credit.office

    async def awarded(self, teacher: UUID, credits: str = "10.00", **facts: Any) -> UUID:
        """A training passed, its credits confirmed; the course."""
        course = await self.credit.course(credits, **facts)
        enrolled = await self.credit.enrolment(teacher, course, planned=credits)
        assert (await self.credit.result(enrolled)).status_code == 200
        await self.credit.settle(enrolled)
        return course

    async def listed(self, *rows: Listed, committed: bool = True) -> UUID:
        """A list of the platform's, brought in after all before it."""
        before = len(await self.scene.rows(file_import))
        at = NOON + timedelta(hours=before)
        import_id = await self.scene.add(
            file_import,
            kind="platform_credits",
            format="csv",
            filename="学分.csv",
            sha256="0",
            state="committed" if committed else "previewed",
            counts={},
            row_errors=[],
            plan={},
            account_id=new_id(),
            created_at=at,
            committed_at=at if committed else None,
        )
        for row in rows:
            await self.scene.add(
                platform_credit,
                import_id=import_id,
                school_year=row.school_year,
                teacher_id=row.teacher,
                course_ref=row.ref if row.course is None else row.course.hex,
                course_id=row.course,
                title=row.title,
                category=row.kind,
                hours=row.hours,
                credits=row.credits,
                earned_on=EARNED,
            )
        return import_id

    async def ask(self, school_year: int = 2020, who: Caller | None = None) -> Response:
        body = {"school_year": school_year}
        return await (who or self.office).post("credit-reconciliations", body, Idempotency_Key=new_id().hex)

    async def run(self, school_year: int = 2020) -> dict[str, int]:
        """The counts of a run, those that are not 0."""
        answer = await self.ask(school_year)
        assert answer.status_code == 201, answer.text
        return {name: count for name, count in answer.json()["counts"].items() if count}

    async def lines(self, **filters: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (
            await self.office.get("credit-reconciliation-lines", **filters)
        ).json()["items"]
        return items

    async def line(self) -> dict[str, Any]:
        """The one line that waits."""
        (line,) = await self.lines(state="open")
        return line

    async def decide(self, line: dict[str, Any], decision: str, note: str | None = None) -> Response:
        return await self.office.step(
            f"credit-reconciliation-lines/{line['id']}/decide",
            version=line["version"],
            json={"decision": decision} | ({} if note is None else {"note": note}),
        )

    async def decided(self, decision: str, note: str | None = None) -> dict[str, Any]:
        """The one line that waits, decided."""
        answer = await self.decide(await self.line(), decision, note)
        assert answer.status_code == 200, answer.text
        line: dict[str, Any] = answer.json()
        return line

    async def reopen(self, line: dict[str, Any], reason: str = "平台已更正") -> Response:
        path = f"credit-reconciliation-lines/{line['id']}/reopen"
        return await self.office.step(path, version=line["version"], json={"reason": reason})

    async def bulk(self, *items: dict[str, Any], who: Caller | None = None) -> Response:
        return await (who or self.office).post(
            "credit-reconciliation-lines/bulk-decisions",
            {"items": list(items)},
            Idempotency_Key=new_id().hex,
        )

    async def confirmed(self, teacher: UUID, school_year: int = 2020) -> str:
        found: str = (await self.credit.standing(teacher, school_year))["confirmed"]
        return found

    async def long_courses(self, teacher: UUID, school_year: int = 2020) -> int:
        found: int = (await self.credit.sums())[teacher, school_year].long_courses
        return found

    async def awards(self) -> list[tuple[str, str, str]]:
        """State, hours and credits of every award, in the order they were made."""
        return [(row.state, str(row.hours), str(row.credits)) for row in await self.scene.rows(credit_award)]

    async def entries(self) -> list[tuple[str, str]]:
        return [(row.kind, str(row.credits)) for row in await self.credit.entries()]

    async def states(self) -> list[str]:
        return [row.state for row in await self.scene.rows(reconciliation_line)]


async def set_reconciliation_scene(scene: Scene) -> ReconciliationScene:
    return ReconciliationScene(await set_credit_scene(scene))
