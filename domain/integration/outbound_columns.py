"""What the platform is given, kind by kind: one table of columns each, for files and for HTTP alike.

A sheet has the Chinese names for its header, HTTP the fields for its keys; both have the same texts, times by
the school's clock, figures with two decimals, a school year as the calendar year it starts in.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from domain.columns import Column
from domain.imports import Sheet
from domain.integration.platform import Outbound
from domain.people.roster_rows import BadCell, code, day, line_of_text
from domain.training.catalogue_rows import credits, instant
from domain.training.deciding import Ruling

Fields = Mapping[str, str]
"""A row by the fields of its columns; one that is left out is empty."""

DECISIONS = {"通过": Ruling.APPROVE, "不通过": Ruling.REJECT}
LONGEST = 2_000
"""Characters of a cell, as in the files we read ourselves; what is longer is cut."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")


def school_year(text: str) -> int:
    """By the calendar year it starts in."""
    if re.fullmatch(r"(19|20|21)[0-9]{2}", text) is None:
        raise BadCell("bad_school_year")
    return int(text)


def signed_credits(text: str) -> Decimal:
    """An adjustment may be below zero."""
    return -credits(text[1:]) if text.startswith("-") else credits(text)


def decision(text: str) -> Ruling:
    if text not in DECISIONS:
        raise BadCell("bad_decision")
    return DECISIONS[text]


_ROUND = Column("轮次代码", "round_code", code, "选课轮次。", True, "2021-1")
_SESSION = Column("班次代码", "session_code", code, "本校的班次代码。", True, "SJ-2021-01")
_AT_PLATFORM = Column(
    "班次平台编号", "session_platform_id", code, "班次在平台上的编号。", example="HZ-2021-014-1"
)
_YEAR = Column("学年", "school_year", school_year, "以开学的公历年表示。", True, "2020")
_COURSE = Column("课程代码", "course_code", code, "本校的课程代码。", True, "SJ-2021")
_TITLE = Column("课程名称", "title", line_of_text, "课程全称。", True, "试卷分析课")
_NUMBER = Column("工号", "employee_no", code, "教师的工号。", True, "0123")
_NAME = Column("姓名", "name", line_of_text, "教师的姓名。", True, "张伟")

COLUMNS: Mapping[Outbound, tuple[Column, ...]] = {
    Outbound.APPLICATIONS: (
        *(_ROUND, _SESSION, _AT_PLATFORM, _COURSE, _TITLE, _NUMBER, _NAME),
        Column("申请时间", "applied_at", instant, "年-月-日 时:分:秒。", True, "2021-03-02 08:15:09"),
    ),
    Outbound.DECISIONS: (
        *(_ROUND, _SESSION, _AT_PLATFORM, _NUMBER, _NAME),
        Column("审核结果", "decision", decision, "通过或不通过。", True, "通过", tuple(DECISIONS)),
        Column("理由", "reason", str, "学校所写的理由。", example="本组已有两人"),
        Column("审核时间", "decided_at", instant, "年-月-日 时:分:秒。", True, "2021-03-16 10:02:30"),
    ),
    Outbound.SCHOOL_BASED_HOURS: (
        *(_YEAR, _NUMBER, _NAME),
        Column("项目", "title", line_of_text, "校本研修项目。", True, "作业设计校本研修"),
        Column("学时", "hours", signed_credits, "两位小数。", True, "8.00"),
        Column("学分", "credits", signed_credits, "两位小数；冲减为负数。", True, "8.00"),
        Column("确认日期", "confirmed_on", day, "学分确认的日期。", example="2021-06-18"),
    ),
    Outbound.CREDIT_DISPUTES: (
        *(_YEAR, _NUMBER, _NAME),
        Column("课程代码", "course_code", line_of_text, "本校课程代码，或平台的编号。", example="SJ-2021"),
        _TITLE,
        Column("本校学分", "ours", signed_credits, "本校没有记录时留空。", example="8.00"),
        Column("平台学分", "theirs", signed_credits, "平台没有记录时留空。", example="6.00"),
        Column("说明", "note", str, "学校坚持的理由。", example="附签到表"),
    ),
}
TITLES: Mapping[Outbound, str] = {
    Outbound.APPLICATIONS: "选课申请",
    Outbound.DECISIONS: "选课审核",
    Outbound.SCHOOL_BASED_HOURS: "校本研修学时",
    Outbound.CREDIT_DISPUTES: "学分异议",
}
"""What the sheet is called, and its file."""

KEYS: Mapping[Outbound, tuple[str, ...]] = {
    Outbound.APPLICATIONS: ("session_code", "employee_no"),
    Outbound.DECISIONS: ("session_code", "employee_no"),
    Outbound.SCHOOL_BASED_HOURS: ("employee_no", "title"),
    Outbound.CREDIT_DISPUTES: ("employee_no", "course_code"),
}
"""By which two editions know a row again; of several alike the first is the first, the second the second."""


def cell(text: str) -> str:
    """One line that every format holds: what cannot be printed, a new line too, becomes a space."""
    printable = _UNPRINTABLE.sub(" ", text).strip()
    return printable if len(printable) <= LONGEST else printable[: LONGEST - 1].rstrip() + "…"


def as_sheet(kind: Outbound, rows: Iterable[Fields]) -> Sheet:
    """Lines as they will stand in a file: the header is line 1."""
    columns = COLUMNS[kind]
    lines = [{column.name: cell(row.get(column.field, "")) for column in columns} for row in rows]
    return Sheet(TITLES[kind], [column.name for column in columns], list(enumerate(lines, start=2)))


def as_rows(kind: Outbound, sheet: Sheet) -> list[dict[str, str]]:
    """What goes over HTTP: every row with every field, in the order of the columns."""
    return [{column.field: cells[column.name] for column in COLUMNS[kind]} for _, cells in sheet.rows]


def digest(kind: Outbound, sheet: Sheet) -> str:
    """SHA-256 in hexadecimal of the rows as they go over HTTP: JSON in UTF-8 without a blank between."""
    text = json.dumps(as_rows(kind, sheet), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def differences(kind: Outbound, before: Sheet, after: Sheet) -> tuple[int, int, int]:
    """How many rows were added, removed, changed."""
    old, new = _known(kind, as_rows(kind, before)), _known(kind, as_rows(kind, after))
    both = old.keys() & new.keys()
    changed = sum(old[key] != new[key] for key in both)
    return len(new) - len(both), len(old) - len(both), changed


def _known(kind: Outbound, rows: Sequence[Fields]) -> dict[tuple[str, ...], Fields]:
    seen: Counter[tuple[str, ...]] = Counter()
    known = {}
    for row in rows:
        key = tuple(row[name] for name in KEYS[kind])
        seen[key] += 1
        known[(*key, str(seen[key]))] = row
    return known
