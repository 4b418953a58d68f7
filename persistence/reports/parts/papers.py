"""What the papers' room has to say of a term's school year: four statements."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.papers.duty import Yearly, figures_of
from domain.people.calendar import day_of
from domain.reports.parts.papers import paper_part
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from persistence.papers.rules import paper_rules
from persistence.papers.years import SqlPaperYears


class PaperSummary:
    slot = SummarySlot.RESEARCH

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        years = SqlPaperYears(self._connection, self._school_id)
        rules = paper_rules(self._connection, self._school_id)
        told = await figures_of(Yearly(years, rules, day_of(term.now)), term.school_year)
        return [paper_part(term, told)]
