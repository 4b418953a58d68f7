"""Tables in text, as spreadsheets and other programs write them: their encoding, separator and lines.

Known are UTF-8 with and without a mark, UTF-16 with one (Excel's "Unicode text"), and GB18030, which holds
GBK and is what Excel writes here. A file of two encodings is refused: read as either it would be partly
wrong, and nobody would see where.
"""

import codecs
import csv
import re
from collections.abc import Iterator

from domain.cells import plain
from domain.imports import FileTooLarge, UnreadableFile

SEPARATORS = ",;\t"
SLACK = 10
"""So many times the cells a line may have are separators in it taken for: quoted ones count too."""

HEADER = 1 << 16
"""So many characters of it say what separates its cells."""

_LINE = re.compile(r"[^\r\n]+(?:\r\n|\r|\n)?|\r\n|\r|\n")
_RAW_LINE = re.compile(_LINE.pattern.encode())
_QUOTED = re.compile(r'"[^"]*"?')
_HAN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def decoded(data: bytes, name: str) -> str:
    """The file's text. Raises UnreadableFile naming the line: not_text, mixed_encodings."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _read(data, "utf-16", name)
    try:
        return _whole(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        _refuse_mixture(data, name)
    return _read(data, "gb18030", name)


def _read(data: bytes, encoding: str, name: str) -> str:
    try:
        return _whole(data.decode(encoding), name)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        raise UnreadableFile(why="not_text", file=name, line=_line_at(before)) from error


def _whole(text: str, name: str) -> str:
    nul = text.find("\x00")
    if nul >= 0:
        raise UnreadableFile(why="not_text", file=name, line=_line_at(text[:nul]))
    return text


def _line_at(before: str) -> int:
    return 1 + before.count("\r") + before.count("\n") - before.count("\r\n")


def _refuse_mixture(data: bytes, name: str) -> None:
    """Of a file that is no UTF-8: refuses one some of whose lines are.

    Two or three characters of GBK may happen to be UTF-8 too (一 is ӻ there), but not to be Chinese in it.
    """
    first: tuple[int, bool] | None = None
    for line, found in enumerate(_RAW_LINE.finditer(data), 1):
        if found[0].isascii():
            continue
        kind = _is_chinese_utf8(found[0])
        first = first or (line, kind)
        if kind is not first[1]:
            raise UnreadableFile(why="mixed_encodings", file=name, line=line)


def _is_chinese_utf8(raw: bytes) -> bool:
    try:
        return _HAN.search(raw.decode("utf-8-sig")) is not None
    except UnicodeDecodeError:
        return False


def records(text: str, name: str, *, most_cells: int) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on, without the apostrophes our own files keep formulas off with.

    Raises FileTooLarge before a line of far too many cells is taken apart, and UnreadableFile with the line
    from which quotes do not pair.
    """
    separator = _separator(text)
    reader = csv.reader(_lines(text, separator, most_cells), delimiter=separator, strict=True)
    line = 1
    try:
        for record in reader:
            yield line, [plain(cell) for cell in record]
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(why="not_csv", file=name, line=line) from error


def _lines(text: str, separator: str, most_cells: int) -> Iterator[str]:
    """One by one: a copy of the text for reading from would take four bytes a character."""
    for found in _LINE.finditer(text):
        line = found[0]
        if line.count(separator) > most_cells * SLACK:
            raise FileTooLarge(what="columns", limit=most_cells)
        yield line


def _separator(text: str) -> str:
    """What separates most cells of the first line that says something; a comma where nothing does."""
    header = next((found[0] for found in _LINE.finditer(text) if found[0].strip(f"{SEPARATORS} \r\n")), "")
    bare = _QUOTED.sub("", header[:HEADER])
    return max(SEPARATORS, key=bare.count)
