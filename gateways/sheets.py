"""Tables in files that people and other programs send (XLSX, CSV, a ZIP of CSVs), and empty ones to fill in.

Limits (`gateways.unpacking` has those of a ZIP): 10 MiB as sent, 16 MiB unpacked, 200 columns, 2,000
characters in a cell; 5,000 rows in a sheet or a single CSV unless the caller says otherwise, 30,000 in a file
of a bundle, which may list students too.
Dates become ISO text and whole numbers lose their `.0`, so that a workbook and a CSV say the same.
"""

import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineWorkbook

from domain.imports import FileTooLarge, Grid, Sheet, TemplateColumn, TemplateSheet, UnreadableFile
from gateways.delimited import decoded, records
from gateways.unpacking import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    USUAL,
    Limits,
    opened,
    refuse_large,
    refuse_ole,
    unpacked,
    vetted,
)
from gateways.workbooks import TextBook

MAX_CELL = 2_000
MAX_BUNDLE_ROWS = 30_000
MAX_MERGED = 50_000
"""Cells of merged areas in a sheet: a few bytes can merge a million."""

EXPLANATION = "填写说明"
"""The last sheet of our templates, which says how to fill in the others."""

__all__ = [
    "Sheet",
    "TemplateColumn",
    "TemplateSheet",
    "read_bundle",
    "read_csv",
    "read_grids",
    "read_workbook",
    "write_template",
]


