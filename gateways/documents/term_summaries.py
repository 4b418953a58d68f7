"""Term summaries 工作总结 and a district's term: DOCX to write on, PDF, and workbooks to count on."""

import asyncio
from dataclasses import asdict
from typing import Any

from domain.reports.chart import Chart
from domain.reports.district import DistrictTermFigures
from domain.reports.pages import Heading, Piece, PrintedChart, PrintedTable, SummaryPages, Words, pages
from domain.reports.summary import SummaryContent
from gateways.documents import charts, term_summary_docx, term_summary_xlsx
from gateways.documents.typesetting import aside, typeset
from gateways.documents.words import clean, full


class TermSummaryForms:
    async def docx(self, content: SummaryContent) -> bytes:
        return await aside(lambda: term_summary_docx.written(pages(content)))

    async def pdf(self, content: SummaryContent) -> bytes:
        return await aside(lambda: typeset("term_summary", summary_data(pages(content))))

    async def xlsx(self, content: SummaryContent) -> bytes:
        return await asyncio.to_thread(lambda: term_summary_xlsx.workbook(content))

    async def svg(self, chart: Chart) -> bytes:
        return await aside(lambda: charts.svg(chart))

    async def district_docx(self, told: DistrictTermFigures) -> bytes:
        return await aside(lambda: term_summary_docx.district(told))

    async def district_xlsx(self, told: DistrictTermFigures) -> bytes:
        return await asyncio.to_thread(lambda: term_summary_xlsx.district(told))


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
    """Of the page's width, by what is in the columns: long texts get more, and none too little."""
    return term_summary_docx.shares(table)
