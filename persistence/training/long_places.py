"""The places a confirmed plan gives, written for all of its teachers in a few statements."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select

from domain.training.enrolling import AlreadyEnrolled
from domain.training.enrolment import LIVE, SEATED
from domain.training.long_places import NewPlace, Taken
from domain.training.long_plan import Pair
from domain.training.places import Standing
from persistence.changes import write
from persistence.ids import new_id
from persistence.refusals import refusing
from persistence.training.moves import shift_planned, write_moves
from persistence.training.places import SqlPlaces, standing_of
from persistence.training.tables import enrolment, enrolment_event, selection_round, training_session


class SqlPlanPlaces(SqlPlaces):
    async def hold_rounds(self, session_ids: Collection[UUID]) -> None:
        session, chosen = training_session.c, selection_round.c
        of_sessions = select(session.round_id).where(
            session.school_id == self._school_id, session.id.in_(session_ids)
        )
        await self._connection.execute(
            select(chosen.id)
            .where(chosen.school_id == self._school_id, chosen.id.in_(of_sessions))
            .order_by(chosen.id)
            .with_for_update(read=True)
        )

    async def live_for_update(self, session_ids: Collection[UUID]) -> dict[Pair, Standing]:
        own = enrolment.c
        found = await self._connection.execute(
            select(enrolment)
            .where(
                own.school_id == self._school_id,
                own.session_id.in_(session_ids),
                own.state.in_(LIVE),
            )
            .order_by(own.id)
            .with_for_update(key_share=True)
        )
        return {(row.teacher_id, row.session_id): standing_of(row) for row in found}

    async def write(self, taken: Taken, *, account_id: UUID, at: datetime) -> list[UUID]:
        ids = [new_id() for _ in taken.new]
        if ids:
            await self._add(ids, taken.new, account_id=account_id, at=at)
        await write_moves(self._connection, self._school_id, taken.moves, at=at)
        for session_id, seats in taken.seats.items():
            await self.apply(session_id, [], taken=seats, at=at)
        return ids

    async def _add(
        self, ids: Sequence[UUID], new: Sequence[NewPlace], *, account_id: UUID, at: datetime
    ) -> None:
        places = [
            {
                "school_id": self._school_id,
                "id": enrolment_id,
                "session_id": one.session_id,
                "teacher_id": one.teacher_id,
                "state": one.state,
                "enrolled_at": at,
                "planned_credits": one.planned.credits,
                "planned_year": one.planned.year,
            }
            for enrolment_id, one in zip(ids, new, strict=True)
        ]
        with refusing(uq_enrolment_seat=AlreadyEnrolled(code="")):
            await write(self._connection, insert(enrolment).values(places))
        told = [
            {
                "school_id": self._school_id,
                "id": new_id(),
                "enrolment_id": enrolment_id,
                "to_state": one.state,
                "reason": "long_plan",
                "account_id": account_id,
                "at": at,
            }
            for enrolment_id, one in zip(ids, new, strict=True)
        ]
        await self._connection.execute(insert(enrolment_event).values(told))
        seated = [(one.teacher_id, one.planned) for one in new if one.state in SEATED]
        await shift_planned(self._connection, self._school_id, seated)
