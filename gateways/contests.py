"""Contests on paper: anonymous copies and their ZIP, the register, lists of results."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from domain.anonymity import masking
from domain.contests.copies import Original, RegisterLine
from domain.contests.entering import MOST_BYTES, length_of
from domain.contests.result_import import ResultFormat, ResultUpload
from domain.contests.result_rows import SHEET, TEMPLATE
from domain.files import FileBytes
from domain.imports import FileTooLarge, Sheet, UnreadableFile
from gateways.anonymity import anonymous_docx
from gateways.documents.typesetting import aside
from gateways.sheets import read_csv, read_workbook, write_template
from gateways.word_files import text_of
from gateways.workbooks import TextBook

HEADER = ("编号", "题目", "类别", "第一作者", "工号", "其他作者", "校内排序")
WIDTHS = (8, 48, 16, 12, 12, 24, 10)
IN_MEMORY = 8 << 20
CHUNK = 1 << 18
STAMP = (1980, 1, 1, 0, 0, 0)
"""Of every file in a ZIP of copies: when a work was written says something of whose it is."""


class ResultSheets:
    """Behind the port `ResultFiles`: read off the event loop."""

    async def read(self, upload: ResultUpload) -> Sheet:
        return await asyncio.to_thread(_read, upload)

    async def template(self) -> bytes:
        return await asyncio.to_thread(write_template, TEMPLATE)


def _read(upload: ResultUpload) -> Sheet:
    """A CSV is one table; of a workbook the sheet of the template's name, or the only one there is."""
    if upload.format is ResultFormat.CSV:
        return read_csv(upload.data, upload.filename)
    sheets = read_workbook(upload.data)
    for sheet in sheets:
        if sheet.name == SHEET or len(sheets) == 1:
            return sheet
    raise UnreadableFile(why="no_results_sheet")


async def characters_of(store: FileBytes, key: str) -> int:
    """Of a Word document that can be made anonymous later. Raises UnreadableFile, FileTooLarge."""
    return await asyncio.to_thread(_characters, await _whole(store, key))


def _characters(data: bytes) -> int:
    anonymous_docx(data, masking(()))
    return length_of(text_of(data))


async def anonymous_copy(store: FileBytes, original: Original) -> bytes:
    """A DOCX without names, whether a file or a text was entered. Raises UnreadableFile, FileTooLarge."""
    if original.file is None:
        return await aside(_written, original)
    data = await _whole(store, original.file.key)
    return await asyncio.to_thread(anonymous_docx, data, original.mask)


def _written(original: Original) -> bytes:
    import docx  # what it stands on stays out of the service

    paper, out = docx.Document(), io.BytesIO()
    paper.add_heading(original.title, level=1)
    for line in (original.text or "").splitlines():
        paper.add_paragraph(line)
    paper.save(out)
    return anonymous_docx(out.getvalue(), original.mask)


async def pack(store: FileBytes, originals: Sequence[Original]) -> IO[bytes]:
    """A ZIP of anonymous copies named by number, one made after another; to be closed when it is read."""
    out: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 who sends it closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in originals:
            entry = zipfile.ZipInfo(f"{one.alias}.docx", STAMP)
            archive.writestr(entry, await anonymous_copy(store, one), zipfile.ZIP_STORED)
    return out


async def chunks_of(out: IO[bytes]) -> AsyncIterator[bytes]:
    """The file from its start, closed behind its last byte."""
    with out:
        out.seek(0)
        while chunk := await asyncio.to_thread(out.read, CHUNK):
            yield chunk


def write_register(title: str, lines: Sequence[RegisterLine]) -> bytes:
    """Whose each number is; names are written as text, whatever they begin with."""
    out = io.BytesIO()
    with TextBook(out) as book:
        page, bold = book.add_worksheet("编号与作者"), book.add_format({"bold": True})
        page.write_string(0, 0, f"{title}（仅供教科室）", bold)
        page.freeze_panes(2, 0)
        for column, (word, width) in enumerate(zip(HEADER, WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(1, column, word, bold)
        for number, one in enumerate(lines, start=2):
            _line(page, number, one)
    return out.getvalue()


def _line(page: Any, number: int, one: RegisterLine) -> None:
    said = (one.alias, one.title, one.category or "", one.first_author, one.employee_no)
    for column, text in enumerate((*said, "、".join(one.co_authors))):
        page.write_string(number, column, text)
    if one.rank is not None:
        page.write_number(number, len(said) + 1, one.rank)


async def _whole(store: FileBytes, key: str) -> bytes:
    """Raises NotFound, StorageAway, FileTooLarge."""
    parts, size = [], 0
    async for chunk in await store.read(key):
        parts.append(chunk)
        size += len(chunk)
        if size > MOST_BYTES:
            raise FileTooLarge(what="bytes", limit=MOST_BYTES)
    return b"".join(parts)
