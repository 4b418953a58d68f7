"""A summary as JSON: what an edition said is kept word for word."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.reports.chart import Chart, ChartKind
from domain.reports.figure import Figure
from domain.reports.summary import (
    SummaryChart,
    SummaryContent,
    SummaryPart,
    SummarySection,
    SummarySlot,
    SummaryTable,
    TableColumn,
)


def written(content: SummaryContent) -> dict[str, Any]:
    return {
        "title": content.title,
        "subtitle": content.subtitle,
        "school": content.school,
        "term_id": str(content.term_id),
        "school_year": content.school_year,
        "number": content.number,
        "as_of": content.as_of.isoformat(),
        "edition_no": content.edition_no,
        "sections": [
            {
                "slot": one.slot.value,
                "heading": one.heading,
                "text": one.text,
                "parts": [_part(part) for part in one.parts],
            }
            for one in content.sections
        ],
    }


def read(said: Mapping[str, Any]) -> SummaryContent:
    return SummaryContent(
        title=said["title"],
        subtitle=said["subtitle"],
        school=said["school"],
        term_id=UUID(said["term_id"]),
        school_year=said["school_year"],
        number=said["number"],
        as_of=datetime.fromisoformat(said["as_of"]),
        edition_no=said["edition_no"],
        sections=tuple(
            SummarySection(
                SummarySlot(one["slot"]),
                one["heading"],
                one["text"],
                tuple(_read_part(part) for part in one["parts"]),
            )
            for one in said["sections"]
        ),
    )


def _part(part: SummaryPart) -> dict[str, Any]:
    return {
        "key": part.key,
        "title": part.title,
        "sentences": list(part.sentences),
        "figures": [_figure(one) for one in part.figures],
        "tables": [_table(one) for one in part.tables],
        "charts": [_chart(one) for one in part.charts],
    }


def _read_part(said: Mapping[str, Any]) -> SummaryPart:
    return SummaryPart(
        said["key"],
        said["title"],
        tuple(said["sentences"]),
        tuple(Figure(**{**one, "value": Decimal(one["value"])}) for one in said["figures"]),
        tuple(_read_table(one) for one in said["tables"]),
        tuple(_read_chart(one) for one in said["charts"]),
    )


def _figure(one: Figure) -> dict[str, Any]:
    names = ("key", "label", "unit", "link", "sum_of", "distinct")
    return {name: getattr(one, name) for name in names} | {"value": f"{one.value:f}"}


def _table(one: SummaryTable) -> dict[str, Any]:
    return {
        "key": one.key,
        "title": one.title,
        "columns": [[column.title, column.number] for column in one.columns],
        "rows": [list(row) for row in one.rows],
        "link": one.link,
    }


def _read_table(said: Mapping[str, Any]) -> SummaryTable:
    columns = tuple(TableColumn(*one) for one in said["columns"])
    return SummaryTable(
        said["key"], said["title"], columns, tuple(tuple(row) for row in said["rows"]), said["link"]
    )


def _chart(one: SummaryChart) -> dict[str, Any]:
    """The series as a list: JSONB sorts the names of an object."""
    chart = one.chart
    return {
        "key": one.key,
        "kind": chart.kind.value,
        "title": chart.title,
        "unit": chart.unit,
        "categories": list(chart.categories),
        "series": [[name, [f"{value:f}" for value in values]] for name, values in chart.series.items()],
        "link": one.link,
    }


def _read_chart(said: Mapping[str, Any]) -> SummaryChart:
    series = {name: tuple(Decimal(value) for value in values) for name, values in said["series"]}
    categories = tuple(said["categories"])
    chart = Chart(ChartKind(said["kind"]), said["title"], said["unit"], categories, series)
    return SummaryChart(said["key"], chart, said["link"])
