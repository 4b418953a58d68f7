"""A published assessment 教研组考核结果: as PDF by typst, and as a workbook."""

import io
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from domain.assessment.report import GroupReport, Report, ReportAdjustment
from gateways.documents.typesetting import aside, filled
from gateways.documents.words import amount, clean, full
from gateways.workbooks import TextBook

RANKING = ("名次", "教研组", "总分", "等第", "加分")
LINES = ("教研组", "维度", "指标", "权重%", "占比%", "得分", "折算分", "计分方式", "来源", "规则")
ADJUSTMENTS = ("教研组", "类别", "维度", "分值", "理由", "申诉撤销")
Cell = str | int | Decimal


class AssessmentForms:
    async def pdf(self, report: Report) -> bytes:
        return await aside(filled, "assessment", assessment_data, report)

    async def xlsx(self, report: Report) -> bytes:
        return await aside(workbook, report)


def assessment_data(report: Report) -> dict[str, Any]:
    return {
        "school": report.school,
        "term": report.term,
        "title": clean(report.title),
        "edition": f"第{report.edition_no}版",
        "published": f"{full(report.published_on)}发布",
        "ranking": report.ranking,
        "groups": [_group(one) for one in report.groups],
    }


def _group(one: GroupReport) -> dict[str, Any]:
    return {
        "rank": str(one.rank),
        "group": clean(one.group),
        "total": f"{one.total:.2f}",
        "band": one.band,
        "sums": [
            {
                "name": part.name,
                "weight": str(part.weight),
                "points": f"{part.points:.2f}",
                "deducted": f"{part.deducted:.2f}" if part.deducted else "",
                "total": f"{part.total:.2f}",
            }
            for part in one.sums
        ],
        "bonus": _bonus(one),
        "lines": [
            {
                "dimension": line.dimension,
                "title": clean(line.title),
                "share": str(line.share),
                "score": f"{line.score:.2f}",
                "points": f"{line.points:.2f}",
                "basis": line.basis,
                "from_what": clean(line.from_what),
            }
            for line in one.lines
        ],
        "adjustments": [_adjustment(given) for given in one.adjustments],
    }


def _bonus(one: GroupReport) -> str:
    counted = f"{one.bonus_counted:.2f}"
    over = f"（共{amount(one.bonus)}分，上限{amount(one.bonus_cap)}分）" if one.bonus > one.bonus_cap else ""
    return counted + over


def _adjustment(one: ReportAdjustment) -> dict[str, str | bool]:
    return asdict(one) | {"points": amount(one.points), "reason": clean(one.reason)}


def workbook(report: Report) -> bytes:
    """Names and reasons are written as text, whatever they begin with; numbers as numbers."""
    out = io.BytesIO()
    title = f"{report.school} {report.term} {report.title}（第{report.edition_no}版）"
    with TextBook(out) as book:
        names = [part.name for part in report.groups[0].sums]
        _sheet(book, "排名", title, (*RANKING, *names), [_rank(one) for one in report.groups])
        _sheet(book, "得分明细", title, LINES, [row for one in report.groups for row in _lines(one)])
        rows = [row for one in report.groups for row in _adjustments(one)]
        _sheet(book, "加分扣分", title, ADJUSTMENTS, rows)
    return out.getvalue()


def _rank(one: GroupReport) -> Sequence[Cell]:
    parts = [part.total for part in one.sums]
    return (one.rank, one.group, one.total, one.band, one.bonus_counted, *parts)


def _lines(one: GroupReport) -> list[Sequence[Cell]]:
    return [
        (
            one.group,
            line.dimension,
            line.title,
            line.weight,
            line.share,
            line.score,
            line.points,
            line.basis,
            line.from_what,
            line.rule,
        )
        for line in one.lines
    ]


def _adjustments(one: GroupReport) -> list[Sequence[Cell]]:
    return [
        (one.group, given.kind, given.dimension, given.points, given.reason, "是" if given.lifted else "")
        for given in one.adjustments
    ]


def _sheet(book: Any, name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    page, bold = book.add_worksheet(name), book.add_format({"bold": True})
    figure = book.add_format({"num_format": "0.00"})
    page.write_string(0, 0, title, bold)
    page.set_column(0, len(header) - 1, 14)
    page.freeze_panes(2, 0)
    for column, word in enumerate(header):
        page.write_string(1, column, word, bold)
    for number, row in enumerate(rows, start=2):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            else:
                page.write_number(number, column, cell, figure if isinstance(cell, Decimal) else None)
