"""Reading a DOCX a stranger sent: its parts within limits, and what it says.

No part is unpacked before all together are known to be small enough, no DOCTYPE is taken, nothing outside the
file is fetched.
"""

import posixpath
from collections.abc import Iterator
from typing import Any

from lxml import etree

from domain.imports import FileTooLarge, UnreadableFile
from gateways.unpacking import MAX_ELEMENTS, opened, refuse_large, unpacked

DOCUMENT = "word/document.xml"
MAX_XML = 8 << 20
"""Bytes of one part: 50,000 characters in single-character runs come to about half of it."""

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",  # as "Strict Open XML" writes it
)
_UNSAID = (
    *(f"{space}{name}" for space in _WORD for name in ("del", "moveFrom")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
"""What is within these was deleted, or is said once already."""


class WordFile:
    """The parts of a DOCX by name. Raises FileTooLarge, UnreadableFile, as its methods do."""

    def __init__(self, data: bytes) -> None:
        self._archive = opened(data, missing="not_a_document")
        entries = self._archive.infolist()
        refuse_large(entries)
        self._entries = {entry.filename: entry for entry in entries}
        if DOCUMENT not in self._entries or len(self._entries) < len(entries):
            raise UnreadableFile(why="not_a_document")
        self._elements = 0

    def part(self, name: str) -> bytes | None:
        entry = self._entries.get(name)
        return None if entry is None else b"".join(unpacked(self._archive, entry))

    def xml(self, name: str) -> Any:
        """The root element of a part; None: there is no such part."""
        content = self.part(name)
        if content is None:
            return None
        if len(content) > MAX_XML:
            raise FileTooLarge(what="unpacked_bytes", limit=MAX_XML)
        root = _parsed(content)
        self._elements += sum(1 for _ in root.iter())
        if self._elements > MAX_ELEMENTS:
            raise FileTooLarge(what="elements", limit=MAX_ELEMENTS)
        return root

    def targets(self, name: str) -> Iterator[tuple[str, str, str]]:
        """What a part refers to within the file: (relationship's id, the last word of its type, part)."""
        folder, _, last = name.rpartition("/")
        listed = self.xml(f"{folder}/_rels/{last}.rels")
        for one in () if listed is None else listed:
            if isinstance(one.tag, str) and one.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))
                yield one.get("Id", ""), one.get("Type", "").rpartition("/")[2], path.lstrip("/")

    def close(self) -> None:
        self._archive.close()

    def __enter__(self) -> "WordFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def text_of(data: bytes) -> str:
    """What the body says, a line each paragraph, without what was deleted. Raises as WordFile."""
    with WordFile(data) as file:
        root = file.xml(DOCUMENT)
    return "\n".join(line for line in map(_line, root.iter(*_tags("p"))) if line)


def _line(paragraph: Any) -> str:
    said: list[str] = []
    for one in paragraph.iter(*_tags("t"), *_tags("tab"), *_tags("br")):
        own = next(one.iterancestors(*_tags("p"))) is paragraph
        if own and next(one.iterancestors(*_UNSAID), None) is None:
            said.append((one.text or "") if local(one) == "t" else " ")
    return "".join(said).strip()


def local(element: Any) -> str:
    """Its name without the namespace."""
    return str(etree.QName(element).localname)


def _tags(name: str) -> tuple[str, ...]:
    return tuple(f"{space}{name}" for space in _WORD)


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(why="damaged") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(why="damaged")
    return root
