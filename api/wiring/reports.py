"""Adapters behind the ports of term summaries."""

from typing import Annotated

from fastapi import Depends

from api.wiring.reading import DistrictReading, Reading
from api.wiring.request import Asker, Connection, DistrictAsker
from domain.reports.kept_figures import DistrictFigures
from domain.reports.pages import SummaryPrinter
from domain.reports.summarising import SummaryDesk
from domain.reports.summary import TermSummaries
from persistence.reports.kept_figures import SqlDistrictFigures, SqlKeptFigures
from persistence.reports.rooms import sources
from persistence.reports.summaries import SqlTermSummaries


async def term_summaries(connection: Connection, caller: Asker) -> TermSummaries:
    return SqlTermSummaries(connection, caller)


TermSummariesPort = Annotated[TermSummaries, Depends(term_summaries)]


async def desk(
    connection: Connection, reading: Reading, caller: Asker, summaries: TermSummariesPort
) -> SummaryDesk:
    rooms = sources(reading, caller.school_id)
    return SummaryDesk(summaries, rooms, SqlKeptFigures(connection, caller.school_id))


async def district_figures(connection: DistrictReading, officer: DistrictAsker) -> DistrictFigures:
    return SqlDistrictFigures(connection, officer.district_id)


async def printer() -> SummaryPrinter:
    from gateways.documents.term_summaries import TermSummaryForms

    return TermSummaryForms()


SummaryDeskPort = Annotated[SummaryDesk, Depends(desk)]
SummaryPrinterPort = Annotated[SummaryPrinter, Depends(printer)]
DistrictFiguresPort = Annotated[DistrictFigures, Depends(district_figures)]
