"""What theme research and the assessment of groups have to say of a term: five statements."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.assessment.policy import Band
from domain.reports.parts.themes import (
    RAN,
    Ranked,
    Ranking,
    ThemeTermFacts,
    assessment_part,
    theme_part,
)
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from persistence.assessment.tables import assessment, assessment_result
from persistence.themes.facts import SqlThemeFacts
from persistence.themes.tables import group_theme, theme

_PART, _RESULT = group_theme.c, assessment_result.c


class ThemeSummary:
    slot = SummarySlot.THEMES

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        ran = (
            theme.c.school_id == self._school_id,
            theme.c.term_id == term.id,
            theme.c.state.in_(RAN),
        )
        its = and_(_PART.school_id == theme.c.school_id, _PART.theme_id == theme.c.id)
        titles = await self._connection.scalars(
            select(theme.c.title).where(*ran).order_by(theme.c.due_on, theme.c.id)
        )
        parts = await self._connection.scalar(select(func.count(_PART.id)).join(theme, its).where(*ran))
        groups = await SqlThemeFacts(self._connection, self._school_id, term.now).of_term(term.id)
        facts = ThemeTermFacts(titles.all(), parts or 0, groups)
        return [theme_part(term, facts), assessment_part(await self._ranking(term))]

    async def _ranking(self, term: SummaryTerm) -> Ranking | None:
        latest = and_(
            assessment.c.school_id == _RESULT.school_id,
            assessment.c.id == _RESULT.assessment_id,
            assessment.c.edition_no == _RESULT.edition_no,
        )
        found = await self._connection.execute(
            select(
                _RESULT.assessment_id,
                _RESULT.edition_no,
                _RESULT.group_name,
                _RESULT.rank,
                _RESULT.total,
                _RESULT.band,
            )
            .join(assessment, latest)
            .where(_RESULT.school_id == self._school_id, assessment.c.term_id == term.id)
            .order_by(_RESULT.rank, _RESULT.id)
        )
        rows = found.all()
        if not rows:
            return None
        groups = [Ranked(row.group_name, row.rank, row.total, Band(row.band)) for row in rows]
        return Ranking(rows[0].assessment_id, rows[0].edition_no, groups)
