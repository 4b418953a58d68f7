"""What a file is, told by its content: a name and a declared type are whatever the sender likes.

An office file is a ZIP told by its parts, and nothing of it is unpacked here: its directory says how large it
would get, and parts that lie over one another (which is how a small ZIP unpacks to terabytes) are refused.
"""

import codecs
import hashlib
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from domain.files import MAX_FILE_BYTES, FileTypeNotAllowed, Told
from domain.imports import FileTooLarge

CHUNK = 1 << 20
MAX_UNPACKED = 1 << 30
MAX_RATIO = 200
"""How many times its size a file may unpack to, beyond SMALL; text of an office file comes to 10 or 20."""

SMALL = 32 << 20
MAX_DIRECTORY = 2 << 20
"""Bytes of a ZIP's directory, some ten thousand parts: a larger one costs memory only to be looked at."""

_END = b"PK\x05\x06"

_SIMPLE = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
_MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_TEXT = frozenset(range(32)) - frozenset(b"\t\n\r\f")


def examined(content: BinaryIO) -> Told:
    """Raises FileTypeNotAllowed, FileTooLarge."""
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > MAX_FILE_BYTES:
            raise FileTooLarge(what="bytes", limit=MAX_FILE_BYTES)
    return Told(_media_type(content, size), size, digest.hexdigest())


def _media_type(content: BinaryIO, size: int) -> str:
    content.seek(0)
    head = content.read(512)
    for mark, media_type in _SIMPLE:
        if head.startswith(mark):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        return "video/mp4"
    if head.startswith(b"PK\x03\x04"):
        return _office(content, size)
    if head.startswith(_OLE):
        return _old_office(content, head)
    if head and not head.startswith(b"#!") and _is_text(content):
        return "text/plain"
    raise FileTypeNotAllowed()


def _office(content: BinaryIO, size: int) -> str:
    _refuse_large_directory(content, size)
    try:
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as error:
        raise FileTypeNotAllowed() from error
    names = [part.filename for part in parts]
    found = [media_type for name, media_type in _PARTS.items() if name in names]
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if len(found) != 1 or "[Content_Types].xml" not in names or macros or len(set(names)) < len(names):
        raise FileTypeNotAllowed()
    unpacked = sum(part.file_size for part in parts)
    overlapping = sum(part.compress_size for part in parts) > size
    if unpacked > max(SMALL, min(MAX_UNPACKED, size * MAX_RATIO)) or overlapping:
        raise FileTooLarge(what="unpacked_bytes", limit=MAX_UNPACKED)
    return found[0]


def _refuse_large_directory(content: BinaryIO, size: int) -> None:
    content.seek(max(0, size - 22 - 65535))
    tail = content.read()
    end = tail.rfind(_END, 0, len(tail) - 18)
    if end < 0 or tail[max(0, end - 20) : end].startswith(b"PK\x06\x07"):  # ZIP64: only for what is too large
        raise FileTypeNotAllowed()
    if struct.unpack_from("<I", tail, end + 12)[0] > MAX_DIRECTORY:
        raise FileTooLarge(what="bytes_of_directory", limit=MAX_DIRECTORY)


def _old_office(content: BinaryIO, head: bytes) -> str:
    """Word, Excel and PowerPoint before 2007, and so WPS: told by their streams, as installers are too."""
    found = {_STREAMS[name] for name in _streams(content, head) if name in _STREAMS}
    if len(found) != 1:
        raise FileTypeNotAllowed()
    return found.pop()


def _streams(content: BinaryIO, head: bytes) -> Iterator[str]:
    """The names in the directory of a compound file ([MS-CFB]): its sectors are a chain through the FAT."""
    if len(head) < 512 or head[30] not in (9, 12):
        return
    sector_size = 1 << head[30]

    def sector(number: int) -> bytes:
        content.seek((number + 1) * sector_size)
        return content.read(sector_size)

    fat_sectors = struct.unpack_from("<109I", head, 76)
    (at,) = struct.unpack_from("<I", head, 48)
    for _ in range(64):  # 64 sectors hold 256 entries or more; a chain that runs in a circle ends here too
        directory = sector(at) if at < 0xFFFFFFFA else b""
        for start in range(0, len(directory) - 127, 128):
            (length,) = struct.unpack_from("<H", directory, start + 64)
            if 2 < length <= 64:
                yield directory[start : start + length - 2].decode("utf-16-le", "replace")
        which, place = divmod(at, sector_size // 4)
        table = sector(fat_sectors[which]) if directory and which < 109 else b""
        if len(table) < sector_size or not directory:
            return
        (at,) = struct.unpack_from("<I", table, place * 4)


def _is_text(content: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    content.seek(0)
    try:
        while chunk := content.read(CHUNK):
            decoder.decode(chunk)
            if not _NO_TEXT.isdisjoint(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
