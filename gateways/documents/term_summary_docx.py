"""A term summary as DOCX, for those who write on: real headings, tables whose header repeats, page numbers.

Made element by element and from no template: the office's text never passes through a template language.
Fonts are named, not enclosed: 宋体 and 黑体, which Word has and LibreOffice knows a substitute for.
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as Written
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from domain.reports.district import MAIN, DistrictTermFigures
from domain.reports.pages import Heading, Piece, PrintedChart, PrintedTable, SummaryPages, Words
from domain.reports.summarising import ORDINALS
from domain.reports.summary import TableColumn
from gateways.documents import charts
from gateways.documents.term_summaries import shares
from gateways.documents.typesetting import refuse_unprintable
from gateways.documents.words import amount, full

SONG, HEI = "宋体", "黑体"
BLACK = RGBColor(0, 0, 0)
TEXT_MM = 160
DISTRICT_TITLE = "区域教科研工作汇总"
SIZES = {1: 15, 2: 13, 3: 12}


def written(found: SummaryPages) -> bytes:
    """Raises UnprintableCharacters, as the PDF does: Word would show an empty box, or nothing."""
    refuse_unprintable(_texts(found))
    document = _blank(found.title, found.school, datetime.combine(found.on, time(), UTC))
    _titled(document, found.title, found.subtitle)
    if found.draft:
        _line(document, f"（预览稿，数据截至{full(found.on)}）", WD_ALIGN_PARAGRAPH.CENTER)
    for piece in found.pieces:
        _put(document, piece)
    _sign(document, found.signed, full(found.on))
    return _saved(document)


def district(told: DistrictTermFigures) -> bytes:
    """The sums over all schools, and of each school the main figures."""
    term = f"{told.school_year}学年{ORDINALS[told.term]}"
    latest = max((one.as_of for one in told.rows if one.as_of is not None), default=None)
    document = _blank(
        "区域教科研工作汇总", "区县教育部门", latest or datetime(told.school_year + 1, 1, 1, tzinfo=UTC)
    )
    _titled(document, "区域教科研工作汇总", f"——{term}")
    _put(document, Words(f"全区共有学校{told.schools}所，{told.reported}所已有本学期数据。"))
    totals = tuple((one.label, amount(one.total), one.unit) for one in told.columns)
    columns = (TableColumn("项目"), TableColumn("合计", number=True), TableColumn("单位"))
    _put(document, PrintedTable("表1　全区合计", columns, totals))
    shown = [one for one in told.columns if one.key in MAIN]
    names = (TableColumn("学校"), *(TableColumn(one.label, number=True) for one in shown))
    rows = tuple(
        (one.name, *(amount(one.values[column.key]) if column.key in one.values else "—" for column in shown))
        for one in told.rows
    )
    _put(document, PrintedTable("表2　各校主要数据", names, rows))
    return _saved(document)


def _texts(found: SummaryPages) -> dict[str, Any]:
    pieces: list[Any] = []
    for piece in found.pieces:
        match piece:
            case Heading(_, text) | Words(text):
                pieces.append(text)
            case PrintedTable(caption, _, rows):
                pieces.append([caption, *(list(row) for row in rows)])
            case PrintedChart(caption, _):
                pieces.append(caption)
    return {"title": found.title, "pieces": pieces}


def _blank(title: str, author: str, at: datetime) -> Written:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.top_margin, page.bottom_margin = Mm(25), Mm(22)
    _style(document, "Normal", SONG, 12)
    normal = document.styles["Normal"]
    normal.element.rPr.append(_element("w:lang", val="en-US", eastAsia="zh-CN"))  # else Japanese punctuation
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 1.5, Pt(0)
    _style(document, "Title", HEI, 20)
    _style(document, "Subtitle", SONG, 14)
    _style(document, "Caption", HEI, 10)
    caption = document.styles["Caption"].paragraph_format
    caption.space_before, caption.space_after, caption.line_spacing = Pt(6), Pt(4), 1.0
    for level, size in SIZES.items():
        _style(document, f"Heading {level}", HEI, size)
        form = document.styles[f"Heading {level}"].paragraph_format
        form.space_before, form.space_after, form.keep_with_next = Pt(12), Pt(6), True
    about = document.core_properties
    about.author = about.last_modified_by = author
    about.title, about.comments = title, ""
    about.created = about.modified = at
    _page_numbers(page.footer.paragraphs[0])
    return document


def _style(document: Written, name: str, font: str, size: float) -> None:
    """Black, upright, and in our font for Chinese too: the template's theme names others."""
    style = document.styles[name]
    style.font.name, style.font.size, style.font.color.rgb = font, Pt(size), BLACK
    style.font.italic = False
    fonts = style.element.rPr.rFonts
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)
    fonts.set(qn("w:eastAsia"), font)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
        break


