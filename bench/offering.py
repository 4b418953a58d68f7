"""Trainings to enrol in: open sessions with seats for all, and what the teachers have behind them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from uuid import UUID

from sqlalchemy import delete, insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.training.catalogue import CourseKind, SessionState
from domain.training.enrolment import EnrolmentState
from persistence.ids import new_id
from persistence.people.tables import school_year
from persistence.training.tables import (
    course,
    credit_standing,
    enrolment,
    enrolment_event,
    session_block,
    training_session,
)

OPEN, PAST = 160, 5
YEAR = 2030
FIRST = datetime(YEAR, 9, 2, 0, 30, tzinfo=UTC)
LONG_AGO = datetime(2020, 10, 12, 0, 30, tzinfo=UTC)


async def offer(connection: AsyncConnection, school_id: UUID, teachers: list[UUID]) -> list[UUID]:
    """The open sessions, one a day; every teacher has passed a handful of others, so that looking for a
    clash has rows to look at."""
    await connection.execute(
        insert(school_year).values(
            school_id=school_id,
            id=new_id(),
            start_year=YEAR,
            starts_on=date(YEAR, 9, 1),
            ends_on=date(YEAR + 1, 8, 31),
        )
    )
    course_id = new_id()
    await connection.execute(
        insert(course).values(
            school_id=school_id,
            id=course_id,
            code="BENCH",
            title="试卷分析课",
            provider="桐乡市教师进修学校",
            kind=CourseKind.SHORT,
            hours=Decimal("8.00"),
            credits=Decimal("8.00"),
        )
    )
    past = await _sessions(connection, school_id, course_id, LONG_AGO, PAST, SessionState.COMPLETED)
    passed = [
        {
            "school_id": school_id,
            "id": new_id(),
            "session_id": session_id,
            "teacher_id": teacher_id,
            "state": EnrolmentState.PASSED,
            "enrolled_at": LONG_AGO,
            "planned_credits": Decimal(0),
            "planned_year": 2020,
        }
        for session_id, teacher_id in product(past, teachers)
    ]
    await connection.execute(insert(enrolment), passed)
    return await _sessions(connection, school_id, course_id, FIRST, OPEN, SessionState.OPEN)


async def _sessions(
    connection: AsyncConnection,
    school_id: UUID,
    course_id: UUID,
    first: datetime,
    count: int,
    state: SessionState,
) -> list[UUID]:
    days = [first + timedelta(days=n) for n in range(count)]
    sessions = [
        {
            "school_id": school_id,
            "id": new_id(),
            "course_id": course_id,
            "code": f"BENCH-{day:%Y%m%d}",
            "capacity": 10_000,
            "taken": 0,
            "waitlist": False,
            "state": state,
            "starts_at": day,
            "ends_at": day + timedelta(hours=8),
        }
        for day in days
    ]
    blocks = [
        {"school_id": school_id, "id": new_id(), "session_id": one["id"]}
        | {"starts_at": one["starts_at"], "ends_at": one["ends_at"]}
        for one in sessions
    ]
    await connection.execute(insert(training_session), sessions)
    await connection.execute(insert(session_block), blocks)
    return [one["id"] for one in sessions]  # type: ignore[misc]  # rows of mixed values


async def clear(engine: AsyncEngine, session_ids: Iterable[UUID]) -> int:
    """Takes everybody out of the open sessions, as if nobody had asked; how many there were."""
    ids = list(session_ids)
    async with engine.begin() as connection:
        await connection.execute(delete(enrolment_event))
        gone = await connection.execute(delete(enrolment).where(enrolment.c.session_id.in_(ids)))
        await connection.execute(
            update(training_session).where(training_session.c.id.in_(ids)).values(taken=0, version=1)
        )
        await connection.execute(delete(credit_standing).where(credit_standing.c.school_year == YEAR))
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM enrolment, enrolment_event, training_session, credit_standing"))
    return gone.rowcount
