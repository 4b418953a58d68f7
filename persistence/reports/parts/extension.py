"""What the extension courses' room has to say of a term: some five statements, however many courses."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.extension.figures import figures_of
from domain.people.calendar import day_of
from domain.reports.parts.extension import extension_part
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from domain.timetable.cover_policy import TermSpan
from persistence.extension.figures import SqlExtensionFigures


class ExtensionSummary:
    slot = SummarySlot.RESEARCH

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        ground = SqlExtensionFigures(self._connection, self._school_id, day_of(term.now))
        told = await figures_of(ground, TermSpan(term.id, term.starts_on, term.ends_on))
        return [extension_part(term, told)]
