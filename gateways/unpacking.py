"""Opening a ZIP a stranger sent: nothing is unpacked before its size is known, and no more than was promised.

A workbook is a ZIP of XML. 246 KiB of it can unpack to a million rows, and 500 bytes can place one cell at
XFD1048576, for which calamine would reserve 17 thousand million cells. So every part is read here first, with
limits that hold while it is read, and calamine is given a workbook made of the parts that passed.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers import expat

from domain.imports import FileTooLarge, UnreadableFile

MAX_BYTES = 10 << 20
MAX_UNPACKED = 16 << 20
MAX_ENTRIES = 200
MAX_ROWS = 5_000
"""Of one sheet: a large school has some hundred teachers and a few thousand assignments."""

MAX_COLUMNS = 200
MAX_ELEMENTS = 500_000
"""XML elements of one part: two for each cell, so about 200,000 cells."""

MAX_TEXT = 16 << 20
"""Characters of all cells: one long shared text can be quoted by every cell of a small file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may hold."""

    rows: int = MAX_ROWS
    elements: int = MAX_ELEMENTS
    unpacked: int = MAX_UNPACKED
    """Bytes."""


USUAL = Limits()

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_CHUNK = 1 << 16


def opened(data: bytes, *, missing: str) -> zipfile.ZipFile:
    """The ZIP, its directory within the limits. `missing` says why it is unreadable when it is no ZIP.

    Raises FileTooLarge, UnreadableFile.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLarge(what="bytes", limit=MAX_BYTES)
    refuse_ole(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(why=missing) from error
    if len(archive.infolist()) > MAX_ENTRIES:
        raise FileTooLarge(what="entries", limit=MAX_ENTRIES)
    return archive


def refuse_ole(data: bytes) -> None:
    """The container of Office before 2007, in which new workbooks stand when they have a password."""
    if data.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableFile(why="encrypted" if encrypted else "old_workbook")


def refuse_large(entries: list[zipfile.ZipInfo], limit: int = MAX_UNPACKED) -> None:
    """Before anything is unpacked: encrypted entries, and more bytes than may be unpacked in all."""
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableFile(why="encrypted")
    if sum(entry.file_size for entry in entries) > limit:
        raise FileTooLarge(what="unpacked_bytes", limit=limit)


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry chunk by chunk.

    zipfile gives out no more than the size in the directory, and then finds that the checksum does not match:
    a directory that lies makes a damaged file, not a large one.
    """
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableFile(why="damaged") from error


def vetted(data: bytes, limits: Limits = USUAL) -> io.BytesIO:
    """The workbook again, made only of parts within the limits: of one with macros (.xlsm) the data, and
    none of its programs. Raises FileTooLarge, UnreadableFile."""
    with opened(data, missing="not_a_workbook") as archive:
        parts = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
        names = [entry.filename for entry in parts]
        if "xl/workbook.bin" in archive.namelist():
            raise UnreadableFile(why="binary_workbook")
        if "xl/workbook.xml" not in names or len(set(names)) < len(names):
            raise UnreadableFile(why="not_a_workbook")
        refuse_large(parts, limits.unpacked)
        safe = io.BytesIO()
        # Shared texts first: what a sheet's cells quote is counted against their lengths.
        parts.sort(key=lambda entry: "sharedstrings" not in entry.filename.lower())
        reading = _Reading(limits)
        with zipfile.ZipFile(safe, "w", zipfile.ZIP_STORED) as copy:
            for entry in parts:
                copy.writestr(entry.filename, reading.part(unpacked(archive, entry)))
    safe.seek(0)
    return safe


class _Reading:
    """What has been met so far in a workbook's parts, against the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._shared: list[int] = []
        self._text = 0

    def part(self, chunks: Iterator[bytes]) -> bytes:
        self._elements, self._row, self._column = 0, 0, 0
        self._quotes, self._length, self._value = False, 0, ""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        kept = bytearray()
        try:
            for chunk in chunks:
                parser.Parse(chunk, False)
                kept += chunk
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError) as error:
            raise UnreadableFile(why="damaged") from error
        return bytes(kept)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > self._limits.elements:
            raise FileTooLarge(what="cells", limit=self._limits.elements // 2)
        local = name.rpartition(":")[2]
        if local == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif local == "c":
            self._move(attributes.get("r"))
            self._quotes = attributes.get("t") == "s"
        elif local in ("v", "is"):
            self._value = ""
            self._within()
        elif local == "si":
            self._length = 0

    def _move(self, place: str | None) -> None:
        """To the next cell, which need not say where it stands."""
        if place is None:
            self._column += 1
            return
        found = _CELL.fullmatch(place)
        if found is None:
            raise UnreadableFile(why="damaged")
        self._row, self._column = int(found[2]), 0
        for letter in found[1]:
            self._column = self._column * 26 + ord(letter) - 64

    def _within(self) -> None:
        """Only cells that hold something count: Excel writes the format of empty ones too."""
        if self._row > self._limits.rows + 1:
            raise FileTooLarge(what="rows", limit=self._limits.rows)
        if self._column > MAX_COLUMNS:
            raise FileTooLarge(what="columns", limit=MAX_COLUMNS)

    def _characters(self, text: str) -> None:
        self._length += len(text)
        self._text += len(text)
        if self._quotes:
            self._value += text
        if self._text > MAX_TEXT:
            raise FileTooLarge(what="characters", limit=MAX_TEXT)

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "si":
            self._shared.append(self._length)
        elif local == "v" and self._quotes:
            if not self._value.isdecimal() or int(self._value) >= len(self._shared):
                raise UnreadableFile(why="damaged")
            self._text += self._shared[int(self._value)]


def _no_doctype(*_: object) -> None:
    raise UnreadableFile(why="damaged")
