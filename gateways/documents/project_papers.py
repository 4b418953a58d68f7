"""The papers of a project: tables under headings, as PDF by typst and as a workbook."""

import io
from dataclasses import asdict
from typing import Any

from domain.projects.papers import Paper, Section
from gateways.documents.typesetting import aside, filled
from gateways.documents.words import clean
from gateways.workbooks import TextBook


class ProjectPapers:
    async def pdf(self, paper: Paper) -> bytes:
        return await aside(filled, "project_paper", paper_data, paper)

    async def xlsx(self, paper: Paper) -> bytes:
        return await aside(workbook, paper)


def paper_data(paper: Paper) -> dict[str, Any]:
    data = asdict(paper)
    data["sections"] = [
        {
            "heading": clean(one.heading),
            "note": clean(one.note),
            "header": list(one.header),
            "rows": [[clean(cell) for cell in row] for row in one.rows],
        }
        for one in paper.sections
    ]
    return data | {name: clean(data[name]) for name in ("school", "title", "subtitle")}


def workbook(paper: Paper) -> bytes:
    """Whatever a cell begins with, it is text."""
    out = io.BytesIO()
    with TextBook(out) as book:
        bold = book.add_format({"bold": True})
        page = book.add_worksheet(paper.title)
        page.set_column(0, 0, 8)
        page.set_column(1, 6, 16)
        page.write_string(0, 0, f"{paper.school} {paper.subtitle} {paper.title}", bold)
        line = 2
        for section in paper.sections:
            line = _section(page, bold, section, line)
        page.write_string(line, 0, f"生成时间：{paper.made}")
    return out.getvalue()


def _section(page: Any, bold: Any, section: Section, line: int) -> int:
    page.write_string(line, 0, section.heading, bold)
    page.write_string(line + 1, 0, section.note)
    for column, word in enumerate(section.header):
        page.write_string(line + 2, column, word, bold)
    for number, row in enumerate(section.rows, start=line + 3):
        for column, cell in enumerate(row):
            page.write_string(number, column, cell)
    return line + 4 + len(section.rows)
