"""Which teachers are to be reminded, and have not been."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.messages import Event
from domain.people.calendar import SchoolDays
from domain.training.duty import DutyKind, DutyState
from domain.training.reminders import Due
from persistence.platform.tables import message
from persistence.training.demands import school_days
from persistence.training.tables import course, duty, enrolment, training_session

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