def read_workbook(data: bytes, limits: Limits = USUAL) -> list[Sheet]:
    """The sheets of an XLSX that have a header, in order. Raises UnreadableFile, FileTooLarge."""
    safe = vetted(data, limits)
    try:
        with CalamineWorkbook.from_filelike(safe) as book:
            return [
                sheet
                for name in book.sheet_names
                if (sheet := _sheet(name, enumerate(_padded(book.get_sheet_by_name(name)), 1), limits.rows))
            ]
    except (UnreadableFile, FileTooLarge, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine's own errors, and a panic of its Rust, which is no Exception
        raise UnreadableFile(why="damaged") from error


def read_grids(data: bytes, tables: Collection[str]) -> tuple[list[Sheet], list[Grid]]:
    """Of a workbook the sheets of these names as tables, and all others but the explanation cell by cell.

    Raises UnreadableFile, FileTooLarge.
    """
    safe = vetted(data)
    found: list[Sheet] = []
    grids: list[Grid] = []
    try:
        with CalamineWorkbook.from_filelike(safe) as book:
            for name in book.sheet_names:
                page = book.get_sheet_by_name(name)
                if name not in (*tables, EXPLANATION):
                    grids.append(_grid(name, page))
                elif name in tables and (sheet := _sheet(name, enumerate(_padded(page), 1), MAX_ROWS)):
                    found.append(sheet)
    except (UnreadableFile, FileTooLarge, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # as in `read_workbook`
        raise UnreadableFile(why="damaged") from error
    return found, grids


def _grid(name: str, page: Any) -> Grid:
    """Every cell of a merged area has its text; an area without a text, of formats alone, is left out."""
    cells = [[_text(value) for value in record][:MAX_COLUMNS] for record in _padded(page)]
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    tall = set()
    for (top, left), (bottom, right) in page.merged_cell_ranges or ():
        if top >= len(cells) or left >= len(cells[top]) or not cells[top][left]:
            continue
        first, text = (top + 1, left), cells[top][left]
        if bottom > top:
            tall.add(first)
        for row in range(top, min(bottom + 1, len(cells))):
            width = min(right + 1, MAX_COLUMNS)
            cells[row] += [""] * (width - len(cells[row]))
            cells[row][left:width] = [text] * (width - left)
            merged |= dict.fromkeys(((row + 1, column) for column in range(left, width)), first)
            if len(merged) > MAX_MERGED:
                raise FileTooLarge(what="cells", limit=MAX_MERGED)
    lines = [(line, row) for line, row in enumerate(cells, 1) if any(row)]
    return Grid(name, lines, merged, frozenset(tall))


def _padded(sheet: Any) -> Iterator[list[Any]]:
    yield from sheet.to_python(skip_empty_area=False)


def read_csv(data: bytes, name: str, *, max_rows: int = MAX_ROWS) -> Sheet:
    """A table in text: comma, semicolon or tab between cells, in one of the encodings people send.

    The apostrophe that a CSV of ours has before what looks like a formula is no part of the text.
    Raises UnreadableFile, FileTooLarge.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLarge(what="bytes", limit=MAX_BYTES)
    refuse_ole(data)
    if data.startswith(b"PK\x03\x04"):
        raise UnreadableFile(why="workbook_as_csv")
    sheet = _sheet(name, records(decoded(data, name), name, most_cells=MAX_COLUMNS), max_rows)
    if sheet is None:
        raise UnreadableFile(why="empty")
    return sheet


def read_bundle(data: bytes, wanted: Callable[[str], bool] = lambda name: True) -> dict[str, Sheet]:
    """The CSVs of a ZIP by their file name without folders; those not wanted are not even unpacked.

    An empty file is left out. Raises UnreadableFile, FileTooLarge.
    """
    with opened(data, missing="not_a_zip") as archive:
        entries: dict[str, zipfile.ZipInfo] = {}
        for entry in archive.infolist():
            path, _, name = entry.filename.rpartition("/")
            if not name.lower().endswith(".csv") or path.startswith("__MACOSX") or not wanted(name):
                continue
            if name in entries:
                raise UnreadableFile(why="file_twice")
            entries[name] = entry
        refuse_large(list(entries.values()))
        found = {name: b"".join(unpacked(archive, entry)) for name, entry in entries.items()}
    return {name: read_csv(raw, name, max_rows=MAX_BUNDLE_ROWS) for name, raw in found.items() if raw.strip()}


def _sheet(name: str, records: Iterable[tuple[int, list[Any]]], max_rows: int) -> Sheet | None:
    """None when there is not even a header."""
    header: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for line, record in records:
        cells = [_text(value) for value in record]
        if not any(cells):
            continue
        if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
            raise FileTooLarge(what="columns", limit=MAX_COLUMNS)
        if not header:
            header = _header(cells)
            continue
        if any(cells[len(header) :]):
            raise UnreadableFile(why="row_longer_than_header", file=name, line=line)
        if len(rows) == max_rows:
            raise FileTooLarge(what="rows", limit=max_rows)
        rows.append((line, {column: cell for column, cell in zip(header, cells, strict=False) if column}))
    return Sheet(name, [column for column in header if column], rows) if header else None


def _header(cells: list[str]) -> list[str]:
    while not cells[-1]:
        cells = cells[:-1]
    named = [cell for cell in cells if cell]
    if len(set(named)) < len(named):
        raise UnreadableFile(why="column_twice")
    return cells


def _text(value: Any) -> str:
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, bool):
        text = "TRUE" if value else "FALSE"
    elif isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    elif isinstance(value, datetime):
        text = value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    else:
        text = value.isoformat() if isinstance(value, date) else str(value)
    if len(text) > MAX_CELL:
        raise FileTooLarge(what="characters_in_a_cell", limit=MAX_CELL)
    return text


def write_template(sheets: list[TemplateSheet]) -> bytes:
    """A workbook to fill in: a header row per sheet, each column explained where it stands, choices as lists.

    The first sheet is the one to begin with; a last one, 填写说明, says everything again in one place.
    """
    out = io.BytesIO()
    with TextBook(out) as book:
        styles = {
            False: book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1}),
            True: book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1}),
        }
        text = book.add_format({"num_format": "@"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for index, column in enumerate(sheet.columns):
                page.set_column(index, index, max(12, len(column.name) * 2 + 4), text)
                page.write_string(0, index, column.name, styles[column.required])
                page.write_comment(0, index, _note(column))
                if column.choices:
                    choices = {"validate": "list", "source": list(column.choices)}
                    page.data_validation(1, index, MAX_ROWS, index, choices)
        _explain(book, sheets)
    return out.getvalue()


def _note(column: TemplateColumn) -> str:
    example = f" 例：{column.example}" if column.example else ""
    return f"{'必填' if column.required else '选填'}。{column.note}{example}"


def _explain(book: Any, sheets: list[TemplateSheet]) -> None:
    page = book.add_worksheet(EXPLANATION)
    page.set_column(0, 1, 16)
    page.set_column(2, 2, 90)
    lines = [("工作表", "列", "说明")]
    for sheet in sheets:
        lines += [(sheet.name, "", sheet.note)] if sheet.note else []
        lines += [(sheet.name, column.name, _note(column)) for column in sheet.columns]
    for row, line in enumerate(lines):
        for index, cell in enumerate(line):
            page.write_string(row, index, cell)
