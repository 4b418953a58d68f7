"""Setting a week: its plan, and what the rooms have to say of its days."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from domain.people.calendar import ZONE, DayKind
from domain.timetable.absence import AbsenceKind, AbsenceState, Route
from domain.timetable.effective import Cause
from domain.timetable.lessons import LessonKind
from domain.training.catalogue import CourseKind, SessionState
from domain.training.enrolment import EnrolmentState
from persistence.ids import new_id
from persistence.people.tables import school_day, term
from persistence.timetable.absence_tables import absence, absence_block
from persistence.timetable.tables import lesson_change
from persistence.training.tables import (
    course,
    duty,
    enrolment,
    selection_round,
    session_block,
    training_session,
)
from tests.scene import Caller, Scene

MONDAY = date(2021, 3, 8)
"""Of week 4 of the scene's second term."""


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


async def a_term(scene: Scene) -> UUID:
    """The second term of 2020学年."""
    await scene.year()
    return UUID(str(next(row.id for row in await scene.rows(term) if row.number == 2)))


async def a_plan(scene: Scene, writer: Caller, week_no: int = 4) -> dict[str, Any]:
    terms = [row for row in await scene.rows(term) if row.number == 2]
    term_id = terms[0].id if terms else await a_term(scene)
    made = await writer.post("week-plans", {"term_id": str(term_id), "week_no": week_no})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def an_item(writer: Caller, plan: dict[str, Any], **values: Any) -> dict[str, Any]:
    body = {"day": MONDAY.isoformat(), "title": "教研组长会"} | values
    made = await writer.post(f"week-plans/{plan['id']}/items", body)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


async def drafted(writer: Caller, plan: dict[str, Any], **headers: str) -> dict[str, Any]:
    answer = await writer.ask("GET", f"week-plans/{plan['id']}/draft", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def published(writer: Caller, plan: dict[str, Any]) -> dict[str, Any]:
    draft = await drafted(writer, plan)
    answer = await writer.step(f"week-plans/{plan['id']}/publish", version=draft["version"])
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def a_session(
    scene: Scene, *blocks: tuple[datetime, datetime], teacher_id: UUID | None = None, **values: Any
) -> UUID:
    """A session with these blocks, and the teacher placed in it."""
    session_id = new_id()
    kind = values.pop("kind", CourseKind.SHORT)
    course_id = await scene.add(
        course,
        code=f"C{session_id.hex[-10:]}",
        title="初中心理健康教育课例研讨",
        provider="桐乡市教师进修学校",
        kind=kind,
        hours=8,
        credits=8,
    )
    await scene.add(
        training_session,
        id=session_id,
        course_id=course_id,
        **(
            {
                "code": "S1",
                "place": "进修学校",
                "capacity": 40,
                "taken": 0 if teacher_id is None else 1,
                "waitlist": True,
                "state": SessionState.OPEN,
                "starts_at": blocks[0][0],
                "ends_at": blocks[-1][1],
            }
            | values
        ),
    )
    for starts_at, ends_at in blocks:
        await scene.add(session_block, session_id=session_id, starts_at=starts_at, ends_at=ends_at)
    if teacher_id is not None:
        await placed(scene, session_id, teacher_id)
    return session_id


async def placed(scene: Scene, session_id: UUID, teacher_id: UUID) -> UUID:
    return await scene.add(
        enrolment,
        session_id=session_id,
        teacher_id=teacher_id,
        state=EnrolmentState.PLACED,
        enrolled_at=datetime(2021, 3, 1, tzinfo=UTC),
        planned_credits=8,
        planned_year=2020,
    )


async def a_duty(scene: Scene, enrolment_id: UUID, teacher_id: UUID, due_on: date, **values: Any) -> UUID:
    given = {"kind": "reflection", "state": "open"} | values
    return await scene.add(
        duty,
        enrolment_id=enrolment_id,
        teacher_id=teacher_id,
        due_on=due_on,
        due_estimated=False,
        created_at=datetime(2021, 3, 1, tzinfo=UTC),
        **given,
    )


async def a_round(scene: Scene, opens_at: datetime, closes_at: datetime, **values: Any) -> UUID:
    given = {"code": "R1", "title": "2021年春季选课", "state": "open", "frozen_days": 3} | values
    return await scene.add(selection_round, opens_at=opens_at, closes_at=closes_at, **given)


async def an_absence(
    scene: Scene, teacher_id: UUID, starts_at: datetime, ends_at: datetime, **values: Any
) -> UUID:
    given = {"kind": AbsenceKind.LEAVE, "state": AbsenceState.STANDING} | values
    away = await scene.add(
        absence,
        teacher_id=teacher_id,
        route=Route.COVER,
        school_days=1,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=starts_at,
        **given,
    )
    await scene.add(absence_block, absence_id=away, starts_at=starts_at, ends_at=ends_at)
    return away


async def a_change(
    scene: Scene, absence_id: UUID, away: UUID, to: UUID, cause: Cause, day: date, **values: Any
) -> UUID:
    given = {"lesson_id": new_id(), "lesson_day": day, "period_no": 3, "state": "standing"} | values
    return await scene.add(
        lesson_change,
        cause=cause,
        cause_id=new_id(),
        absence_id=absence_id,
        day=day,
        from_teacher_id=away,
        to_teacher_id=to,
        kind=LessonKind.TEACHING,
        subject="数学",
        classes=[{"class_id": str(new_id()), "part": "", "code": "701"}],
        made_at=datetime(2021, 3, 1, tzinfo=UTC),
        **given,
    )


async def a_day(
    scene: Scene, year_id: UUID, day: date, kind: DayKind = DayKind.WORKDAY, **values: Any
) -> UUID:
    held = kind in (DayKind.WORKDAY, DayKind.MAKE_UP)
    given = {"kind": kind, "is_school_day": held} | values
    return await scene.add(school_day, school_year_id=year_id, day=day, **given)


async def set_row(scene: Scene, table: Any, row_id: UUID, **values: Any) -> None:
    """As the room whose row it is would change it."""
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(table).where(table.c.school_id == scene.school_id, table.c.id == row_id).values(**values)
        )


def soon(days: int = 3) -> date:
    """A day a calendar of today shows."""
    return datetime.now(ZONE).date() + timedelta(days=days)
