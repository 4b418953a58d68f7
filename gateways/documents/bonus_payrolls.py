"""The payroll list of a batch of bonuses 教科研奖金发放表: as PDF by typst, and as a workbook."""

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from domain.bonus.payroll import Payroll
from domain.bonus.table import yuan
from gateways.documents.typesetting import aside, filled
from gateways.documents.words import clean
from gateways.workbooks import TextBook

SUMS = ("序号", "工号", "姓名", "教研组", "金额（元）", "签名")
LINES = ("序号", "姓名", "成果", "获奖", "颁奖单位", "获奖日期", "金额（元）", "说明")
SIGNED = ("制表", "审核", "批准")


class BonusPayrolls:
    async def pdf(self, payroll: Payroll) -> bytes:
        return await aside(filled, "bonus_payroll", payroll_data, payroll)

    async def xlsx(self, payroll: Payroll) -> bytes:
        return await aside(workbook, payroll)


def payroll_data(payroll: Payroll) -> dict[str, Any]:
    return {
        "school": payroll.school,
        "title": clean(payroll.title),
        "subtitle": clean(payroll.subtitle),
        "state": payroll.state,
        "total": yuan(payroll.total_fen),
        "sums": [
            {
                "no": one.employee_no,
                "name": clean(one.name),
                "group": clean(one.group),
                "amount": yuan(one.amount_fen),
            }
            for one in payroll.sums
        ],
        "lines": [
            {
                "number": str(one.number),
                "name": clean(one.name),
                "work": clean(one.work),
                "award": one.award,
                "issuer": clean(one.issuer),
                "day": one.awarded_on.isoformat(),
                "amount": yuan(one.amount_fen),
                "how": clean(one.how),
            }
            for one in payroll.lines
        ],
        "signed": [
            {"word": word, "name": clean(name)} for word, name in zip(SIGNED, _names(payroll), strict=True)
        ],
    }


def _names(payroll: Payroll) -> tuple[str, str, str]:
    return payroll.proposer, payroll.checker, payroll.approver


def workbook(payroll: Payroll) -> bytes:
    """Names and titles are written as text, whatever they begin with; money as numbers, in yuan."""
    out = io.BytesIO()
    title = f"{payroll.school} {payroll.title}（{payroll.state}）"
    sums = [
        (number, one.employee_no, one.name, one.group, _money(one.amount_fen), "")
        for number, one in enumerate(payroll.sums, start=1)
    ]
    lines = [
        (
            one.number,
            one.name,
            one.work,
            one.award,
            one.issuer,
            one.awarded_on.isoformat(),
            _money(one.amount_fen),
            one.how,
        )
        for one in payroll.lines
    ]
    total = _money(payroll.total_fen)
    with TextBook(out) as book:
        last = _sheet(book, "发放表", (title, payroll.subtitle), SUMS, sums, total, (6, 12, 12, 18, 14, 16))
        page = book.get_worksheet_by_name("发放表")
        for column, (word, name) in enumerate(zip(SIGNED, _names(payroll), strict=True)):
            page.write_string(last + 2, 2 * column, f"{word}：{name}")
        _sheet(book, "明细", (title, payroll.subtitle), LINES, lines, total, (6, 10, 32, 14, 22, 12, 12, 42))
    return out.getvalue()


def _sheet(
    book: Any,
    name: str,
    heading: tuple[str, str],
    header: tuple[str, ...],
    rows: Sequence[Sequence[str | int | Decimal]],
    total: Decimal,
    widths: tuple[int, ...],
) -> int:
    """Writes a sheet with its sum below; which row that is in."""
    page, bold = book.add_worksheet(name), book.add_format({"bold": True})
    centred, money = book.add_format({"align": "center"}), book.add_format({"num_format": "#,##0.00"})
    summed = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
    page.write_string(0, 0, heading[0], book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, heading[1])
    page.freeze_panes(3, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    for column, (word, width) in enumerate(zip(header, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(2, column, word, bold)
    for number, row in enumerate(rows, start=3):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            else:
                page.write_number(number, column, cell, money if isinstance(cell, Decimal) else centred)
    last, column = 3 + len(rows), header.index("金额（元）")
    letter = chr(ord("A") + column)
    page.write_string(last, 0, "合计", bold)
    # The value beside the formula: who reads the file without counting (a preview, a script) sees it too.
    page.write_formula(last, column, f"=SUM({letter}4:{letter}{last})", summed, total)
    return last


def _money(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
