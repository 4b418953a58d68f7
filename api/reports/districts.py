"""A district's term over all its schools."""

from typing import Annotated

from fastapi import Query, Response

from api.reports.files import answers, attachment
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR
from api.wiring.reports import DistrictFiguresPort, SummaryPrinterPort
from api.wiring.request import reads_district
from domain.identity.actions import Action
from domain.reports.district import DistrictTermFigures, district_term
from domain.reports.kept_figures import TermKept
from domain.reports.pages import DistrictFormat

router = room("reports", "/districts/{district}/term-figures")

SchoolYear = Annotated[
    int, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="The calendar year the school year starts in.")
]
Term = Annotated[int, Query(ge=1, le=2)]


@router.get(
    "",
    operation_id="reports_get_district_figures",
    summary="Sum up a term over a district's schools",
    dependencies=reads_district(Action.DISTRICT_READ),
)
async def get_district_figures(
    figures: DistrictFiguresPort, school_year: SchoolYear, term: Term
) -> DistrictTermFigures:
    """The sums, and a row for each school: what it put down within the last hour, or froze, and when."""
    asked = TermKept(school_year, term)
    return district_term(asked, await figures.of_term(asked))


@router.get(
    "/document",
    operation_id="reports_print_district_figures",
    summary="Print a district's term",
    dependencies=reads_district(Action.DISTRICT_READ),
    response_class=Response,
    responses=answers("docx", "xlsx"),
)
async def print_district_figures(
    figures: DistrictFiguresPort,
    printer: SummaryPrinterPort,
    school_year: SchoolYear,
    term: Term,
    format: Annotated[
        DistrictFormat, Query(description="DOCX has each school's main figures, the workbook all.")
    ] = DistrictFormat.DOCX,
) -> Response:
    """In Chinese."""
    asked = TermKept(school_year, term)
    told = district_term(asked, await figures.of_term(asked))
    make = {DistrictFormat.DOCX: printer.district_docx, DistrictFormat.XLSX: printer.district_xlsx}
    return attachment(await make[format](told), f"区域教科研工作汇总（{school_year}学年）", format)
