"""An anonymous copy of a DOCX 匿名稿: what it says and looks like, and nothing of who wrote it.

Nothing is deleted from the file: a new one is made of what is known to be harmless. Only parts that make up
the page are taken, under names of their own; properties, settings, comments, the list of people, embedded
files, links and templates never are. Tracked changes are taken as accepted, fields as what they last showed,
pictures without what their camera or editor wrote into them. Names are struck out wherever text may stand,
also when a name is spread over several runs. What a picture shows is not read: a name photographed stays.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from lxml import etree

from domain.anonymity import STRUCK, Mask
from gateways.pictures import bare
from gateways.word_files import DOCUMENT, WordFile, local

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "styles": f"{_CONTENT}wordprocessingml.styles+xml",
    "numbering": f"{_CONTENT}wordprocessingml.numbering+xml",
    "fontTable": f"{_CONTENT}wordprocessingml.fontTable+xml",
    "header": f"{_CONTENT}wordprocessingml.header+xml",
    "footer": f"{_CONTENT}wordprocessingml.footer+xml",
    "footnotes": f"{_CONTENT}wordprocessingml.footnotes+xml",
    "endnotes": f"{_CONTENT}wordprocessingml.endnotes+xml",
    "theme": f"{_CONTENT}theme+xml",
}
"""The parts that are taken besides the document and its pictures, by relationship."""

_ENDINGS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
_REMOVED = frozenset(
    {
        *("del", "moveFrom", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
        *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange"),
        *("trPrChange", "tcPrChange", "numberingChange", "cellIns", "cellDel", "cellMerge"),
        *("customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd"),
        *("customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"),
        *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd"),
        *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef"),
        *("bookmarkStart", "bookmarkEnd", "permStart", "permEnd", "proofErr"),
        *("fldChar", "instrText", "delInstrText", "delText"),
        *("sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "rsids", "rsid", "signatureline"),
        *("altChunk", "subDoc", "contentPart", "extLst"),
    }
)
_UNWRAPPED = frozenset(
    {"ins", "moveTo", "hyperlink", "fldSimple", "smartTag", "customXml", "sdt", "sdtContent"}
)
_BLANKED = frozenset({"descr", "title", "alt", "tooltip", "href", "src", "author", "initials", "userId"})
_NAMING = frozenset(
    {"style", "name", "aliases", "pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "textpath"}
)
"""Elements whose attributes may hold words of a person's own in plain letters; in others those are the
format's own."""

_HOLDERS = frozenset({"drawing", "object", "pict"})


def anonymous_docx(data: bytes, mask: Mask) -> bytes:
    """Raises FileTooLarge, UnreadableFile."""
    with WordFile(data) as file:
        return _Copy(file, mask).made()


