"""Small files of many kinds, made byte by byte."""

import io
import struct
import zipfile
import zlib
from functools import reduce

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 17
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 20
GIF = b"GIF89a" + b"\x00" * 20
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8 " + b"\x00" * 14
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
TEXT = "心理健康教育 培训内容记录\n".encode()
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 60
WINDOWS = b"MZ\x90\x00" + b"\x00" * 120
MACH = b"\xcf\xfa\xed\xfe\x07\x00\x00\x01" + b"\x00" * 40
SCRIPT = b"#!/bin/sh\necho hello\n"
RAR = b"Rar!\x1a\x07\x01\x00" + b"\x00" * 30
SEVEN = b"7z\xbc\xaf\x27\x1c" + b"\x00" * 30
GZIP = b"\x1f\x8b\x08" + b"\x00" * 30


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(part: str, **more: bytes) -> bytes:
    return zipped(**{"[Content_Types].xml": b"<Types/>", part: b"<x/>"}, **more)


def bomb(size: int = 2 << 30) -> bytes:
    """A workbook of a few megabytes at most, with a part that unpacks to `size` bytes."""
    packer, zeros = zlib.compressobj(9, zlib.DEFLATED, -15), b"\x00" * (1 << 20)
    once = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)  # stands alone, so it can be repeated
    crc = reduce(lambda so_far, _: zlib.crc32(zeros, so_far), range(size >> 20), 0)
    return _with_part(b"xl/media/image1.png", once * (size >> 20) + packer.flush(), crc, size)


def overlapping(count: int = 400) -> bytes:
    """A workbook whose directory names one and the same packed part hundreds of times."""
    raw = b"\x00" * (1 << 16)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(raw) + packer.flush()
    names = [f"xl/media/image{number}.png".encode() for number in range(count)]
    return _with_part(names[0], packed, zlib.crc32(raw), len(raw), again=names[1:])


def _with_part(name: bytes, packed: bytes, crc: int, size: int, again: list[bytes] | None = None) -> bytes:
    whole = office("xl/workbook.xml")
    start = whole.index(b"PK\x01\x02")
    end = whole.rindex(b"PK\x05\x06")
    body, directory = whole[:start], whole[start:end]
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(packed), size, len(name), 0)
    names = [name, *(again or [])]
    for one in names:
        directory += (
            struct.pack(
                "<4s6H3I5H2I",
                b"PK\x01\x02",
                20,
                20,
                0,
                8,
                0,
                0,
                crc,
                len(packed),
                size,
                len(one),
                0,
                0,
                0,
                0,
                0,
                start,
            )
            + one
        )
    body += local + name + packed
    count = 2 + len(names)
    return (
        body
        + directory
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)
    )


def compound(*streams: str, circle: bool = False) -> bytes:
    """A compound file ([MS-CFB]) with these streams in its directory: header, FAT, directory."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack("<5H6x3I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1)
    header += struct.pack("<6I", 0, 0x1000, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, *[1 if circle else end], *[free] * 126)
    entries = b""
    for name in ("Root Entry", *streams):
        raw = name.encode("utf-16-le") + b"\x00\x00"
        entries += raw.ljust(64, b"\x00") + struct.pack("<H", len(raw)) + b"\x00" * 62
    return header + fat + entries.ljust(512, b"\x00")
