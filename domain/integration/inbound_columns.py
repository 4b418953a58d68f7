"""What the district's platform gives, as tables: the columns of each kind, and a file to fill in."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from domain.columns import Column, template_sheet
from domain.imports import TemplateSheet
from domain.integration.platform import Inbound
from domain.people import roster_rows
from domain.people.roster_rows import BadCell, code, line_of_text, name
from domain.training import catalogue_rows
from domain.training.catalogue_rows import KINDS, credits, kind
from domain.training.platform_results import PlatformOutcome

MOST_ROWS = 20_000
"""Of one file: what a large school's teachers earn in a year on the platform."""

OUTCOMES = {
    "录取": PlatformOutcome.PLACED,
    "候补": PlatformOutcome.WAITLISTED,
    "未录取": PlatformOutcome.REFUSED,
}
REMARK_LENGTH = 1_000
_YEAR = re.compile(r"(\d{4})(?:[-—/](\d{4}))?(?:学年)?", re.ASCII)
_SCORE = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)


def school_year(text: str) -> int:
    """2020, 2020-2021, either with 学年: the calendar year it starts in."""
    found = _YEAR.fullmatch(text)
    if found is None or (found[2] and int(found[2]) != int(found[1]) + 1):
        raise BadCell("bad_school_year")
    return int(found[1])


def outcome(text: str) -> PlatformOutcome:
    known = OUTCOMES | {one.value: one for one in PlatformOutcome}
    if text not in known:
        raise BadCell("bad_outcome")
    return known[text]


def day(text: str) -> date:
    return date.fromisoformat(roster_rows.day(text))


def score(text: str) -> Decimal:
    if _SCORE.fullmatch(text) is None:
        raise BadCell("bad_score")
    return Decimal(text)


def remark(text: str) -> str:
    if len(text) > REMARK_LENGTH:
        raise BadCell("too_long", limit=str(REMARK_LENGTH))
    return text


def _year_column() -> Column:
    note = "学年开始的那一年，或写成2020-2021。"
    return Column("学年", "school_year", school_year, note, True, "2020-2021")


_SESSION = Column(
    "班次代码", "session_code", code, "本校的班次代码；平台的班次编号也认。", True, "SJ-2021-01"
)
_EMPLOYEE = Column("工号", "employee_no", code, "按它认教师。", True, "0107")
_NAME = Column("姓名", "name", name, "填了就与工号核对。", example="张伟")

SELECTION_RESULTS = (
    Column("轮次代码", "round_code", code, "选课轮次的代码，与导入时所选的一致。", True, "2020-2"),
    _SESSION,
    _EMPLOYEE,
    _NAME,
    Column("结果", "outcome", outcome, "从列表中选一项。", True, "录取", tuple(OUTCOMES)),
    Column("说明", "reason", remark, "教师会读到。", example="名额已满"),
)
PLATFORM_CREDITS = (
    _year_column(),
    _EMPLOYEE,
    _NAME,
    Column(
        "课程代码",
        "course_code",
        line_of_text,
        "本校的课程代码或课程的平台编号；都不是的也收。",
        True,
        "SJ-2021",
    ),
    Column("课程名称", "title", line_of_text, "平台上的名称。", True, "试卷分析课"),
    Column("类别", "kind", kind, "从列表中选一项。", True, "短期培训", tuple(KINDS)),
    Column("学时", "hours", credits, "最多两位小数。", True, "8"),
    Column("学分", "credits", credits, "平台记入的学分，最多两位小数。", True, "8"),
    Column("取得日期", "earned_on", day, "年-月-日。", example="2021-04-01"),
)
EVALUATIONS = (
    _year_column(),
    _SESSION,
    _EMPLOYEE,
    _NAME,
    Column("评价日期", "evaluated_on", day, "年-月-日。", True, "2021-04-10"),
    Column("得分", "score", score, "0到999.99，最多两位小数。", example="92"),
    Column("意见", "comment", remark, "教师会读到。", example="听课记录完整。"),
)
COLUMNS: Mapping[Inbound, tuple[Column, ...]] = {
    Inbound.CATALOGUE: catalogue_rows.COLUMNS,
    Inbound.SELECTION_RESULTS: SELECTION_RESULTS,
    Inbound.PLATFORM_CREDITS: PLATFORM_CREDITS,
    Inbound.EVALUATIONS: EVALUATIONS,
}
SHEETS: Mapping[Inbound, str] = {
    Inbound.CATALOGUE: catalogue_rows.SHEET,
    Inbound.SELECTION_RESULTS: "录取结果",
    Inbound.PLATFORM_CREDITS: "平台学分",
    Inbound.EVALUATIONS: "评价情况",
}
"""The sheet of a workbook it stands on; a workbook of one sheet may call it anything."""

_NOTES: Mapping[Inbound, str] = {
    Inbound.SELECTION_RESULTS: "每行一份申请的结果，一个文件一个轮次；其余的可以以后再导入。",
    Inbound.PLATFORM_CREDITS: "每行一位教师的一门课程，一个文件一个学年，须是这一学年的全部。",
    Inbound.EVALUATIONS: "每行一位教师在一个班次的评价，一个文件一个学年。",
}
TEMPLATES: Mapping[Inbound, list[TemplateSheet]] = {
    Inbound.CATALOGUE: catalogue_rows.TEMPLATE,
    **{kind: [template_sheet(SHEETS[kind], COLUMNS[kind], note)] for kind, note in _NOTES.items()},
}