def _page_numbers(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for before, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES")):
        _run(paragraph, before, 9)
        run = paragraph.add_run()
        run.font.size = Pt(9)
        run._r.append(_element("w:fldChar", fldCharType="begin"))
        instruction = _element("w:instrText")
        instruction.text = field
        run._r.append(instruction)
        run._r.append(_element("w:fldChar", fldCharType="end"))
    _run(paragraph, " 页", 9)


def _titled(document: Written, title: str, subtitle: str) -> None:
    for text, style in ((title, "Title"), (subtitle, "Subtitle")):
        _line(document, text, WD_ALIGN_PARAGRAPH.CENTER).style = document.styles[style]


def _sign(document: Written, *lines: str) -> None:
    """Never alone on a page."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    for number, line in enumerate(lines):
        form = _line(document, line, WD_ALIGN_PARAGRAPH.RIGHT).paragraph_format
        form.space_before, form.keep_with_next = Pt(0 if number else 24), number + 1 < len(lines)


def _line(document: Written, text: str, alignment: WD_ALIGN_PARAGRAPH) -> Paragraph:
    paragraph = document.add_paragraph(text)
    paragraph.alignment = alignment
    return paragraph


def _put(document: Written, piece: Piece) -> None:
    match piece:
        case Heading(level, text):
            document.add_heading(text, level)
        case Words(text):
            paragraph = document.add_paragraph(text)
            paragraph.paragraph_format.first_line_indent = Pt(24)
        case PrintedChart(caption, chart):
            picture = document.add_paragraph()
            picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
            picture.paragraph_format.keep_with_next = True
            picture.paragraph_format.line_spacing = 1.0
            picture.add_run().add_picture(io.BytesIO(charts.png(chart)), width=Mm(TEXT_MM))
            _caption(document, caption)
        case PrintedTable():
            _table(document, piece)


def _caption(document: Written, text: str) -> Paragraph:
    paragraph = _line(document, text, WD_ALIGN_PARAGRAPH.CENTER)
    paragraph.style = document.styles["Caption"]
    return paragraph


def _table(document: Written, piece: PrintedTable) -> None:
    _caption(document, piece.caption).paragraph_format.keep_with_next = True
    table = document.add_table(rows=1 + len(piece.rows), cols=len(piece.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Mm(TEXT_MM * share) for share in shares(piece)]
    for column, room in zip(table.columns, widths, strict=True):
        column.width = room
    rows = [[one.title for one in piece.columns], *piece.rows]
    # A row's cells are looked up once: each look-up walks the whole row.
    for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
        _cells(row.cells, texts, piece.columns, widths, header=number == 0)
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    document.add_paragraph().paragraph_format.line_spacing = 0.7


def _cells(
    cells: Sequence[Any],
    texts: Sequence[str],
    columns: Sequence[TableColumn],
    widths: Sequence[Mm],
    *,
    header: bool,
) -> None:
    for cell, text, column, room in zip(cells, texts, columns, widths, strict=True):
        cell.width, cell.vertical_alignment = room, WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = 1.0
        if header or column.number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = _run(paragraph, text, 9.5)
        if header:
            run.bold = True
            cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="EBEBEB"))


def _run(paragraph: Paragraph, text: str, size: float) -> Any:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    return run


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def _saved(document: Written) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
