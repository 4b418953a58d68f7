"""What the mentoring room has to say of a term: six statements, however many pairs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.mentoring.policy import in_force
from domain.mentoring.targets import Tally, TermSpan
from domain.mentoring.words import CompetitionState, LogKind, LogState, ReportLessonState
from domain.mentoring.young import YoungStanding, thresholds
from domain.people.calendar import day_of
from domain.reports.parts.mentoring import MentoringFacts, PairLine, mentoring_part
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from persistence.mentoring.logs import LOG_STATE, with_marks
from persistence.mentoring.rules import mentoring_rules
from persistence.mentoring.tables import competition_entry, mentor_log, report_lesson
from persistence.mentoring.tallies import SqlTallies
from persistence.mentoring.young import stands, there_on
from persistence.people.tables import teacher


class MentoringSummary:
    slot = SummarySlot.YOUNG

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        on = min(day_of(term.now), term.ends_on)
        tallies = SqlTallies(self._connection, self._school_id)
        pairs = await tallies.of_term(TermSpan(term.id, term.starts_on, term.ends_on))
        rules = await mentoring_rules(self._connection, self._school_id).every()
        after = thresholds(in_force(rules, on), on)
        young = select(func.count(teacher.c.id)).where(
            *there_on(self._school_id, on), stands(YoungStanding.YOUNG, after)
        )
        counted = (await self._connection.execute(self._counts(term, young))).one()
        facts = MentoringFacts(
            young=counted.young,
            on=on,
            pairs=[_line(one) for one in pairs],
            apprentices=len({one.apprentice_id for one in pairs}),
            logs=counted.logs,
            lessons=counted.lessons,
            competitions=counted.competitions,
        )
        return [mentoring_part(term, facts)]

    def _counts(self, term: SummaryTerm, young: Select[Any]) -> Select[Any]:
        log, lesson, competed = mentor_log.c, report_lesson.c, competition_entry.c
        during = (term.starts_on, term.ends_on)
        logs = with_marks(select(func.count()).select_from(mentor_log)).where(
            log.school_id == self._school_id, LOG_STATE == LogState.CONFIRMED, log.day.between(*during)
        )
        lessons = select(func.count()).where(
            lesson.school_id == self._school_id,
            lesson.state == ReportLessonState.HELD,
            lesson.day.between(*during),
        )
        competitions = select(func.count()).where(
            competed.school_id == self._school_id,
            competed.state == CompetitionState.CONFIRMED,
            competed.held_on.between(*during),
        )
        return select(
            young.scalar_subquery().label("young"),
            logs.scalar_subquery().label("logs"),
            lessons.scalar_subquery().label("lessons"),
            competitions.scalar_subquery().label("competitions"),
        )


def _line(one: Tally) -> PairLine:
    return PairLine(
        one.mentor_name,
        one.mentor_id is None,
        one.apprentice_name,
        one.field,
        one.kinds[LogKind.MENTOR_OBSERVES] + one.kinds[LogKind.APPRENTICE_OBSERVES],
        one.lessons_held,
    )
