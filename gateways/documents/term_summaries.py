"""Term summaries 工作总结 and a district's term: DOCX to write on, PDF, and workbooks to count on."""

from dataclasses import asdict
from typing import Any

from domain.reports.chart import Chart
from domain.reports.district import DistrictTermFigures
from domain.reports.pages import Heading, Piece, PrintedChart, PrintedTable, SummaryPages, Words, pages
from domain.reports.summary import SummaryContent
from gateways.documents import charts, term_summary_xlsx
from gateways.documents.typesetting import aside, typeset
from gateways.documents.words import clean, full, width

MOST, MARGIN = 16.0, 2.0
"""Chinese characters: what a column's width is reckoned by, and its edges."""


class TermSummaryForms:
    async def docx(self, content: SummaryContent) -> bytes:
        return await aside(_docx, content)

    async def pdf(self, content: SummaryContent) -> bytes:
        return await aside(_pdf, content)

    async def xlsx(self, content: SummaryContent) -> bytes:
        return await aside(term_summary_xlsx.workbook, content)

    async def svg(self, chart: Chart) -> bytes:
        return await aside(charts.svg, chart)

    async def district_docx(self, told: DistrictTermFigures) -> bytes:
        return await aside(_district_docx, told)

    async def district_xlsx(self, told: DistrictTermFigures) -> bytes:
        return await aside(term_summary_xlsx.district, told)


def _pdf(content: SummaryContent) -> bytes:
    return typeset("term_summary", summary_data(pages(content)))


def _docx(content: SummaryContent) -> bytes:
    from gateways.documents.term_summary_docx import written  # what it stands on stays out of the service

    return written(pages(content))


def _district_docx(told: DistrictTermFigures) -> bytes:
    from gateways.documents.term_summary_docx import district

    return district(told)


def summary_data(found: SummaryPages) -> dict[str, Any]:
    return {
        "school": clean(found.school),
        "title": clean(found.title),
        "subtitle": found.subtitle,
        "signed": clean(found.signed),
        "on": full(found.on),
        "draft": found.draft,
        "pieces": [_piece(one) for one in found.pieces],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    match piece:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": clean(text)}
        case Words(text):
            return {"kind": "words", "text": clean(text)}
        case PrintedChart(caption, chart):
            return {"kind": "chart", "caption": clean(caption), "drawn": charts.svg(chart).decode()}
        case PrintedTable(caption, columns, rows):
            return {
                "kind": "table",
                "caption": clean(caption),
                "columns": [asdict(column) for column in columns],
                "rows": [[clean(cell) for cell in row] for row in rows],
                "shares": shares(piece),
            }


def shares(table: PrintedTable) -> list[float]:
    """Of the page's width, by what is in the columns: long texts get more, and a title two lines."""
    texts = [
        (column.title, *(row[number] for row in table.rows)) for number, column in enumerate(table.columns)
    ]
    rooms = [min(max(map(width, of_column)), MOST) + MARGIN for of_column in texts]
    return [room / sum(rooms) for room in rooms]
