"""What the training room has to say of a term: six statements."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.notices.notice import NoticeState
from domain.people.calendar import day_of
from domain.people.teacher import TeacherStatus
from domain.reports.exports import Dataset, ExportAsked
from domain.reports.parts.training import HELD, OWED, GroupStates, TrainingFacts, training_part
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from domain.training.catalogue import CourseKind
from domain.training.credit import AwardState
from domain.training.duty import DutyState
from domain.training.enrolment import EnrolmentState
from domain.training.standing import StandingState
from persistence.notices.tables import notice
from persistence.people.tables import teacher
from persistence.reports.standings import judging, standings
from persistence.training.tables import course, credit_award, duty, enrolment, training_session

NO_GROUP = "未编组"
_GROUP, _STATE = 3, -1
"""Where a standing's line has its subject group and its state."""


class TrainingSummary:
    slot = SummarySlot.TRAINING

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        counted = (await self._connection.execute(self._counts(term))).one()
        passed = (await self._connection.execute(self._passed(term))).all()
        facts = TrainingFacts(
            active=counted.active,
            sessions=counted.sessions,
            passed={CourseKind(row.kind): row.times for row in passed if row.kind is not None},
            teachers=next(row.teachers for row in passed if row.kind is None),
            credits=counted.credits,
            duties=counted.duties,
            accepted=counted.accepted,
            notices=counted.notices,
            groups=await self._groups(term),
        )
        return [training_part(term, facts)]

    def _counts(self, term: SummaryTerm) -> Select[Any]:
        session, owed, award = training_session.c, duty.c, credit_award.c
        its_duties = and_(
            owed.school_id == self._school_id, owed.due_on >= term.starts_on, owed.due_on < term.until
        )
        confirmed = func.coalesce(func.sum(award.credits), literal(Decimal(0), award.credits.type))
        return select(
            _count(teacher, self._school_id, teacher.c.status == TeacherStatus.ACTIVE).label("active"),
            _count(
                training_session,
                self._school_id,
                session.starts_at >= term.begins,
                session.starts_at < term.over,
                session.state.in_(HELD),
            ).label("sessions"),
            select(confirmed)
            .where(
                award.school_id == self._school_id,
                award.school_year == term.school_year,
                award.state == AwardState.CONFIRMED,
            )
            .scalar_subquery()
            .label("credits"),
            _count(duty, self._school_id, its_duties, owed.state.in_(OWED)).label("duties"),
            _count(duty, self._school_id, its_duties, owed.state == DutyState.ACCEPTED).label("accepted"),
            _count(
                notice,
                self._school_id,
                notice.c.school_year == term.school_year,
                notice.c.state == NoticeState.ISSUED,
            ).label("notices"),
        )

    def _passed(self, term: SummaryTerm) -> Select[Any]:
        """By kind of course, and of all together, which is the row without a kind."""
        session, its = training_session.c, enrolment.c
        return (
            select(
                course.c.kind,
                func.count().label("times"),
                func.count(func.distinct(its.teacher_id)).label("teachers"),
            )
            .select_from(enrolment)
            .join(training_session, and_(session.school_id == its.school_id, session.id == its.session_id))
            .join(course, and_(course.c.school_id == its.school_id, course.c.id == session.course_id))
            .where(
                its.school_id == self._school_id,
                its.state == EnrolmentState.PASSED,
                session.starts_at >= term.begins,
                session.starts_at < term.over,
            )
            .group_by(func.rollup(course.c.kind))
        )

    async def _groups(self, term: SummaryTerm) -> list[GroupStates]:
        asked = ExportAsked(Dataset.CREDIT_STANDINGS, school_year=term.school_year)
        judged = await judging(self._connection, self._school_id, asked, day_of(term.now))
        found = await self._connection.execute(standings(self._school_id, asked, term.now))
        groups: dict[str, Counter[StandingState]] = defaultdict(Counter)
        for line in map(judged, found):
            groups[line[_GROUP] or NO_GROUP][StandingState(line[_STATE])] += 1
        order = sorted(groups, key=lambda name: (name == NO_GROUP, name))
        return [GroupStates(name, dict(groups[name])) for name in order]


def _count(table: Any, school_id: UUID, *conditions: Any) -> Any:
    counted = select(func.count()).select_from(table).where(table.c.school_id == school_id, *conditions)
    return counted.scalar_subquery()
