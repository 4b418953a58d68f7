"""The workbook payroll 财务 gets of a term's cover: sums, and the lines behind them."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from domain.timetable.cover_ledger import PayrollTerm
from domain.timetable.covering import CoverEntryKind
from gateways.workbooks import TextBook

SUMS = ("工号", "姓名", "代课节数", "被代课节数", "代课费（元）", "计点")
LINES = ("日期", "姓名", "类别", "学科", "节数", "金额（元）", "计点", "备注", "编号")
KINDS = {CoverEntryKind.GIVEN: "代课", CoverEntryKind.TAKEN: "被代课"}


def write_payroll(term: PayrollTerm) -> bytes:
    """Names and notes are written as text, whatever they begin with; money is in yuan, to the fen."""
    out = io.BytesIO()
    with TextBook(out) as book:
        sums = [
            (one.employee_no, one.name, one.given, one.taken, yuan(one.amount_fen), one.points)
            for one in term.standings
        ]
        lines = [
            (
                one.day.isoformat(),
                one.name,
                KINDS[one.kind],
                one.subject,
                one.lessons,
                yuan(one.amount_fen),
                one.points,
                one.note or "",
                str(one.id),
            )
            for one in term.entries
        ]
        _sheet(book, "汇总", term.title, SUMS, sums)
        _sheet(book, "明细", term.title, LINES, lines)
    return out.getvalue()


def yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _sheet(
    book: Any, name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[str | Decimal]]
) -> None:
    page, bold = book.add_worksheet(name), book.add_format({"bold": True})
    figure = book.add_format({"num_format": "0.00"})
    page.write_string(0, 0, title, bold)
    page.set_column(0, len(header) - 1, 14)
    page.freeze_panes(2, 0)
    for column, word in enumerate(header):
        page.write_string(1, column, word, bold)
    for number, row in enumerate(rows, start=2):
        for column, cell in enumerate(row):
            if isinstance(cell, Decimal):
                page.write_number(number, column, cell, figure)
            else:
                page.write_string(number, column, cell)
