"""What the school has of what a table from the platform names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Table, Text, Uuid, and_, any_, exists, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.imports import ImportKind, ImportState
from domain.integration.arrivals import AppliedFor, CreditLine, KnownCourse, KnownTeacher, OwedEvaluation
from domain.training.catalogue import CourseKind
from domain.training.duty import DutyKind, DutyState
from domain.training.enrolment import LIVE, EnrolmentState
from domain.training.platform_results import PlatformOutcome
from persistence.ids import new_id
from persistence.integration.tables import platform_credit
from persistence.people.tables import school_year, teacher
from persistence.platform.tables import file_import
from persistence.rows import add_all
from persistence.training.tables import (
    course,
    duty,
    enrolment,
    enrolment_event,
    selection_round,
    training_session,
)

_LINE = (
    "teacher_id",
    "course_ref",
    "course_id",
    "title",
    "category",
    "hours",
    "credits",
    "earned_on",
)


class SqlArrivals:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def round_called(self, code: str) -> UUID | None:
        own = selection_round.c
        found: UUID | None = await self._connection.scalar(
            select(own.id).where(own.school_id == self._school_id, own.code == code)
        )
        return found

    async def has_school_year(self, start_year: int) -> bool:
        own = school_year.c
        standing = exists().where(own.school_id == self._school_id, own.start_year == start_year)
        return bool(await self._connection.scalar(select(standing)))

    async def teachers(self, employee_nos: Collection[str]) -> dict[str, KnownTeacher]:
        own = teacher.c
        rows = await self._connection.execute(
            select(own.id, own.name, own.employee_no).where(
                own.school_id == self._school_id, own.employee_no == _any_text(employee_nos)
            )
        )
        return {row.employee_no: KnownTeacher(row.id, row.name) for row in rows}

    async def sessions(self, codes: Collection[str], *, round_id: UUID | None = None) -> dict[str, UUID]:
        narrowed = () if round_id is None else (training_session.c.round_id == round_id,)
        found = await self._called(training_session, codes, *narrowed)
        return {named: row.id for named, row in found.items()}

    async def courses(self, named: Collection[str]) -> dict[str, KnownCourse]:
        found = await self._called(course, named)
        return {name: KnownCourse(row.id, row.code) for name, row in found.items()}

    async def _called(
        self, table: Table, names: Collection[str], *narrowed: ColumnElement[bool]
    ) -> Mapping[str, Any]:
        """By code or platform number; of two rows one name fits, the one whose code it is."""
        own = table.c
        rows = (
            await self._connection.execute(
                select(own.id, own.code, own.platform_id).where(
                    own.school_id == self._school_id,
                    or_(own.code == _any_text(names), own.platform_id == _any_text(names)),
                    *narrowed,
                )
            )
        ).all()
        wanted = frozenset(names)
        by_number = {row.platform_id: row for row in rows if row.platform_id in wanted}
        return by_number | {row.code: row for row in rows if row.code in wanted}

    async def applications(self, session_ids: Collection[UUID]) -> Sequence[AppliedFor]:
        own, event = enrolment.c, enrolment_event.c
        answered = and_(
            event.school_id == own.school_id,
            event.enrolment_id == own.id,
            event.from_state == EnrolmentState.SUBMITTED,
            event.to_state.in_([one.value for one in PlatformOutcome]),
        )
        rows = await self._connection.execute(
            select(own.id, own.session_id, own.teacher_id, own.state, own.version, event.to_state)
            .select_from(enrolment.outerjoin(enrolment_event, answered))
            .where(own.school_id == self._school_id, own.session_id == _any_id(session_ids))
            .ext(distinct_on(own.session_id, own.teacher_id))
            .order_by(own.session_id, own.teacher_id, own.state.in_(LIVE).desc(), own.id.desc())
        )
        return [
            AppliedFor(
                row.id,
                row.session_id,
                row.teacher_id,
                EnrolmentState(row.state),
                row.version,
                None if row.to_state is None else PlatformOutcome(row.to_state),
            )
            for row in rows
        ]

    async def credits_that_hold(self, school_year: int) -> Sequence[CreditLine]:
        own = platform_credit.c
        latest = (
            select(file_import.c.id)
            .where(
                file_import.c.school_id == self._school_id,
                file_import.c.kind == ImportKind.PLATFORM_CREDITS,
                file_import.c.state == ImportState.COMMITTED,
                exists().where(
                    own.school_id == self._school_id,
                    own.school_year == school_year,
                    own.import_id == file_import.c.id,
                ),
            )
            .order_by(file_import.c.committed_at.desc(), file_import.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        rows = await self._connection.execute(
            select(*(own[name] for name in _LINE)).where(
                own.school_id == self._school_id, own.school_year == school_year, own.import_id == latest
            )
        )
        return [CreditLine(**dict(row._mapping) | {"category": CourseKind(row.category)}) for row in rows]

    async def keep_credits(self, import_id: UUID, school_year: int, lines: Sequence[CreditLine]) -> None:
        """One statement, however long the list."""
        rows = [
            {"id": new_id(), "import_id": import_id, "school_year": school_year, **asdict(line)}
            for line in lines
        ]
        await add_all(self._connection, platform_credit, self._school_id, rows)

    async def evaluations(self, session_ids: Collection[UUID]) -> Sequence[OwedEvaluation]:
        own = enrolment.c
        its = and_(duty.c.school_id == own.school_id, duty.c.enrolment_id == own.id)
        rows = await self._connection.execute(
            select(
                duty.c.id, duty.c.enrolment_id, own.session_id, own.teacher_id, own.planned_year, duty.c.state
            )
            .select_from(enrolment.join(duty, its))
            .where(
                own.school_id == self._school_id,
                own.session_id == _any_id(session_ids),
                duty.c.kind == DutyKind.EVALUATION,
                duty.c.state != DutyState.VOID,
            )
        )
        return [OwedEvaluation(*row[:-1], DutyState(row.state)) for row in rows]


def _any_id(ids: Collection[UUID]) -> Any:
    return any_(literal(list(ids), ARRAY(Uuid)))


def _any_text(texts: Collection[str]) -> Any:
    return any_(literal(list(texts), ARRAY(Text)))
