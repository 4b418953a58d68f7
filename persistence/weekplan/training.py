"""What the training room has to say of a week, and to one teacher."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import ZONE
from domain.training.catalogue import CourseKind, SessionState
from domain.training.duty import DutyState
from domain.training.enrolment import EnrolmentState
from domain.training.selection import RoundState
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.projects.tables import project
from persistence.training.tables import (
    course,
    duty,
    enrolment,
    selection_round,
    session_block,
    training_session,
)

session, block, own = training_session.c, session_block.c, enrolment.c
HELD = (SessionState.OPEN, SessionState.CLOSED, SessionState.COMPLETED)
THERE = (EnrolmentState.PLACED, EnrolmentState.PASSED, EnrolmentState.FAILED)
ASKED_NO_MORE = (DutyState.WAIVED, DutyState.VOID)


class TrainingWeek:
    """Sessions somebody of the school goes to, rounds that open and close, duties due."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        return [
            *await self.blocks(first, last),
            *await self._rounds(first, last),
            *await self._duties(first, last),
        ]

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]:
        placed = select(own.session_id).where(
            own.school_id == self._school_id, own.teacher_id == teacher_id, own.state.in_(THERE)
        )
        found = await self._connection.execute(
            _blocks(self._school_id, first, last).where(session.id.in_(placed))
        )
        return [*_entries(found.all(), first, last), *await self._duties_of(teacher_id, first, last)]

    async def blocks(self, first: date, last: date) -> list[WeekEntry]:
        visited = or_(session.taken > 0, course.c.kind == CourseKind.SCHOOL_BASED)
        found = await self._connection.execute(_blocks(self._school_id, first, last).where(visited))
        return _entries(found.all(), first, last)

    async def _rounds(self, first: date, last: date) -> list[WeekEntry]:
        table = selection_round.c
        since, until = _moments(first, last)
        found = await self._connection.execute(
            select(table.id, table.title, table.opens_at, table.closes_at).where(
                table.school_id == self._school_id,
                table.state != RoundState.DRAFT,
                table.opens_at < until,
                table.closes_at >= since,
            )
        )
        ends = [
            (row, kind, moment.astimezone(ZONE))
            for row in found
            for kind, moment in (
                (WeekEntryKind.ROUND_OPENS, row.opens_at),
                (WeekEntryKind.ROUND_CLOSES, row.closes_at),
            )
        ]
        return [
            WeekEntry(f"{kind}-{row.id}", kind, at.date(), at.time(), title=row.title)
            for row, kind, at in ends
            if first <= at.date() <= last
        ]

    async def _duties(self, first: date, last: date) -> list[WeekEntry]:
        table = duty.c
        found = await self._connection.execute(
            select(table.due_on, func.count().label("due"))
            .where(
                table.school_id == self._school_id,
                table.state.not_in(ASKED_NO_MORE),
                table.due_on.between(first, last),
            )
            .group_by(table.due_on)
        )
        return [
            WeekEntry(
                f"duties-{row.due_on}", WeekEntryKind.DUTIES_DUE, row.due_on, facts={"count": str(row.due)}
            )
            for row in found
        ]

    async def _duties_of(self, teacher_id: UUID, first: date, last: date) -> list[WeekEntry]:
        table = duty.c
        its = (own.school_id == table.school_id) & (own.id == table.enrolment_id)
        held = (session.school_id == own.school_id) & (session.id == own.session_id)
        taught = (course.c.school_id == session.school_id) & (course.c.id == session.course_id)
        found = await self._connection.execute(
            select(table.id, table.kind, table.due_on, course.c.title)
            .select_from(duty.join(enrolment, its).join(training_session, held).join(course, taught))
            .where(
                table.school_id == self._school_id,
                table.teacher_id == teacher_id,
                table.state.not_in(ASKED_NO_MORE),
                table.due_on.between(first, last),
            )
        )
        return [
            WeekEntry(
                f"duty-{row.id}",
                WeekEntryKind.DUTY_DUE,
                row.due_on,
                title=row.title,
                facts={"kind": row.kind},
            )
            for row in found
        ]


class SchoolTraining:
    """Of the training room, what a school's calendar shows."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._week = TrainingWeek(connection, school_id)

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        return await self._week.blocks(first, last)


def _blocks(school_id: UUID, first: date, last: date) -> Select[Any]:
    """The blocks of sessions held in these days. A block is known by its number in its session: its row is
    another one whenever the session's times are changed."""
    since, until = _moments(first, last)
    its = (block.school_id == session.school_id) & (block.session_id == session.id)
    taught = (course.c.school_id == session.school_id) & (course.c.id == session.course_id)
    number = func.row_number().over(partition_by=block.session_id, order_by=block.starts_at)
    return (
        select(
            session.id,
            session.code,
            session.place,
            course.c.title,
            block.starts_at,
            block.ends_at,
            number.label("number"),
        )
        .select_from(training_session.join(session_block, its).join(course, taught))
        .where(
            session.school_id == school_id,
            session.state.in_(HELD),
            session.starts_at < until,
            session.ends_at > since,
            # Told by its activities: what stands behind a closed project is there for the credits alone.
            ~select(project.c.id)
            .where(project.c.school_id == session.school_id, project.c.session_id == session.id)
            .exists(),
        )
    )


def _entries(rows: Sequence[Row[Any]], first: date, last: date) -> list[WeekEntry]:
    return [one for row in rows for one in _days(row) if first <= one.day <= last]


def _days(row: Row[Any]) -> list[WeekEntry]:
    """A block of one day with its times; of a block of several, each day whole."""
    starts_at, ends_at = row.starts_at.astimezone(ZONE), row.ends_at.astimezone(ZONE)
    final = (ends_at - timedelta(microseconds=1)).date()
    length = (final - starts_at.date()).days
    midnight = ends_at.date() > final
    return [
        WeekEntry(
            f"training-{row.id}-{row.number}" + (f"-{later}" if later else ""),
            WeekEntryKind.TRAINING,
            starts_at.date() + timedelta(days=later),
            None if length else starts_at.time(),
            None if length else time(23, 59) if midnight else ends_at.time(),
            row.title,
            row.place,
            facts={"session": row.code},
        )
        for later in range(length + 1)
    ]


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first day's first moment to that of the day after the last."""
    return (
        datetime.combine(first, time.min, tzinfo=ZONE),
        datetime.combine(last + timedelta(days=1), time.min, tzinfo=ZONE),
    )
