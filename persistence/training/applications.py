"""Applications of a selection round: read under their locks, settled many at once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Select, Uuid, cast, column, func, select, update

from domain.training.applying import Counted
from domain.training.catalogue import CourseKind
from domain.training.credit import AwardState
from domain.training.deciding import Application
from domain.training.enrolment import EnrolmentState
from domain.training.places import Clash, Move
from domain.training.platform_results import Worth
from domain.training.policy import CreditRule
from domain.training.sessions import Block
from persistence.changes import write
from persistence.training.clashes import overlaps
from persistence.training.enrolments import SqlEnrolments
from persistence.training.moves import write_moves
from persistence.training.places import standing_of
from persistence.training.rules import every_rule
from persistence.training.sessions import blocks_of
from persistence.training.tables import course, credit_award, enrolment, training_session


class SqlApplications(SqlEnrolments):
    async def rules(self) -> list[CreditRule]:
        return await every_rule(self._connection, self._school_id)

    async def counted(self, teacher_id: UUID, course_id: UUID, cycle_year: int) -> Counted | None:
        award = credit_award.c
        row = (
            await self._connection.execute(
                select(award.id, award.title, award.school_year, award.credits).where(
                    award.school_id == self._school_id,
                    award.teacher_id == teacher_id,
                    award.course_id == course_id,
                    award.cycle_year == cycle_year,
                    award.state != AwardState.VOID,
                )
            )
        ).one_or_none()
        return None if row is None else Counted(row.id, row.title, row.school_year, str(row.credits))

    async def of_round_for_update(
        self, round_id: UUID, *, ids: Collection[UUID] = (), states: Collection[EnrolmentState] = ()
    ) -> dict[UUID, Application]:
        statement = self._of_round(round_id, enrolment, training_session.c.code, training_session.c.starts_at)
        if ids:
            statement = statement.where(enrolment.c.id.in_(ids))
        if states:
            statement = statement.where(enrolment.c.state.in_(states))
        rows = (
            await self._connection.execute(
                statement.add_columns(course.c.title)
                .join(
                    course,
                    (course.c.school_id == self._school_id) & (course.c.id == training_session.c.course_id),
                )
                .order_by(enrolment.c.id)
                .with_for_update(key_share=True, of=enrolment)
            )
        ).all()
        return {
            row.id: Application(
                standing_of(row), row.version, row.session_id, row.code, row.title, row.starts_at
            )
            for row in rows
        }

    async def in_state(self, round_id: UUID, states: Collection[EnrolmentState]) -> int:
        counted = self._of_round(round_id, func.count()).where(enrolment.c.state.in_(states))
        return await self._connection.scalar(counted) or 0

    async def sessions_of(self, round_id: UUID, enrolment_ids: Collection[UUID]) -> set[UUID]:
        found = await self._connection.scalars(
            self._of_round(round_id, enrolment.c.session_id)
            .where(enrolment.c.id.in_(enrolment_ids))
            .distinct()
        )
        return set(found)

    def _of_round(self, round_id: UUID, *what: Any) -> Select[Any]:
        session = training_session.c
        its = (session.school_id == self._school_id) & (session.id == enrolment.c.session_id)
        return (
            select(*what)
            .select_from(enrolment)
            .join(training_session, its)
            .where(enrolment.c.school_id == self._school_id, session.round_id == round_id)
        )

    async def worth_of(self, session_ids: Collection[UUID]) -> Mapping[UUID, Worth]:
        session = training_session.c
        rows = await self._connection.execute(
            select(session.id, course.c.credits, course.c.kind)
            .join(course, (course.c.school_id == self._school_id) & (course.c.id == session.course_id))
            .where(session.school_id == self._school_id, session.id.in_(session_ids))
        )
        return {row.id: Worth(row.credits, row.kind == CourseKind.ONLINE) for row in rows}

    async def blocks(self, session_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Block]]:
        return await blocks_of(self._connection, self._school_id, session_ids)

    async def all_clashes(
        self, session_ids: Collection[UUID], teacher_ids: Collection[UUID]
    ) -> dict[tuple[UUID, UUID], Clash]:
        rows = await self._connection.execute(overlaps(self._school_id, session_ids, teacher_ids))
        return {(row.session_id, row.teacher_id): Clash(row.title, row.code, row.starts_at) for row in rows}

    async def settle(self, moves: Sequence[Move], taken: Mapping[UUID, int], *, at: datetime) -> None:
        if taken:
            await write(self._connection, _seats_taken(self._school_id, taken))
        await write_moves(self._connection, self._school_id, moves, at=at)


def _seats_taken(school_id: UUID, taken: Mapping[UUID, int]) -> Any:
    after = (
        func.unnest(cast(list(taken), ARRAY(Uuid)), cast(list(taken.values()), ARRAY(Integer)))
        .table_valued(column("id", Uuid), column("taken", Integer))
        .render_derived(name="after")
    )
    session = training_session.c
    return (
        update(training_session)
        .where(session.school_id == school_id, session.id == after.c.id)
        .values(taken=after.c.taken, version=session.version + 1)
    )
