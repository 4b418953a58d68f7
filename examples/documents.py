"""Word documents of the sixth story: written with a name in every corner, read to see that none is left."""

import io
import re
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

from telling import must

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/'
    'vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
    'core-properties" Target="docProps/core.xml"/></Relationships>'
)


def manuscript(title: str, author: str, paragraphs: Iterable[str]) -> bytes:
    """As authors send them in: their name below the title, cut in two runs, and in the properties."""
    head = f"石门中学 {author[:1]}", f"{author[1:]}（电话 13800000000）"
    runs = [[title], head, *([one] for one in paragraphs)]
    body = "".join(
        "<w:p>" + "".join(f"<w:r><w:t>{escape(run)}</w:t></w:r>" for run in one) + "</w:p>" for one in runs
    )
    core = (
        '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
        f"<dc:creator>{author}</dc:creator>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy></cp:coreProperties>"
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        "docProps/core.xml": core,
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as document:
        for name, text in parts.items():
            document.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)
    return kept.getvalue()


def text_of(document: bytes) -> str:
    """All there is to read in a document or a workbook, its properties too, whatever it was cut into."""
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        whole = [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
    return re.sub("<[^>]*>", "", "\n".join(whole))


def must_be_anonymous(what: str, document: bytes, names: Iterable[str]) -> str:
    """Ends the story when a name stands in it; otherwise its text."""
    text = text_of(document)
    for name in names:
        must(name not in text, f"{name} stands in {what}")
    return text
