"""A week's plan as DOCX: the same table as the printed one, for those who want to change it.

Fonts are named, not enclosed: 宋体 and 黑体, which Word has and LibreOffice knows a substitute for.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as Written
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

SONG, HEI = "宋体", "黑体"
WIDTHS = (Mm(20), Mm(25), Mm(19), Mm(52), Mm(31), Mm(31))
HEADINGS = ("日期", "时间", "类别", "内容", "地点", "人员")


def written(data: Mapping[str, Any]) -> bytes:
    """The document of what `week_plan_data` says."""
    document = _blank_page(data)
    _heading(document, data)
    table = _table(document)
    for day in data["days"]:
        _day(table, day)
    if data["remarks"]:
        remarks = document.add_paragraph()
        remarks.paragraph_format.space_before = Pt(6)
        _run(remarks, "备注　", bold=True)
        _run(remarks, data["remarks"])
    _run(_paragraph(document, WD_ALIGN_PARAGRAPH.RIGHT), f"{data['office']}　{data['published']}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _blank_page(data: Mapping[str, Any]) -> Written:
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(16)
    page.top_margin = page.bottom_margin = Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = SONG, Pt(10)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), SONG)
    normal.paragraph_format.space_after = Pt(0)
    normal.element.rPr.append(_element("w:lang", val="en-US", eastAsia="zh-CN"))  # else Japanese punctuation
    about = document.core_properties
    about.author, about.title = data["school"], f"{data['week']}每周工作安排"
    about.comments, about.last_modified_by = "", data["school"]
    about.created = about.modified = datetime.fromisoformat(data["edited"])
    return document


def _heading(document: Written, data: Mapping[str, Any]) -> None:
    title = _paragraph(document, WD_ALIGN_PARAGRAPH.CENTER)
    _run(title, "每周工作安排", bold=True, size=20)
    below = _paragraph(document, WD_ALIGN_PARAGRAPH.CENTER)
    _run(below, f"{data['school']}　{data['term']}　")
    _run(below, data["week"], bold=True)
    _run(below, f"　{data['span']}　{data['publication']}")
    below.paragraph_format.space_after = Pt(6)
    if data["void"]:
        _run(_paragraph(document, WD_ALIGN_PARAGRAPH.CENTER), "作废", bold=True, size=28)


def _table(document: Written) -> Table:
    table: Table = document.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, width, name in zip(table.rows[0].cells, WIDTHS, HEADINGS, strict=True):
        cell.width = width
        _run(cell.paragraphs[0], name, bold=True)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    table.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    margins = _element("w:tblCellMar")
    for side in ("top", "bottom"):
        margins.append(_element(f"w:{side}", w="70", type="dxa"))
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # the schema's order, which Word insists on
    return table


def _day(table: Table, day: Mapping[str, Any]) -> None:
    """A row for each entry, and the day beside them all."""
    rows = [_row(table, entry) for entry in day["entries"]] or [_row(table, None)]
    beside = rows[0][0].merge(rows[-1][0])
    paragraph = beside.paragraphs[0]
    for spare in beside.paragraphs[1:]:
        spare._p.getparent().remove(spare._p)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    beside.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    _run(paragraph, day["name"], bold=True)
    for line in filter(None, (day["date"], day["note"])):
        paragraph.add_run().add_break()
        _run(paragraph, line)


def _row(table: Table, entry: Mapping[str, Any] | None) -> Sequence[_Cell]:
    cells: Sequence[_Cell] = table.add_row().cells  # type: ignore[no-untyped-call]
    for cell, width in zip(cells, WIDTHS, strict=True):
        cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
    if entry:
        for cell, name in zip(cells[1:], ("when", "kind", "title", "place", "people"), strict=True):
            if name == "title":
                _what(cell.paragraphs[0], entry)
            else:
                _run(cell.paragraphs[0], entry[name])
    return cells


def _what(paragraph: Paragraph, entry: Mapping[str, Any]) -> None:
    if entry["mark"]:
        _run(paragraph, f"【{entry['mark']}】", bold=True)
    _run(paragraph, entry["title"]).font.strike = entry["removed"] or None
    if entry["before"]:
        paragraph.add_run().add_break()
        _run(paragraph, f"原：{entry['before']}", size=9)


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for attribute, value in attributes.items():
        element.set(qn(f"w:{attribute}"), value)
    return element


def _paragraph(document: Written, alignment: WD_ALIGN_PARAGRAPH) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = alignment
    return paragraph


def _run(paragraph: Paragraph, text: str, *, bold: bool = False, size: float | None = None) -> Run:
    run = paragraph.add_run(text)
    if bold:
        run.bold, run.font.name = True, HEI
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), HEI)
    if size:
        run.font.size = Pt(size)
    return run
