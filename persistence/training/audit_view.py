"""What the audit of a round rests on: a fixed number of statements, however many have applied."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.people.calendar import day_of
from domain.training.applying import HELD
from domain.training.audit_view import AuditFacts, Booking, Held, Past, Person, SchoolClass
from domain.training.catalogue import CourseKind
from domain.training.credit import AwardState
from domain.training.enrolment import EnrolmentState
from domain.training.selection import SelectionRound
from persistence.people.tables import (
    grade_group,
    school_class,
    subject_group,
    teacher,
    teaching_assignment,
    term,
)
from persistence.training.grounds import MEMBER, ground_of, member_of, sums_of
from persistence.training.rounds import SqlRounds
from persistence.training.sessions import blocks_of
from persistence.training.tables import course, credit_award, enrolment, enrolment_event, training_session

GONE = (EnrolmentState.WITHDRAWN, EnrolmentState.CANCELLED)
_BOOKING = [
    enrolment.c[name]
    for name in ("id", "session_id", "teacher_id", "state", "enrolled_at", "planned_year", "version")
]


class SqlAuditReads:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._school_id = caller.school_id
        self._rounds = SqlRounds(connection, caller)

    async def facts(self, round_id: UUID) -> AuditFacts | None:
        found = await self._rounds.get(round_id)
        if found is None:
            return None
        first, last = await self._span(found)
        bookings = await self._bookings(found, first, last)
        teachers = {one.teacher_id for one in bookings}
        return AuditFacts(
            round=found,
            bookings=bookings,
            sessions=await self._sessions({one.session_id for one in bookings}),
            people=await self._people(teachers),
            classes=await self._classes(teachers, day_of(first), day_of(last)),
            had_long=await self._had_long(teachers),
            past=await self._past(teachers, round_id),
            ground=await ground_of(self._connection, self._school_id, teachers),
            sums=await sums_of(self._connection, self._school_id, teachers),
        )

    async def _span(self, of: SelectionRound) -> tuple[datetime, datetime]:
        """From the first start to the last end of the round's sessions; of a round without any, its own."""
        session = training_session.c
        row = (
            await self._connection.execute(
                select(func.min(session.starts_at), func.max(session.ends_at)).where(
                    session.school_id == self._school_id, session.round_id == of.id
                )
            )
        ).one()
        return row[0] or of.opens_at, row[1] or of.closes_at

    async def _bookings(self, of: SelectionRound, first: datetime, last: datetime) -> list[Booking]:
        """The round's applications, and whoever applies or is placed elsewhere in its days."""
        session = training_session.c
        elsewhere = and_(enrolment.c.state.in_(HELD), session.starts_at < last, first < session.ends_at)
        rows = await self._connection.execute(
            select(*_BOOKING)
            .join(
                training_session,
                (session.school_id == self._school_id) & (session.id == enrolment.c.session_id),
            )
            .where(
                enrolment.c.school_id == self._school_id,
                or_(and_(session.round_id == of.id, enrolment.c.state.not_in(GONE)), elsewhere),
            )
            .order_by(enrolment.c.id)
        )
        return [
            Booking(one_id, session_id, teacher_id, EnrolmentState(state), at, year, version)
            for one_id, session_id, teacher_id, state, at, year, version in rows
        ]

    async def _sessions(self, session_ids: Collection[UUID]) -> Mapping[UUID, Held]:
        session = training_session.c
        rows = await self._connection.execute(
            select(
                session.id, session.code, session.round_id, course.c.title, course.c.kind, course.c.credits
            )
            .join(course, (course.c.school_id == self._school_id) & (course.c.id == session.course_id))
            .where(session.school_id == self._school_id, session.id.in_(session_ids))
        )
        blocks = await blocks_of(self._connection, self._school_id, session_ids)
        return {
            row.id: Held(row.code, row.title, CourseKind(row.kind), row.credits, row.round_id, blocks[row.id])
            for row in rows
        }

    async def _people(self, teacher_ids: Collection[UUID]) -> Mapping[UUID, Person]:
        subjects = (subject_group.c.school_id == self._school_id) & (
            subject_group.c.id == teacher.c.subject_group_id
        )
        grades = (grade_group.c.school_id == self._school_id) & (grade_group.c.id == teacher.c.grade_group_id)
        rows = await self._connection.execute(
            select(*MEMBER, subject_group.c.name.label("subject"), grade_group.c.name.label("grade"))
            .select_from(teacher.outerjoin(subject_group, subjects).outerjoin(grade_group, grades))
            .where(teacher.c.school_id == self._school_id, teacher.c.id.in_(teacher_ids))
        )
        return {row.id: Person(member_of(row), row.subject, row.grade) for row in rows}

    async def _classes(self, teacher_ids: Collection[UUID], first: date, last: date) -> Sequence[SchoolClass]:
        """The classes taught in the terms that hold any of these days, with those of the teachers who do."""
        taught = teaching_assignment.c
        rows = await self._connection.execute(
            select(taught.class_id, school_class.c.name, taught.teacher_id)
            .join(term, (term.c.school_id == self._school_id) & (term.c.id == taught.term_id))
            .join(
                school_class,
                (school_class.c.school_id == self._school_id) & (school_class.c.id == taught.class_id),
            )
            .where(
                taught.school_id == self._school_id,
                taught.teacher_id.in_(teacher_ids),
                term.c.starts_on <= last,
                term.c.ends_on >= first,
            )
        )
        teachers: dict[tuple[str, UUID], set[UUID]] = defaultdict(set)
        for class_id, name, teacher_id in rows:
            teachers[name, class_id].add(teacher_id)
        return [SchoolClass(name, frozenset(who)) for (name, _), who in sorted(teachers.items())]

    async def _had_long(self, teacher_ids: Collection[UUID]) -> frozenset[UUID]:
        award = credit_award.c
        found = await self._connection.scalars(
            select(award.teacher_id)
            .where(
                award.school_id == self._school_id,
                award.teacher_id.in_(teacher_ids),
                award.category == CourseKind.LONG_90,
                award.state != AwardState.VOID,
                award.credits > 0,
            )
            .distinct()
        )
        return frozenset(found)

    async def _past(self, teacher_ids: Collection[UUID], round_id: UUID) -> Mapping[tuple[UUID, int], Past]:
        """What these teachers applied for in other rounds, and were approved for, by school year."""
        step, one = enrolment_event.c, enrolment.c

        def ever(state: EnrolmentState) -> Any:
            return func.count(one.id.distinct()).filter(step.to_state == state)

        session = training_session.c
        rows = await self._connection.execute(
            select(
                one.teacher_id,
                one.planned_year,
                ever(EnrolmentState.APPLIED),
                ever(EnrolmentState.APPROVED),
            )
            .join(enrolment_event, (step.school_id == self._school_id) & (step.enrolment_id == one.id))
            .join(training_session, (session.school_id == self._school_id) & (session.id == one.session_id))
            .where(
                one.school_id == self._school_id,
                one.teacher_id.in_(teacher_ids),
                session.round_id.is_not(None),
                session.round_id != round_id,
            )
            .group_by(one.teacher_id, one.planned_year)
        )
        return {(teacher_id, year): Past(applied, approved) for teacher_id, year, applied, approved in rows}
