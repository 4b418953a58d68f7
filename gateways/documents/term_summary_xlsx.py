"""The annexes of a term summary as a workbook: every figure with its list, every table, native charts."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from unicodedata import east_asian_width

from domain.reports.chart import Chart, ChartKind
from domain.reports.district import DistrictTermFigures
from domain.reports.summarising import ORDINALS
from domain.reports.summary import SummaryContent, SummaryTable
from gateways.workbooks import TextBook

FIGURES = ("部分", "项目", "数值", "单位", "明细", "合计字段")
KINDS = {
    ChartKind.BARS: {"type": "column"},
    ChartKind.LYING_BARS: {"type": "bar"},
    ChartKind.STACKED: {"type": "column", "subtype": "stacked"},
    ChartKind.STACKED_LYING: {"type": "bar", "subtype": "stacked"},
    ChartKind.LINES: {"type": "line"},
}
COLOURS = ("#173F66", "#F5B85C", "#3F8F8A", "#E6ECEF", "#A5403D", "#A3AD6B")
A4 = 9
WIDEST = 44
Cell = str | Decimal | int


def workbook(content: SummaryContent) -> bytes:
    """Text is written as text, whatever it begins with; numbers as numbers."""
    out = io.BytesIO()
    title = f"{content.title} {content.subtitle}"
    with TextBook(out) as book:
        figures: list[tuple[Cell, ...]] = [
            (part.title, one.label, one.value, one.unit, one.link, one.sum_of or one.distinct or "")
            for part in content.parts()
            for one in part.figures
        ]
        _sheet(book, "主要数据", title, FIGURES, figures)
        for part in content.parts():
            charts = {one.key: one.chart for one in part.charts}
            for table in part.tables:
                page = _sheet(book, table.title, title, [one.title for one in table.columns], _rows(table))
                if table.key in charts:
                    _draw(book, page, charts.pop(table.key), len(table.columns) + 1, 1)
            for chart in charts.values():
                _chart_sheet(book, title, chart)
    return out.getvalue()


def district(told: DistrictTermFigures) -> bytes:
    out = io.BytesIO()
    title = f"区域教科研工作汇总 {told.school_year}学年{ORDINALS[told.term]}"
    with TextBook(out) as book:
        totals: list[tuple[Cell, ...]] = [(one.label, one.total, one.unit) for one in told.columns]
        _sheet(book, "全区合计", title, ("项目", "合计", "单位"), totals)
        names = [f"{one.label}（{one.unit}）" if one.unit else one.label for one in told.columns]
        rows: list[tuple[Cell, ...]] = [
            (
                one.code,
                one.name,
                "" if one.as_of is None else f"{one.as_of:%Y-%m-%d}",
                "已定稿" if one.final else "",
                *(one.values.get(column.key, "") for column in told.columns),
            )
            for one in told.rows
        ]
        _sheet(book, "各校数据", title, ("代码", "学校", "截至", "状态", *names), rows)
    return out.getvalue()


def _rows(table: SummaryTable) -> list[tuple[Cell, ...]]:
    return [
        tuple(
            Decimal(cell) if column.number else cell for cell, column in zip(row, table.columns, strict=True)
        )
        for row in table.rows
    ]


def _sheet(book: Any, name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Any:
    page, bold = book.add_worksheet(name), book.add_format({"bold": True})
    page.write_string(0, 0, title, bold)
    page.freeze_panes(2, 0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(1)
    for column, words in enumerate(zip(header, *rows, strict=True)):
        page.set_column(column, column, min(WIDEST, 2 + max(_width(str(one)) for one in words)))
    for column, word in enumerate(header):
        page.write_string(1, column, word, bold)
    for number, row in enumerate(rows, start=2):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            else:
                page.write_number(number, column, cell)
    return page


def _width(text: str) -> int:
    """In letters: a Chinese character takes two places."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _chart_sheet(book: Any, title: str, chart: Chart) -> None:
    """A chart without a table of the same: its figures beside it."""
    rows: list[tuple[Cell, ...]] = [
        (name, *(values[number] for values in chart.series.values()))
        for number, name in enumerate(chart.categories)
    ]
    page = _sheet(book, f"{chart.title}图", title, ("", *chart.series), rows)
    _draw(book, page, chart, len(chart.series) + 2, 1, sheet=f"{chart.title}图")


def _draw(book: Any, page: Any, chart: Chart, column: int, row: int, *, sheet: str | None = None) -> None:
    """From figures of its own, two columns behind: the table may have more rows and columns than it shows."""
    name = sheet or page.get_name()
    first = 0 if sheet else column + 10
    if sheet is None:
        _data(page, chart, first)
    drawn = book.add_chart(KINDS[chart.kind])
    last = 1 + len(chart.categories)
    for number, (_, colour) in enumerate(zip(chart.series, COLOURS, strict=False), start=1):
        drawn.add_series(
            {
                "name": [name, 1, first + number],  # by its cell: a name itself may read as a formula
                "categories": [name, 2, first, last, first],
                "values": [name, 2, first + number, last, first + number],
                "fill": {"color": colour},
                "border": {"color": "#404040"},
            }
        )
    drawn.set_title({"name": chart.title})
    drawn.set_legend({"position": "bottom"})
    if chart.lying:
        drawn.set_y_axis({"reverse": True})
    drawn.set_size({"width": 640, "height": max(300, 24 * len(chart.categories) + 140)})
    page.insert_chart(row, column, drawn)


def _data(page: Any, chart: Chart, first: int) -> None:
    for number, series in enumerate(chart.series, start=1):
        page.write_string(1, first + number, series)
    for line, category in enumerate(chart.categories, start=2):
        page.write_string(line, first, category)
        for number, values in enumerate(chart.series.values(), start=1):
            page.write_number(line, first + number, values[line - 2])
