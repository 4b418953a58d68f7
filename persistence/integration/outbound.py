"""What the rooms keep for the platform: each kind in one statement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.integration.preparing import Decided, HandedIn, SchoolBased
from domain.people.calendar import day_of
from domain.training.catalogue import CourseKind
from domain.training.credit import Account, AwardState, EntryKind
from domain.training.deciding import Ruling
from domain.training.enrolment import EnrolmentState
from domain.training.selection import RoundState
from persistence.people.tables import teacher
from persistence.training.tables import (
    course,
    credit_award,
    credit_entry,
    enrolment,
    enrolment_event,
    selection_round,
    training_session,
)

_ROUND, _SESSION, _COURSE = selection_round.c, training_session.c, course.c
_TEACHER, _ENROLMENT, _STEP = teacher.c, enrolment.c, enrolment_event.c
_AWARD, _ENTRY = credit_award.c, credit_entry.c

HANDED_IN = (
    EnrolmentState.SUBMITTED,
    EnrolmentState.REFUSED,
    EnrolmentState.PLACED,
    EnrolmentState.WAITLISTED,
    EnrolmentState.PASSED,
    EnrolmentState.FAILED,
)
_RULINGS = {EnrolmentState.APPROVED: Ruling.APPROVE, EnrolmentState.REJECTED: Ruling.REJECT}
_APPLIED = (
    _SESSION.code.label("session_code"),
    _SESSION.platform_id.label("session_platform_id"),
    _TEACHER.employee_no,
    _TEACHER.name,
)


class SqlOutboundFacts:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def round_state(self, code: str) -> RoundState | None:
        found = await self._connection.scalar(
            select(_ROUND.state).where(_ROUND.school_id == self._school_id, _ROUND.code == code)
        )
        return None if found is None else RoundState(found)

    async def handed_in(self, round_code: str) -> Sequence[HandedIn]:
        handed = exists().where(
            _STEP.school_id == self._school_id,
            _STEP.enrolment_id == _ENROLMENT.id,
            _STEP.to_state == EnrolmentState.SUBMITTED,
        )
        found = await self._connection.execute(
            self._applied(
                round_code,
                _COURSE.code.label("course_code"),
                _COURSE.title,
                _ENROLMENT.enrolled_at.label("applied_at"),
            )
            .where(_ENROLMENT.state.in_(HANDED_IN), handed)
            .order_by(_SESSION.code, _ENROLMENT.id)
        )
        return [HandedIn(**row) for row in found.mappings()]

    async def decided(self, round_code: str) -> Sequence[Decided]:
        last = (
            select(_STEP.to_state, _STEP.reason, _STEP.at)
            .where(
                _STEP.school_id == self._school_id,
                _STEP.enrolment_id == _ENROLMENT.id,
                _STEP.to_state.in_(_RULINGS),
            )
            .order_by(_STEP.id.desc())
            .limit(1)
            .lateral("last")
        )
        found = await self._connection.execute(
            self._applied(round_code, last.c.to_state, last.c.reason, last.c.at.label("decided_at"))
            .join(last, true())
            .order_by(_SESSION.code, _ENROLMENT.id)
        )
        return [
            Decided(**{name: value for name, value in row.items() if name != "to_state"}, ruling=ruling)
            for row in found.mappings()
            for ruling in (_RULINGS[EnrolmentState(row["to_state"])],)
        ]

    async def school_based(self, school_year: int) -> Sequence[SchoolBased]:
        confirmed_at = (
            select(func.max(_ENTRY.entered_at))
            .where(
                _ENTRY.school_id == self._school_id,
                _ENTRY.award_id == _AWARD.id,
                _ENTRY.account == Account.CONFIRMED,
                _ENTRY.kind != EntryKind.COUNTER,
            )
            .scalar_subquery()
            .label("confirmed_at")
        )
        found = await self._connection.execute(
            select(_TEACHER.employee_no, _TEACHER.name, _AWARD.title, _AWARD.hours, _AWARD.credits)
            .add_columns(confirmed_at)
            .select_from(credit_award)
            .join(teacher, and_(_TEACHER.school_id == _AWARD.school_id, _TEACHER.id == _AWARD.teacher_id))
            .where(
                _AWARD.school_id == self._school_id,
                _AWARD.school_year == school_year,
                _AWARD.category == CourseKind.SCHOOL_BASED,
                _AWARD.state == AwardState.CONFIRMED,
            )
            .order_by(_TEACHER.employee_no, _AWARD.title, _AWARD.id)
        )
        return [
            SchoolBased(number, name, title, hours, credits, day_of(at) if at else None)
            for number, name, title, hours, credits, at in found
        ]

    def _applied(self, round_code: str, *more: Any) -> Select[Any]:
        return (
            select(*_APPLIED, *more)
            .select_from(enrolment)
            .join(
                training_session,
                and_(_SESSION.school_id == self._school_id, _SESSION.id == _ENROLMENT.session_id),
            )
            .join(
                selection_round,
                and_(_ROUND.school_id == self._school_id, _ROUND.id == _SESSION.round_id),
            )
            .join(course, and_(_COURSE.school_id == self._school_id, _COURSE.id == _SESSION.course_id))
            .join(teacher, and_(_TEACHER.school_id == self._school_id, _TEACHER.id == _ENROLMENT.teacher_id))
            .where(_ENROLMENT.school_id == self._school_id, _ROUND.code == round_code)
        )
