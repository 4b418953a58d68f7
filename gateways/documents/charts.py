"""Charts, drawn by typst: SVG for screens, PNG for documents. 160 mm wide, which is a page's text.

Here a chart becomes fractions of its axis and decisions of room; `forms/chart.typ` draws them. Colours differ
in lightness, lines in their dashes and marks too, so that a page printed in grey says the same.
"""

import html
import json
from collections.abc import Iterator
from decimal import Decimal
from math import ceil
from typing import Any

from domain.reports.chart import Chart, ChartKind, ticks
from gateways.documents.typesetting import compiled, refuse_unprintable
from gateways.documents.words import amount, clean, shortened, width

PALETTE = ("#173f66", "#f5b85c", "#3f8f8a", "#e6ecef", "#a5403d", "#a3ad6b")
"""Neighbours far apart in lightness, and no two alike."""

WIDTH_MM = 160
"""For who sets a PNG into a document: the picture itself does not say."""

DPI = 200
ROOM = 395.0
"""Points, from the axis to the other end, more or less."""

LINE = 8.0
UPRIGHT_ROOM = 12
LONGEST = 60
NAMES = 54
"""So many can stand upright below an axis."""

VALUES = 30
"""So many figures can stand beside their bars."""


def svg(chart: Chart) -> bytes:
    """Its texts are outlines; the title stands in it as text for those who do not see it.

    Raises UnprintableCharacters. Blocks, so call it in a thread; so does `png`.
    """
    drawn = compiled("chart", _data(chart), format="svg").decode()
    head, end, rest = drawn.partition(">")
    return f"{head}{end}<title>{html.escape(chart.title)}</title>{rest}".encode()


def png(chart: Chart) -> bytes:
    return compiled("chart", _data(chart), format="png", ppi=DPI)


def _data(chart: Chart) -> str:
    data = chart_data(chart)
    refuse_unprintable(data)
    return json.dumps(data, ensure_ascii=False)


def chart_data(chart: Chart) -> dict[str, Any]:
    marks = ticks(chart.tops)
    upright = not chart.lying and _crowded(chart)
    room = UPRIGHT_ROOM if upright else LONGEST
    every = 1 if chart.lying else ceil(len(chart.categories) / NAMES)
    return {
        "title": clean(chart.title),
        "unit": clean(chart.unit),
        "lying": chart.lying,
        "lines": chart.kind is ChartKind.LINES,
        "stacked": chart.stacked,
        "upright": upright,
        "values": _room_for_values(chart),
        "ticks": [{"text": amount(mark), "at": _at(mark, marks)} for mark in marks],
        "zero": _at(Decimal(0), marks),
        "categories": [
            clean(shortened(name, room)) if number % every == 0 else ""
            for number, name in enumerate(chart.categories)
        ],
        "series": [
            {"name": clean(name), "colour": PALETTE[number], "bars": bars}
            for number, (name, bars) in enumerate(zip(chart.series, _bars(chart, marks), strict=True))
        ],
    }


def _bars(chart: Chart, marks: tuple[Decimal, ...]) -> Iterator[list[dict[str, Any]]]:
    """Of each series, where every figure begins and ends on the axis."""
    below = [Decimal(0)] * len(chart.categories)
    for figures in chart.series.values():
        yield [
            {"from": _at(base, marks), "to": _at(base + figure, marks), "text": amount(figure)}
            for base, figure in zip(below, figures, strict=True)
        ]
        if chart.stacked:
            below = [base + figure for base, figure in zip(below, figures, strict=True)]


def _at(figure: Decimal, marks: tuple[Decimal, ...]) -> float:
    return float((figure - marks[0]) / (marks[-1] - marks[0]))


def _crowded(chart: Chart) -> bool:
    """Whether some name would take more than three lines below its place on the axis."""
    place = ROOM / max(len(chart.categories), 1)
    return any(width(name) * LINE > 3 * (place - LINE) for name in chart.categories)


def _room_for_values(chart: Chart) -> bool:
    if chart.kind is ChartKind.LINES:
        return len(chart.series) == 1 and len(chart.categories) <= VALUES // 2
    if chart.lying or chart.stacked:
        return True
    longest = max((len(amount(figure)) for figure in chart.tops), default=0)
    bars = len(chart.series) * len(chart.categories)
    return bars * (longest * 4 + 2) <= ROOM and bars <= VALUES
