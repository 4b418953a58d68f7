"""Seats under their locks, and the steps that move people on and off them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Row,
    Select,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import SchoolYearSpan
from domain.people.teacher import TeacherStatus
from domain.training.catalogue import SessionState
from domain.training.enrolment import LIVE, SEATED, EnrolmentState
from domain.training.places import Clash, Colleague, Move, Offer, Planned, Standing
from domain.training.seats import SessionSeats
from domain.training.selection import RoundState, RoundTerms
from persistence.changes import write
from persistence.notices.following import follow_notices
from persistence.people.calendar import school_year_spans
from persistence.people.tables import teacher
from persistence.timetable.following import follow_sessions
from persistence.training.clashes import overlaps
from persistence.training.moves import write_moves
from persistence.training.tables import (
    course,
    enrolment,
    selection_round,
    training_session,
)

STANDING = (*SEATED, EnrolmentState.WAITLISTED)
TERMS = [
    selection_round.c[name]
    for name in ("id", "code", "title", "state", "opens_at", "closes_at", "frozen_days")
]
SEATS = [
    training_session.c[name]
    for name in (
        "id",
        "course_id",
        "round_id",
        "code",
        "state",
        "capacity",
        "taken",
        "waitlist",
        "enrolment_opens_at",
        "enrolment_closes_at",
        "starts_at",
        "ends_at",
    )
]


class SqlPlaces:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def seats_for_update(self, session_id: UUID) -> SessionSeats | None:
        return (await self.all_seats_for_update([session_id])).get(session_id)

    async def all_seats_for_update(self, session_ids: Collection[UUID]) -> dict[UUID, SessionSeats]:
        # The lock comes first, on its own: what is counted or looked up in one statement with it would be
        # seen on the snapshot taken before the wait, and the last seat would go twice.
        session = training_session.c
        rows = (
            await self._connection.execute(
                select(*SEATS)
                .where(session.school_id == self._school_id, session.id.in_(session_ids))
                .order_by(session.id)
                .with_for_update(key_share=True)
            )
        ).all()
        rounds = await self._terms({row.round_id for row in rows if row.round_id is not None})
        return {row.id: seats_of(row, rounds.get(row.round_id)) for row in rows}

    async def _terms(self, round_ids: set[UUID]) -> dict[UUID, RoundTerms]:
        if not round_ids:
            return {}
        rows = await self._connection.execute(
            select(*TERMS).where(
                selection_round.c.school_id == self._school_id, selection_round.c.id.in_(round_ids)
            )
        )
        return {row.id: terms_of(row) for row in rows}

    async def hold(self, *, session_ids: Collection[UUID], course_ids: Collection[UUID] = ()) -> set[UUID]:
        session = training_session.c
        locked = await self._connection.scalars(
            select(session.id)
            .where(
                session.school_id == self._school_id,
                or_(session.id.in_(session_ids), session.course_id.in_(course_ids)),
            )
            .order_by(session.id)
            .with_for_update(key_share=True)
        )
        standing = await self._connection.execute(
            select(enrolment.c.session_id, enrolment.c.teacher_id, enrolment.c.state)
            .where(
                enrolment.c.school_id == self._school_id,
                enrolment.c.session_id.in_(locked.all()),
                enrolment.c.state.in_(STANDING),
            )
            .order_by(enrolment.c.id)
            .with_for_update(key_share=True)
        )
        waiting = [row for row in standing if row.state == EnrolmentState.WAITLISTED]
        await self.colleagues_for_update({row.teacher_id for row in waiting})
        return {row.session_id for row in waiting}

    async def offer(self, course_id: UUID) -> Offer:
        row = await self._connection.execute(
            select(course.c.title, course.c.credits, course.c.archived).where(
                course.c.school_id == self._school_id, course.c.id == course_id
            )
        )
        return Offer(*row.one())

    async def spans(self) -> list[SchoolYearSpan]:
        return await school_year_spans(self._connection, self._school_id)

    async def standing_for_update(self, session_id: UUID) -> list[Standing]:
        statement = self._standing(session_id, LIVE).with_for_update(key_share=True)
        return [standing_of(row) for row in await self._connection.execute(statement)]

    async def waiting(self, session_id: UUID) -> list[Standing]:
        statement = self._standing(session_id, (EnrolmentState.WAITLISTED,))
        return [standing_of(row) for row in await self._connection.execute(statement)]

    def _standing(self, session_id: UUID, states: Iterable[EnrolmentState]) -> Select[Any]:
        return (
            select(enrolment)
            .where(
                enrolment.c.school_id == self._school_id,
                enrolment.c.session_id == session_id,
                enrolment.c.state.in_(states),
            )
            .order_by(enrolment.c.id)
        )

    async def colleagues_for_update(self, teacher_ids: Iterable[UUID]) -> dict[UUID, Colleague]:
        rows = await self._connection.execute(
            select(teacher.c.id, teacher.c.name, teacher.c.status)
            .where(teacher.c.school_id == self._school_id, teacher.c.id.in_(teacher_ids))
            .order_by(teacher.c.id)
            .with_for_update(key_share=True)
        )
        return {row.id: Colleague(row.name, TeacherStatus(row.status)) for row in rows}

    async def clashes(
        self, session_id: UUID, teacher_ids: Iterable[UUID], *, states: Collection[EnrolmentState] = SEATED
    ) -> dict[UUID, Clash]:
        rows = await self._connection.execute(overlaps(self._school_id, [session_id], teacher_ids, states))
        return {row.teacher_id: Clash(row.title, row.code, row.starts_at) for row in rows}

    async def apply(self, session_id: UUID, moves: Sequence[Move], *, taken: int, at: datetime) -> None:
        await write(
            self._connection,
            update(training_session)
            .where(
                training_session.c.school_id == self._school_id,
                training_session.c.id == session_id,
                training_session.c.taken != taken,
            )
            .values(taken=taken, version=training_session.c.version + 1),
        )
        await write_moves(self._connection, self._school_id, moves, at=at)

    async def follow(
        self, *, session_ids: Collection[UUID], course_ids: Collection[UUID] = (), at: datetime
    ) -> None:
        for one in (follow_sessions, follow_notices):
            await one(
                self._connection, self._school_id, session_ids=session_ids, course_ids=course_ids, at=at
            )


def seats_of(row: Sequence[Any], terms: RoundTerms | None) -> SessionSeats:
    """From the columns of SEATS."""
    session_id, course_id, _, code, state, *rest = row
    return SessionSeats(session_id, course_id, code, SessionState(state), *(*rest, terms))


def terms_of(row: Sequence[Any]) -> RoundTerms:
    """From the columns of TERMS."""
    round_id, code, title, state, *rest = row
    return RoundTerms(round_id, code, title, RoundState(state), *rest)


def standing_of(row: Row[Any]) -> Standing:
    planned = Planned(row.planned_year, row.planned_credits)
    return Standing(row.id, row.teacher_id, EnrolmentState(row.state), planned)
