"""What a 90-hour plan asks of each teacher: the cycle, the 90-hour courses had, in hand, and asked for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import SchoolYearSpan
from domain.people.teacher import TeacherStatus
from domain.training.catalogue import CourseKind
from domain.training.credit import AwardState, ExemptionKind
from domain.training.cycle import CycleStanding, YearSums, cycle_years, judge_cycle
from domain.training.enrolment import EnrolmentState
from domain.training.standing import Away, Ground, Member
from persistence.people.calendar import school_year_spans
from persistence.people.tables import teacher
from persistence.training.rules import every_rule
from persistence.training.tables import (
    course,
    credit_award,
    credit_exemption,
    credit_standing,
    enrolment,
    training_session,
)

AGREED = (EnrolmentState.APPROVED, EnrolmentState.SUBMITTED)
"""Not seated yet, and counted on."""

TURNED_DOWN = (EnrolmentState.REJECTED, EnrolmentState.REFUSED)


class CycleReads:
    """Each in one statement, whatever the number of teachers."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def _rows(self, statement: Select[Any]) -> Sequence[Any]:
        found: Sequence[Any] = (await self._connection.execute(statement)).all()
        return found

    async def cycles(self, school_year: int, today: date) -> tuple[list[CycleStanding], list[Any]]:
        """How everybody at work stands in the cycle the school year lies in; SchoolYearUnknown."""
        ground = Ground(
            await every_rule(self._connection, self._school_id),
            await school_year_spans(self._connection, self._school_id),
            await self._away(),
        )
        policy, years = ground.policy(school_year), cycle_years(ground, school_year)
        who = teacher.c
        staff = await self._rows(
            select(
                *(who[name] for name in ("id", "name", "employee_no", "subject_group_id", "grade_group_id")),
                *(who[name] for name in ("hired_on", "left_on")),
            )
            .where(who.school_id == self._school_id, who.status == TeacherStatus.ACTIVE)
            .order_by(who.id)
        )
        sums = await self._sums([year.span for year in years])
        judged = [
            judge_cycle(policy, years, today, Member(*row), ground.away.get(row[0], ()), sums.get(row[0], {}))
            for row in staff
        ]
        return judged, list(staff)

    async def had(self) -> Counter[UUID]:
        table = credit_standing.c
        statement = select(table.teacher_id, func.sum(table.long_courses)).where(
            table.school_id == self._school_id, table.long_courses > 0
        )
        return _counted(await self._rows(statement.group_by(table.teacher_id)))

    async def in_hand(self, cycles: Sequence[CycleStanding]) -> Counter[UUID]:
        """90-hour courses of the cycle that are agreed on, or passed and not confirmed yet."""
        if not cycles:
            return Counter()
        first, last, award = cycles[0].cycle_year, cycles[0].until_year, credit_award.c
        agreed = self._long_enrolments((*AGREED, EnrolmentState.PLACED)).where(
            enrolment.c.planned_year.between(first, last)
        )
        passed = select(award.teacher_id, func.count()).where(
            award.school_id == self._school_id,
            award.category == CourseKind.LONG_90,
            award.state == AwardState.PROVISIONAL,
            award.school_year.between(first, last),
        )
        rows = [*await self._rows(agreed), *await self._rows(passed.group_by(award.teacher_id))]
        return _counted(rows)

    async def passed_over(self) -> Counter[UUID]:
        return _counted(await self._rows(self._long_enrolments(TURNED_DOWN)))

    async def _away(self) -> Mapping[UUID, Sequence[Away]]:
        exempt, away = credit_exemption.c, defaultdict(list)
        for row in await self._rows(
            select(exempt.teacher_id, exempt.kind, exempt.from_day, exempt.until_day).where(
                exempt.school_id == self._school_id, exempt.voided_at.is_(None)
            )
        ):
            away[row[0]].append(Away(ExemptionKind(row[1]), row[2], row[3]))
        return away

    async def _sums(self, years: Sequence[SchoolYearSpan]) -> dict[UUID, dict[int, YearSums]]:
        table = credit_standing.c
        names = ("confirmed", "provisional", "planned", "school_based_confirmed", "school_based_provisional")
        found: dict[UUID, dict[int, YearSums]] = defaultdict(dict)
        for row in await self._rows(
            select(table.teacher_id, table.school_year, *(table[name] for name in (*names, "long_courses")))
            .where(table.school_id == self._school_id)
            .where(table.school_year.between(years[0].start_year, years[-1].start_year))
        ):
            found[row[0]][row[1]] = YearSums(*row[2:])
        return found

    def _long_enrolments(self, states: Iterable[EnrolmentState]) -> Select[Any]:
        own, session = enrolment.c, training_session.c
        return (
            select(own.teacher_id, func.count())
            .join(training_session, (session.school_id == self._school_id) & (session.id == own.session_id))
            .join(course, (course.c.school_id == self._school_id) & (course.c.id == session.course_id))
            .where(
                own.school_id == self._school_id,
                own.state.in_(states),
                course.c.kind == CourseKind.LONG_90,
            )
            .group_by(own.teacher_id)
        )


def _counted(rows: Iterable[Any]) -> Counter[UUID]:
    counted: Counter[UUID] = Counter()
    for teacher_id, count in rows:
        counted[teacher_id] += int(count)
    return counted
