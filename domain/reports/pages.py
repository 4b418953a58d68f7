"""A summary as it is printed: one flat list of headings, paragraphs, tables and charts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from domain.people.calendar import day_of
from domain.reports.chart import Chart
from domain.reports.district import DistrictTermFigures
from domain.reports.summary import (
    MAIN_POINTS,
    NUMBERED,
    SummaryContent,
    SummaryPart,
    SummarySection,
    TableColumn,
)

TO_BE_WRITTEN = "（待教科室填写）"


class SummaryFormat(StrEnum):
    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    """The figures, tables and charts, to count on with."""


class DistrictFormat(StrEnum):
    DOCX = "docx"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class PrintedTable:
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PrintedChart:
    caption: str
    chart: Chart


Piece = Heading | Words | PrintedTable | PrintedChart


@dataclass(frozen=True, slots=True)
class SummaryPages:
    school: str
    title: str
    subtitle: str
    pieces: tuple[Piece, ...]
    signed: str
    on: date
    draft: bool


class SummaryPrinter(Protocol):
    async def docx(self, content: SummaryContent) -> bytes: ...

    async def pdf(self, content: SummaryContent) -> bytes: ...

    async def xlsx(self, content: SummaryContent) -> bytes: ...

    async def svg(self, chart: Chart) -> bytes: ...

    async def district_docx(self, told: DistrictTermFigures) -> bytes: ...

    async def district_xlsx(self, told: DistrictTermFigures) -> bytes: ...


def pages(content: SummaryContent) -> SummaryPages:
    return SummaryPages(
        school=content.school,
        title=content.title,
        subtitle=f"——{content.subtitle}",
        pieces=tuple(_numbered(_pieces(content))),
        signed=f"{content.school} 教科室",
        on=day_of(content.as_of),
        draft=content.edition_no is None,
    )


def _pieces(content: SummaryContent) -> Iterator[Piece]:
    draft = content.edition_no is None
    for section in content.sections:
        if section.slot is NUMBERED[0]:
            yield Heading(1, MAIN_POINTS)
        yield from _section(section, draft)


def _section(section: SummarySection, draft: bool) -> Iterator[Piece]:
    missing = section.heading is not None and section.text is None and not section.parts
    if missing and not draft:
        return
    if section.heading is not None:
        yield Heading(2 if section.slot in NUMBERED else 1, section.heading)
    if missing:
        yield Words(TO_BE_WRITTEN)
    for paragraph in (section.text or "").splitlines():
        if paragraph.strip():
            yield Words(paragraph.strip())
    for part in section.parts:
        yield from _part(part)


def _part(part: SummaryPart) -> Iterator[Piece]:
    yield Heading(3, part.title)
    yield Words("".join(part.sentences))
    for chart in part.charts:
        yield PrintedChart(chart.chart.title, chart.chart)
    for table in part.tables:
        yield PrintedTable(table.title, table.columns, table.rows)


def _numbered(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """With 图1 and 表1 before the captions."""
    charts = tables = 0
    for piece in pieces:
        if isinstance(piece, PrintedChart):
            charts += 1
            yield PrintedChart(f"图{charts}　{piece.caption}", piece.chart)
        elif isinstance(piece, PrintedTable):
            tables += 1
            yield PrintedTable(f"表{tables}　{piece.caption}", piece.columns, piece.rows)
        else:
            yield piece
