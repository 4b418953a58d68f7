"""A school of two teachers with a row or two in every list there is to take out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from persistence.activities.tables import activity, activity_person, attendance
from persistence.ids import new_id
from persistence.people.tables import subject_group, term
from persistence.projects.tables import project
from persistence.reconciliation.tables import credit_reconciliation, reconciliation_line
from persistence.timetable.absence_tables import absence, cover_entry
from persistence.timetable.tables import lesson_change
from tests.api.training.credit_scene import CreditScene, set_credit_scene
from tests.reconciliation_scene import ReconciliationScene
from tests.scene import Scene

MARCH = datetime(2021, 3, 12, 6, 0, tzinfo=UTC)
"""A Friday, two in the afternoon."""


@dataclass(frozen=True, slots=True)
class ExportScene:
    credit: CreditScene
    zhang: UUID
    """张伟, no. 3001; what comes twice is once his and once hers."""

    li: UUID
    """=李娜, no. 3002: a name like a formula."""

    @property
    def scene(self) -> Scene:
        return self.credit.scene


async def set_export_scene(scene: Scene) -> ExportScene:
    credit = await set_credit_scene(scene)
    maths = await scene.add(subject_group, code="maths", name="数学组")
    zhang = await scene.teacher("张伟", employee_no="3001", name_pinyin="zhangwei", subject_group_id=maths)
    li = await scene.teacher("=李娜", employee_no="3002", name_pinyin="lina")
    await credit.passed_and_confirmed(zhang, "10.00")
    await credit.enrolment(li)
    await _attendances(scene, zhang, li)
    await _cover(scene, zhang, li)
    await _differences(scene, zhang, li)
    return ExportScene(credit, zhang, li)


async def _attendances(scene: Scene, zhang: UUID, li: UUID) -> None:
    """Two activities: 张伟 came late to the first, 李娜 was expected; the second is called off."""
    terms = [row for row in await scene.rows(term) if row.starts_on == date(2021, 2, 20)]
    owner_id = await scene.add(project, **_project(terms[0].id, zhang))
    for number, state in enumerate(("planned", "cancelled")):
        starts = MARCH + timedelta(days=number)
        activity_id = await scene.add(
            activity,
            owner_kind="project",
            owner_id=owner_id,
            title="试卷讲评课研讨",
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            place="录播教室",
            hours=Decimal("2.00"),
            leader_id=zhang,
            state=state,
            sign_in_opens_at=starts - timedelta(minutes=30),
            late_at=starts,
            sign_in_closes_at=starts + timedelta(hours=1),
        )
        for teacher_id in (zhang, li):
            await scene.add(activity_person, activity_id=activity_id, teacher_id=teacher_id, presents=False)
        late = {"state": "late", "how": "scanned", "at": starts + timedelta(minutes=5)}
        await scene.add(attendance, activity_id=activity_id, teacher_id=zhang, **late)


def _project(term_id: UUID, leader_id: UUID) -> dict[str, Any]:
    return {
        "term_id": term_id,
        "title": "试卷分析课",
        "kind": "exam_analysis",
        "month": 3,
        "leader_id": leader_id,
        "hours": Decimal("8.00"),
        "credits": Decimal("8.00"),
        "homework_required": False,
        "created_at": MARCH,
        "state": "open",
    }


async def _cover(scene: Scene, zhang: UUID, li: UUID) -> None:
    """李娜 takes a lesson of 张伟's, which the ledger has for both."""
    terms = [row for row in await scene.rows(term) if row.starts_on == date(2021, 2, 20)]
    absence_id = await scene.add(
        absence,
        teacher_id=zhang,
        kind="leave",
        state="standing",
        route="cover",
        school_days=Decimal("1.0"),
        starts_at=MARCH,
        ends_at=MARCH + timedelta(hours=4),
        created_at=MARCH,
    )
    for state in ("standing", "undone"):
        await scene.add(
            lesson_change,
            lesson_id=new_id(),
            lesson_day=date(2021, 3, 12),
            cause="cover",
            cause_id=new_id(),
            absence_id=absence_id,
            day=date(2021, 3, 12),
            period_no=6,
            from_teacher_id=zhang,
            to_teacher_id=li,
            kind="teaching",
            subject="数学",
            classes=[{"class_id": str(new_id()), "part": "", "code": code} for code in ("702", "701")],
            state=state,
            made_at=MARCH,
        )
    for teacher_id, kind, fen in ((zhang, "taken", 0), (li, "given", 4550)):
        await scene.add(
            cover_entry,
            term_id=terms[0].id,
            teacher_id=teacher_id,
            kind=kind,
            day=date(2021, 3, 12),
            subject="数学",
            lesson_kind="teaching",
            lessons=Decimal("1.00"),
            amount_fen=fen,
            points=Decimal("1.50"),
            entered_at=MARCH,
        )


async def _differences(scene: Scene, zhang: UUID, li: UUID) -> None:
    """What the platform has of 张伟 and we have not, kept; and of 李娜, open."""
    books = ReconciliationScene(CreditScene(scene, await scene.office()))
    run = await scene.add(
        credit_reconciliation,
        import_id=await books.listed(),
        school_year=2020,
        counts={},
        account_id=new_id(),
        created_at=MARCH,
    )
    for teacher_id, code, credits, state in ((zhang, "P-1", "4.00", "kept"), (li, "P-2", "2.50", "open")):
        await scene.add(
            reconciliation_line,
            run_id=run,
            school_year=2020,
            teacher_id=teacher_id,
            course_key=code,
            title="新课程标准解读",
            category="short",
            kind="only_theirs",
            their_hours="20.00",
            their_credits=credits,
            state=state,
            note="未参加" if state == "kept" else None,
            found_at=MARCH,
        )
