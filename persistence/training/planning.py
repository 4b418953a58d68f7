"""Planned credits, kept in step with the courses' worth and the sessions' years."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.training.enrolment import EnrolmentState
from domain.training.places import Move, Planned, Standing, planned_for
from persistence.people.calendar import school_year_spans
from persistence.training.moves import write_moves
from persistence.training.tables import course, enrolment, training_session


class SqlPlanning:
    def __init__(self, connection: AsyncConnection, school_id: UUID, now: datetime) -> None:
        self._connection = connection
        self._school_id = school_id
        self._now = now

    async def replan_courses(self, course_ids: list[UUID]) -> None:
        await self._replan(training_session.c.course_id.in_(course_ids))

    async def replan_sessions(self, session_ids: list[UUID]) -> None:
        await self._replan(training_session.c.id.in_(session_ids))

    async def _replan(self, which: ColumnElement[bool]) -> None:
        """One pass over everybody placed or waiting in those sessions, whatever their number."""
        session, school_id = training_session.c, self._school_id
        locked = await self._connection.scalars(
            select(session.id)
            .where(session.school_id == school_id, which)
            .order_by(session.id)
            .with_for_update(key_share=True)
        )
        session_ids = locked.all()
        if not session_ids:
            return
        spans = await school_year_spans(self._connection, school_id)
        rows = await self._connection.execute(
            select(enrolment, session.ends_at, course.c.credits)
            .join(
                training_session,
                (session.school_id == school_id) & (session.id == enrolment.c.session_id),
            )
            .join(course, (course.c.school_id == school_id) & (course.c.id == session.course_id))
            .where(
                enrolment.c.school_id == school_id,
                enrolment.c.session_id.in_(session_ids),
                enrolment.c.state.in_((EnrolmentState.PLACED, EnrolmentState.WAITLISTED)),
            )
            .order_by(enrolment.c.id)
            .with_for_update(key_share=True, of=enrolment)
        )
        moves = [_replanned(row, planned_for(row.credits, row.ends_at, spans)) for row in rows]
        await write_moves(self._connection, school_id, moves, at=self._now)


def _replanned(row: Any, worth: Planned) -> Move:
    before = Standing(
        row.id, row.teacher_id, EnrolmentState(row.state), Planned(row.planned_year, row.planned_credits)
    )
    placed = before.state is EnrolmentState.PLACED
    return Move(before, before.state, worth if placed else worth.dropped())
