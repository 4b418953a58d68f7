"""What a 90-hour plan is made on: the sessions, everybody's bookings and groups, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import ZONE, day_of
from domain.training.catalogue import CourseKind
from domain.training.enrolment import SEATED, EnrolmentState
from domain.training.long_plan import PlanFacts, PlanGroup, PlanRule, PlanSession, PlanTeacher, Shares
from domain.training.long_planning import PlanRequest
from persistence.people.tables import (
    grade_group,
    school_class,
    school_day,
    school_year,
    subject_group,
    teaching_assignment,
    term,
)
from persistence.training.long_plan_cycles import AGREED, CycleReads
from persistence.training.tables import course, enrolment, session_block, training_session

LIVE = (*SEATED, *AGREED, EnrolmentState.WAITLISTED)


async def plan_facts(
    connection: AsyncConnection, school_id: UUID, request: PlanRequest, *, today: date
) -> PlanFacts:
    """As they stand now; SchoolYearUnknown when the calendar lacks the year."""
    return await _Reading(connection, school_id, request, today).facts()


class _Reading:
    def __init__(
        self, connection: AsyncConnection, school_id: UUID, request: PlanRequest, today: date
    ) -> None:
        self._connection, self._school_id = connection, school_id
        self._request, self._today = request, today

    async def _rows(self, statement: Select[Any]) -> Sequence[Any]:
        found: Sequence[Any] = (await self._connection.execute(statement)).all()
        return found

    async def facts(self) -> PlanFacts:
        sessions = await self._sessions()
        reads = CycleReads(self._connection, self._school_id)
        cycles, staff = await reads.cycles(self._request.school_year, self._today)
        had, passed_over = await reads.had(), await reads.passed_over()
        in_hand = await reads.in_hand(cycles)
        booked = await self._booked([day for one in sessions.values() for day in one.days])
        enrolled = await self._enrolled()
        teachers = {
            one.teacher_id: PlanTeacher(
                teacher_id=one.teacher_id,
                name=one.name,
                until_year=one.until_year,
                years_left=one.until_year - self._request.school_year + 1,
                missing=one.long_courses_due - one.long_courses - in_hand[one.teacher_id],
                had=had[one.teacher_id],
                owed=one.owed,
                passed_over=passed_over[one.teacher_id],
                booked=booked.get(one.teacher_id, {}),
                enrolled=frozenset(enrolled.get(one.teacher_id, ())),
            )
            for one in cycles
        }
        return PlanFacts(teachers, sessions, [*await self._groups(staff)], self._shares())

    def _shares(self) -> Shares:
        asked = self._request
        return Shares(*map(Fraction, (asked.subject_group_share, asked.grade_group_share, asked.class_share)))

    async def _sessions(self) -> dict[UUID, PlanSession]:
        session, block = training_session.c, session_block.c
        agreed = (
            select(func.count())
            .where(
                enrolment.c.school_id == self._school_id,
                enrolment.c.session_id == session.id,
                enrolment.c.state.in_(AGREED),
            )
            .scalar_subquery()
        )
        rows = await self._rows(
            select(session.id, session.code, course.c.title, session.capacity, session.taken, agreed)
            .join(course, (course.c.school_id == self._school_id) & (course.c.id == session.course_id))
            .where(session.school_id == self._school_id, session.id.in_(self._request.session_ids))
        )
        blocks = await self._rows(
            select(block.session_id, block.starts_at, block.ends_at).where(
                block.school_id == self._school_id, block.session_id.in_(self._request.session_ids)
            )
        )
        days: dict[UUID, set[date]] = defaultdict(set)
        for session_id, starts_at, ends_at in blocks:
            days[session_id].update(_days(starts_at, ends_at))
        free_days = await self._days_without_lessons({day for one in days.values() for day in one})
        return {
            row[0]: PlanSession(
                session_id=row[0],
                code=row[1],
                title=row[2],
                days=frozenset(days[row[0]]),
                school_days=frozenset(days[row[0]] - free_days),
                free=row[3] - row[4] - row[5],
            )
            for row in rows
        }

    async def _days_without_lessons(self, days: Collection[date]) -> set[date]:
        """A day the calendar does not know is taken for a school day."""
        rows = await self._rows(
            select(school_day.c.day).where(
                school_day.c.school_id == self._school_id,
                school_day.c.day.in_(days),
                school_day.c.is_school_day.is_(False),
            )
        )
        return {row[0] for row in rows}

    async def _booked(self, days: Collection[date]) -> dict[UUID, dict[date, str]]:
        """Where everybody is on which of the days. Online training holds nobody anywhere."""
        if not days:
            return {}
        own, session, block = enrolment.c, training_session.c, session_block.c
        first = datetime.combine(min(days), datetime.min.time(), ZONE)
        end = datetime.combine(max(days) + timedelta(1), datetime.min.time(), ZONE)
        rows = await self._rows(
            select(own.teacher_id, block.starts_at, block.ends_at, course.c.title)
            .join(training_session, (session.school_id == self._school_id) & (session.id == own.session_id))
            .join(course, (course.c.school_id == self._school_id) & (course.c.id == session.course_id))
            .join(session_block, (block.school_id == self._school_id) & (block.session_id == session.id))
            .where(
                own.school_id == self._school_id,
                own.state.in_((*SEATED, *AGREED)),
                course.c.kind != CourseKind.ONLINE,
                and_(block.starts_at < end, block.ends_at > first),
            )
            .order_by(block.starts_at, block.id)
        )
        booked: dict[UUID, dict[date, str]] = defaultdict(dict)
        for teacher_id, starts_at, ends_at, title in rows:
            for day in _days(starts_at, ends_at):
                booked[teacher_id].setdefault(day, title)
        return booked

    async def _enrolled(self) -> dict[UUID, set[UUID]]:
        """Who has a place in a planned session; an application that waits for its audit is none."""
        own, found = enrolment.c, defaultdict(set)
        for row in await self._rows(
            select(own.teacher_id, own.session_id).where(
                own.school_id == self._school_id,
                own.session_id.in_(self._request.session_ids),
                own.state.in_(LIVE),
            )
        ):
            found[row[0]].add(row[1])
        return found

    async def _groups(self, staff: Sequence[Any]) -> Iterator[PlanGroup]:
        names = {
            row[0]: row[1]
            for table in (subject_group, grade_group, school_class)
            for row in await self._rows(
                select(table.c.id, table.c.name).where(table.c.school_id == self._school_id)
            )
        }
        taught, own = teaching_assignment.c, {row[0] for row in staff}
        lessons = await self._rows(
            select(taught.class_id, taught.teacher_id)
            .join(term, (term.c.school_id == self._school_id) & (term.c.id == taught.term_id))
            .join(
                school_year,
                and_(
                    school_year.c.school_id == self._school_id,
                    school_year.c.id == term.c.school_year_id,
                    school_year.c.start_year == self._request.school_year,
                ),
            )
            .where(taught.school_id == self._school_id)
            .distinct()
        )
        return _groups(
            {
                PlanRule.SUBJECT_GROUP_SHARE: [(row.subject_group_id, row.id) for row in staff],
                PlanRule.GRADE_GROUP_SHARE: [(row.grade_group_id, row.id) for row in staff],
                PlanRule.CLASS_SHARE: [(row[0], row[1]) for row in lessons if row[1] in own],
            },
            names,
        )


def _groups(
    belonging: Mapping[PlanRule, Sequence[tuple[UUID | None, UUID]]], names: Mapping[UUID, str]
) -> Iterator[PlanGroup]:
    for rule, pairs in belonging.items():
        members: dict[UUID, set[UUID]] = defaultdict(set)
        for group_id, teacher_id in pairs:
            if group_id is not None:
                members[group_id].add(teacher_id)
        for group_id, some in sorted(members.items()):
            yield PlanGroup(rule, names[group_id], frozenset(some))


def _days(starts_at: datetime, ends_at: datetime) -> list[date]:
    """The days a block touches; its very last moment is not part of it."""
    first, last = day_of(starts_at), day_of(ends_at - timedelta(microseconds=1))
    return [first + timedelta(one) for one in range((last - first).days + 1)]
