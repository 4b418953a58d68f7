"""Long plain tables, row by row: as a workbook, and as CSV.

The workbook is written by Rust (rustpy-xlsxwriter), which forgets a row once it is written: a hundred
thousand take a second and a few megabytes. What is more than one plain sheet is xlsxwriter's.
Text goes into its cell as text, whatever it begins with; days, times and numbers are what they are, and keep
their two decimals by the column's format.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import Any

from rustpy_xlsxwriter import Format, write_worksheet

from domain.cells import harmless
from domain.people.calendar import ZONE
from domain.reports.listing import CellKind, Column

Row = Sequence[Any]
Words = Mapping[type[StrEnum], Mapping[str, str]]
"""What the values of enumerations are called."""

FORMATS = {
    CellKind.DAY: "yyyy-mm-dd",
    CellKind.TIME: "yyyy-mm-dd hh:mm",
    CellKind.WHOLE: "0",
    CellKind.DECIMAL: "0.00",
    CellKind.FEN: "0.00",
}


def write_workbook(
    path: Path, title: str, columns: Sequence[Column], rows: Iterable[Row], words: Words
) -> None:
    """One sheet: the header bold, kept in sight, with filters. Blocks; what `rows` raises passes through."""
    titles = [column.title for column in columns]
    lines = (dict(zip(titles, cells, strict=True)) for cells in _read(columns, rows, words))
    nothing: dict[str, Any] = dict.fromkeys(titles)
    write_worksheet(
        chain([next(lines, nothing)], lines),  # the header is the first line's keys
        path,
        sheet_name=title,
        freeze_row=1,
        autofilter=True,
        header_format=Format().set_bold().set_background_color("#DDEBF7"),
        column_widths=[float(column.width) for column in columns],
        column_formats={
            column.title: Format().set_num_format(FORMATS[column.kind])
            for column in columns
            if column.kind in FORMATS
        },
    )


def write_csv(
    path: Path, columns: Sequence[Column], rows: Iterable[Row], words: Words, *, byte_order_mark: bool
) -> None:
    """UTF-8. Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    with path.open("w", encoding="utf-8-sig" if byte_order_mark else "utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([column.title for column in columns])
        writer.writerows(map(_written, cells) for cells in _read(columns, rows, words))


def _read(columns: Sequence[Column], rows: Iterable[Row], words: Words) -> Iterator[list[Any]]:
    """Each row with its cells as they are to be seen; most need nothing done."""
    readers = [(index, reader) for index, column in enumerate(columns) if (reader := _reader(column, words))]
    for row in rows:
        cells = list(row)
        for index, reader in readers:
            if cells[index] is not None:
                cells[index] = reader(cells[index])
        yield cells


def _reader(column: Column, words: Words) -> Callable[[Any], Any] | None:
    if column.words is not None:
        return words[column.words].__getitem__
    return _READERS.get(column.kind)


def _clock(moment: datetime) -> datetime:
    return moment.astimezone(ZONE).replace(second=0, microsecond=0, tzinfo=None)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


_READERS: Mapping[CellKind, Callable[[Any], Any]] = {CellKind.TIME: _clock, CellKind.FEN: _yuan}


def _written(cell: Any) -> str:
    """As a CSV says it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
