"""Which teachers are to be reminded, and have not been."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.messages import Event
from domain.people.calendar import SchoolDays, day_of
from domain.training.duty import DutyKind, DutyState
from domain.training.reminders import Due, remind
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import message, school
from persistence.training.demands import school_days
from persistence.training.tables import course, duty, enrolment, training_session
from persistence.transaction import in_school

SOON = timedelta(days=100)
"""The longest holidays, and some days more."""

_TODO = (DutyState.OPEN, DutyState.RETURNED)


class SqlReminders:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def school_days(self, around: date) -> SchoolDays:
        return await school_days(self._connection, self._school_id, around - timedelta(days=1), around + SOON)

    async def untold(self, event: Event, due_from: date | None, due_until: date, limit: int) -> list[Due]:
        told = exists().where(
            message.c.school_id == duty.c.school_id,
            message.c.recipient_id == duty.c.teacher_id,
            message.c.event == event,
            message.c.about == duty.c.id,
        )
        waiting = (
            _OF_COURSE.where(
                duty.c.school_id == self._school_id,
                duty.c.state.in_(_TODO),
                duty.c.due_on <= due_until,
                ~told,
            )
            .order_by(duty.c.due_on, duty.c.id)
            .limit(limit)
        )
        if due_from is not None:
            waiting = waiting.where(duty.c.due_on >= due_from)
        rows = await self._connection.execute(waiting)
        return [Due(row.id, row.teacher_id, DutyKind(row.kind), row.title, row.due_on) for row in rows]


async def remind_schools(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school, batch by batch, each batch a transaction of its own: what was told stays told.

    How many were told. Of two that run at once each tells what the other has not.
    """
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id))).all()
    told = 0
    for school_id in schools:
        while batch := await _remind(engine, school_id, now):
            told += batch
    return told


async def _remind(engine: AsyncEngine, school_id: UUID, now: datetime) -> int:
    async with in_school(engine, school_id) as connection:
        reminders, messages = SqlReminders(connection, school_id), SqlMessages(connection, school_id)
        return await remind(reminders, messages, day=day_of(now), now=now)


_OF_COURSE = (
    select(duty.c.id, duty.c.teacher_id, duty.c.kind, course.c.title, duty.c.due_on)
    .select_from(duty)
    .join(enrolment, and_(enrolment.c.school_id == duty.c.school_id, enrolment.c.id == duty.c.enrolment_id))
    .join(
        training_session,
        and_(
            training_session.c.school_id == enrolment.c.school_id,
            training_session.c.id == enrolment.c.session_id,
        ),
    )
    .join(
        course,
        and_(course.c.school_id == training_session.c.school_id, course.c.id == training_session.c.course_id),
    )
)
