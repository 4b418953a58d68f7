"""Home screens, gathered in four statements whatever the school's size; a teacher's own in five."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.papers.conflicts import nearness
from domain.papers.policy import in_force
from domain.reports.overview import NOBODY, Gathered, OverviewLine, Span, Viewer, midnight
from domain.reports.overview_cards import SCREENS, HomeScreen, OverviewCard, Whose
from domain.timetable.uncovered import UncoveredFilter, UncoveredLesson
from domain.training.standing import Standing, StandingFilter, StandingState
from persistence.hot import ReadsWithin
from persistence.papers.rules import paper_rules
from persistence.reports.overview_counts import COUNTS, GROUP, YEAR
from persistence.reports.overview_lines import LINED, LINES
from persistence.timetable.uncovered import uncovered_lessons
from persistence.training.standing_reads import HotStandings

SHORT = (StandingState.AT_RISK, StandingState.BEHIND)


class SqlOverviews:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller = connection, caller

    async def gathered(self, screen: HomeScreen, span: Span) -> tuple[Viewer, Gathered]:
        plan, me = SCREENS[screen], self._caller.teacher_id or NOBODY
        given = {
            "school": self._caller.school_id,
            "me": me,
            "today": span.today,
            "tomorrow": span.tomorrow,
            "until": span.until,
            "morning": midnight(span.today),
            "midnight": midnight(span.tomorrow),
            "until_midnight": midnight(span.until),
        }
        if OverviewCard.REVIEWS_TO_WRITE in plan.cards:
            given |= await self._nearness(span.today)
        rows = (await self._connection.execute(COUNTS[screen], given)).all()
        year = next(row.number for row in rows if row.what == YEAR)
        groups = tuple(sorted(row.id for row in rows if row.what == GROUP)) or (NOBODY,)
        counts = {OverviewCard(row.what): row.number for row in rows if row.what not in (YEAR, GROUP)}
        short = await self._short(plan.whose, groups, year, span) if plan.credits and year is not None else []
        found = Gathered(
            counts, await self._lines(screen, given), year, short, await self._open(plan.whose, groups, span)
        )
        return Viewer(self._caller.teacher_id, groups), found

    async def _nearness(self, today: date) -> dict[str, date]:
        policy = in_force(await paper_rules(self._connection, self._caller.school_id).every(), today)
        return asdict(nearness(policy, today))

    async def _lines(self, screen: HomeScreen, given: dict[str, Any]) -> list[OverviewLine]:
        found = (await self._connection.execute(LINES[screen], given)).all()
        return [
            OverviewLine(
                OverviewCard(row.card),
                row.day,
                row.title,
                row.name,
                f"{LINED[OverviewCard(row.card)].path}/{row.id}",
            )
            for row in sorted(found, key=lambda row: row.place)
        ]

    async def _short(self, whose: Whose, groups: Sequence[UUID], year: int, span: Span) -> Sequence[Standing]:
        teachers, subjects, grades = self._narrowed(whose, groups)
        filters = StandingFilter(year, teachers, subjects, grades, SHORT)
        reads = HotStandings(ReadsWithin(self._connection), self._caller, span.today)
        return await reads.every(filters)

    async def _open(self, whose: Whose, groups: Sequence[UUID], span: Span) -> Sequence[UncoveredLesson]:
        filters = UncoveredFilter(span.today, span.cover_until, *self._narrowed(whose, groups))
        return await uncovered_lessons(self._connection, self._caller.school_id, filters, true())

    def _narrowed(
        self, whose: Whose, groups: Sequence[UUID]
    ) -> tuple[tuple[UUID, ...], tuple[UUID, ...], tuple[UUID, ...]]:
        """Teachers, subject groups, grade groups; where nothing is named, everybody."""
        return (
            (self._caller.teacher_id or NOBODY,) if whose is Whose.OWN else (),
            tuple(groups) if whose is Whose.SUBJECT else (),
            tuple(groups) if whose is Whose.GRADE else (),
        )
