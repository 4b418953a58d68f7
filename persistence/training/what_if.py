"""What looking ahead rests on: a teacher's record, and what the catalogue still offers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.people.calendar import SchoolYearSpan, day_of
from domain.training.applying import HELD
from domain.training.catalogue import CourseKind, SessionState
from domain.training.credit import AwardState
from domain.training.enrolment import LIVE
from domain.training.outlook import Chosen, Record
from domain.training.reaching import Option
from domain.training.standing import Member
from persistence.people.tables import teacher
from persistence.training.grounds import MEMBER, ground_of, member_of, sums_of
from persistence.training.tables import course, credit_award, enrolment, selection_round, training_session
from persistence.training.visibility import visible_teachers

session = training_session.c


class SqlWhatIfReads:
    """A fixed number of statements, however many sessions there are."""

    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller = caller
        self._school_id = caller.school_id

    async def record(
        self, teacher_id: UUID, session_ids: Collection[UUID], *, now: datetime
    ) -> Record | None:
        member = await self._member(teacher_id)
        if member is None:
            return None
        ground = await ground_of(self._connection, self._school_id, [teacher_id])
        sums = await sums_of(self._connection, self._school_id, [teacher_id])
        return Record(
            ground=ground,
            member=member,
            sums=sums.get(teacher_id, {}),
            counted=await self._counted(teacher_id),
            chosen=await self._chosen(teacher_id, session_ids),
            busy=await self._busy(teacher_id),
            options=await self._options(teacher_id, session_ids, ground.years, now),
        )

    async def _member(self, teacher_id: UUID) -> Member | None:
        found = await self._connection.execute(
            select(*MEMBER).where(
                teacher.c.school_id == self._school_id,
                teacher.c.id == teacher_id,
                visible_teachers(self._caller, teacher.c.id),
            )
        )
        row = found.one_or_none()
        return None if row is None else member_of(row)

    async def _counted(self, teacher_id: UUID) -> Mapping[tuple[UUID, int], UUID]:
        award = credit_award.c
        rows = await self._connection.execute(
            select(award.course_id, award.cycle_year, award.id).where(
                award.school_id == self._school_id,
                award.teacher_id == teacher_id,
                award.course_id.is_not(None),
                award.state != AwardState.VOID,
            )
        )
        return {(course_id, cycle_year): award_id for course_id, cycle_year, award_id in rows}

    async def _chosen(self, teacher_id: UUID, session_ids: Collection[UUID]) -> Sequence[Chosen]:
        place = (
            (enrolment.c.school_id == self._school_id)
            & (enrolment.c.session_id == session.id)
            & (enrolment.c.teacher_id == teacher_id)
            & enrolment.c.state.in_(LIVE)
        )
        rows = await self._connection.execute(
            select(
                *(session.id, session.code, session.course_id, session.state),
                *(session.starts_at, session.ends_at),
                *(course.c.title, course.c.kind, course.c.credits),
                *(enrolment.c.planned_credits, enrolment.c.state.label("place")),
            )
            .select_from(training_session.outerjoin(enrolment, place))
            .join(course, (course.c.school_id == self._school_id) & (course.c.id == session.course_id))
            .where(session.school_id == self._school_id, session.id.in_(session_ids))
            .order_by(session.ends_at, session.id)
        )
        return [
            Chosen(
                session_id=row.id,
                code=row.code,
                title=row.title,
                course_id=row.course_id,
                kind=CourseKind(row.kind),
                credits=row.credits,
                state=SessionState(row.state),
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                planned=row.planned_credits if row.place == "placed" else row.credits * 0,
            )
            for row in rows
        ]

    async def _busy(self, teacher_id: UUID) -> Sequence[tuple[datetime, datetime]]:
        rows = await self._connection.execute(
            select(session.starts_at, session.ends_at)
            .join(
                enrolment,
                (enrolment.c.school_id == self._school_id) & (enrolment.c.session_id == session.id),
            )
            .join(course, (course.c.school_id == self._school_id) & (course.c.id == session.course_id))
            .where(
                session.school_id == self._school_id,
                enrolment.c.teacher_id == teacher_id,
                enrolment.c.state.in_(HELD),
                course.c.kind != CourseKind.ONLINE,
            )
        )
        return [(starts_at, ends_at) for starts_at, ends_at in rows]

    async def _options(
        self,
        teacher_id: UUID,
        session_ids: Collection[UUID],
        years: Sequence[SchoolYearSpan],
        now: datetime,
    ) -> Sequence[Option]:
        """Sessions to come that can be, or will be, asked for; of no course the teacher has a place in."""
        taking = (
            select(session.course_id)
            .join(
                enrolment,
                (enrolment.c.school_id == self._school_id) & (enrolment.c.session_id == session.id),
            )
            .where(
                session.school_id == self._school_id,
                enrolment.c.teacher_id == teacher_id,
                enrolment.c.state.in_(LIVE),
            )
        )
        its = (selection_round.c.school_id == self._school_id) & (selection_round.c.id == session.round_id)
        rows = await self._connection.execute(
            select(
                *(session.id, session.course_id, session.starts_at, session.ends_at),
                *(session.enrolment_closes_at, selection_round.c.closes_at),
                *(course.c.kind, course.c.credits),
            )
            .select_from(training_session.outerjoin(selection_round, its))
            .join(course, (course.c.school_id == self._school_id) & (course.c.id == session.course_id))
            .where(
                session.school_id == self._school_id,
                session.state.in_((SessionState.DRAFT, SessionState.OPEN)),
                session.starts_at > now,
                session.id.not_in(session_ids),
                session.course_id.not_in(taking),
                course.c.archived.is_(False),
            )
        )
        found = []
        for row in rows:
            limits = (row.starts_at, row.enrolment_closes_at, row.closes_at)
            until = min(one for one in limits if one is not None)
            year = _year_of(row.ends_at, years)
            if until > now and year is not None:
                kind = CourseKind(row.kind)
                times = row.starts_at, row.ends_at, until
                found.append(Option(row.id, row.course_id, kind, row.credits, year, *times))
        return found


def _year_of(moment: datetime, years: Sequence[SchoolYearSpan]) -> int | None:
    day = day_of(moment)
    return next((one.start_year for one in years if one.starts_on <= day <= one.ends_on), None)