class _Copy:
    """A DOCX in the making, part by part."""

    def __init__(self, file: WordFile, mask: Mask) -> None:
        self._file, self._mask = file, mask
        self._office = _OFFICE
        self._new_names: dict[str, str] = {}
        self._parts: dict[str, bytes] = {}
        self._types: dict[str, str] = {}

    def made(self) -> bytes:
        self._xml_part(DOCUMENT, DOCUMENT, f"{_CONTENT}wordprocessingml.document.main+xml")
        self._parts["_rels/.rels"] = self._relationships([("rId1", "officeDocument", DOCUMENT)])
        self._parts["[Content_Types].xml"] = _content_types(self._types)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(self._parts):
                archive.writestr(zipfile.ZipInfo(name), self._parts[name], zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _xml_part(self, name: str, new_name: str, content_type: str) -> None:
        root = self._file.xml(name)
        if name == DOCUMENT and "purl.oclc.org" in root.tag:
            self._office = _STRICT
        _clean(root)
        kept = self._follow(name, new_name)
        _renumber(root, kept)
        _strike_out(root, self._mask)
        self._types[new_name] = content_type
        self._parts[new_name] = _written(root)

    def _follow(self, name: str, new_name: str) -> dict[str, str]:
        """Takes what a part refers to; its new relationship by the old one's id."""
        kept: dict[str, str] = {}
        listed: list[tuple[str, str, str]] = []
        for old_id, kind, target in self._file.targets(name):
            taken = self._take(kind, target)
            if taken is not None:
                kept[old_id] = f"rId{len(listed) + 1}"
                listed.append((kept[old_id], kind, f"/{taken}"))
        folder, _, last = new_name.rpartition("/")
        if listed:
            self._parts[f"{folder}/_rels/{last}.rels"] = self._relationships(listed)
        return kept

    def _take(self, kind: str, target: str) -> str | None:
        """The new name of a part; None: it is left behind."""
        if target not in self._new_names:
            if kind == "image":
                self._new_names[target] = self._take_picture(target)
            elif kind in KINDS and self._file.xml(target) is not None:
                new_name = f"word/{kind}{len(self._new_names) + 1}.xml"
                self._new_names[target] = new_name
                self._xml_part(target, new_name, KINDS[kind])
        return self._new_names.get(target) or None

    def _take_picture(self, target: str) -> str:
        content = self._file.part(target)
        found = None if content is None else bare(io.BytesIO(content))
        if found is None:
            return ""
        picture, ending = found
        new_name = f"word/media/image{len(self._new_names) + 1}.{ending}"
        self._parts[new_name] = picture
        return new_name

    def _relationships(self, listed: Iterable[tuple[str, str, str]]) -> bytes:
        space = f"{_PACKAGE}relationships"
        root = etree.Element(f"{{{space}}}Relationships", nsmap={None: space})
        for new_id, kind, target in listed:
            given = {"Id": new_id, "Type": f"{self._office}/{kind}", "Target": target}
            etree.SubElement(root, f"{{{space}}}Relationship", given)
        return _written(root)


def _clean(root: Any) -> None:
    for element in list(root.iter()):
        name = local(element)
        if name in _REMOVED and element.getparent() is not None:
            element.getparent().remove(element)
        elif name in _UNWRAPPED and element.getparent() is not None:
            _unwrap(element)
        elif name == "rt":
            for one in element.iter():
                one.text = None
        else:
            _clean_attributes(element, name)


def _clean_attributes(element: Any, name: str) -> None:
    for key in list(element.attrib):
        last = str(etree.QName(key).localname)
        if last.startswith("rsid") or (last == "date" and name != "date"):
            del element.attrib[key]
        elif last in _BLANKED or (last == "name" and name in ("docPr", "cNvPr", "theme")):
            element.set(key, "")


def _unwrap(element: Any) -> None:
    """Its children in its place: its own text is none in these vocabularies."""
    parent = element.getparent()
    at = parent.index(element)
    parent[at : at + 1] = list(element)


def _renumber(root: Any, kept: dict[str, str]) -> None:
    """References to what was taken by their new ids; what refers to anything else is left out."""
    for element in list(root.iter()):
        references = [key for key in element.attrib if key.startswith((f"{{{_OFFICE}}}", f"{{{_STRICT}}}"))]
        stands = [key for key in references if element.get(key) in kept]
        for key in references:
            if key in stands:
                element.set(key, kept[element.get(key)])
            else:
                del element.attrib[key]
        if references and not stands:
            _leave_out(element)


def _leave_out(element: Any) -> None:
    """With the drawing it makes up; a link on a picture goes alone."""
    holders = [one for one in element.iterancestors() if local(one) in _HOLDERS]
    gone = element if local(element).startswith("hlink") or not holders else holders[0]
    if gone.getparent() is not None:
        gone.getparent().remove(gone)


def _strike_out(root: Any, mask: Mask) -> None:
    lines: dict[Any, list[Any]] = defaultdict(list)
    for element in root.iter():
        for key, value in element.attrib.items():
            if not value.isascii() or local(element) in _NAMING:
                element.set(key, mask.of(value))
        if local(element) == "t":
            holder = next((one for one in element.iterancestors() if local(one) == "p"), root)
            lines[holder].append(element)
        elif element.text and not element.text.isspace():
            element.text = mask.of(element.text)
    for runs in lines.values():
        _strike_out_line(runs, mask)


def _strike_out_line(runs: Iterable[Any], mask: Mask) -> None:
    """A name may begin in one run and end in another: it is struck out where it begins."""
    texts = [(run, run.text or "") for run in runs]
    kept = [list(text) for _, text in texts]
    places = [(which, at) for which, (_, text) in enumerate(texts) for at in range(len(text))]
    for start, end in mask.spans("".join(text for _, text in texts)):
        for which, at in places[start:end]:
            kept[which][at] = ""
        which, at = places[start]
        kept[which][at] = STRUCK
    for (run, text), characters in zip(texts, kept, strict=True):
        said = "".join(characters)
        if said != text:
            run.text = said


def _content_types(types: dict[str, str]) -> bytes:
    space = f"{_PACKAGE}content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})
    for ending, content_type in _ENDINGS.items():
        etree.SubElement(root, f"{{{space}}}Default", {"Extension": ending, "ContentType": content_type})
    for name, content_type in types.items():
        given = {"PartName": f"/{name}", "ContentType": content_type}
        etree.SubElement(root, f"{{{space}}}Override", given)
    return _written(root)


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
