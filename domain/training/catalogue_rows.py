"""A catalogue as a file: a row for each block of a session, with the session's and the course's columns.

Rows of one 班次代码 are blocks of one session, rows of one 课程代码 sessions of one course; what they say of
it must agree. A cell left blank is not said, and what stands stays. Times without an offset are the school's.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from domain.columns import Column, template_sheet
from domain.people.calendar import ZONE
from domain.people.roster_rows import BadCell, code, line_of_text
from domain.training.catalogue import CourseKind
from domain.training.sessions import Block

KINDS = {
    "短期培训": CourseKind.SHORT,
    "90学时培训": CourseKind.LONG_90,
    "网络研修": CourseKind.ONLINE,
    "校本研修": CourseKind.SCHOOL_BASED,
}
YES_NO = {"是": True, "否": False}
MOST_SEATS = 10_000
FIRST_YEAR, LAST_YEAR = 1901, 2198
_CREDITS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")
_DAY = r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"
_TIME = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?"
_INSTANT = re.compile(rf"{_DAY}[T ]+{_TIME}(Z|[+-][0-9]{{2}}:[0-9]{{2}})?")


def credits(text: str) -> Decimal:
    if _CREDITS.fullmatch(text) is None:
        raise BadCell("bad_credits")
    return Decimal(text).quantize(Decimal("0.01"))


def instant(text: str) -> datetime:
    """2021-04-01 08:00, with or without seconds and offset; slashes and dots will do."""
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise BadCell("bad_instant")
    *parts, offset = found.groups()
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        zone = datetime.fromisoformat(f"2000-01-01T00:00{offset}").tzinfo if offset else ZONE
        aware = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError as error:
        raise BadCell("bad_instant") from error
    if not FIRST_YEAR <= aware.year <= LAST_YEAR:
        raise BadCell("bad_instant")
    return aware.astimezone(UTC)


def seats(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST_SEATS):
        raise BadCell("bad_capacity")
    return int(text)


def kind(text: str) -> CourseKind:
    known = KINDS | {one.value: one for one in CourseKind}
    if text not in known:
        raise BadCell("bad_kind")
    return known[text]


def yes_no(text: str) -> bool:
    if text not in YES_NO:
        raise BadCell("bad_yes_no")
    return YES_NO[text]


COURSE = (
    Column("课程代码", "course_code", code, "在本校唯一；再次导入时按它认课程。", True, "SJ-2021"),
    Column("课程名称", "title", line_of_text, "课程全称。", True, "试卷分析课"),
    Column("承办单位", "provider", line_of_text, "谁来办。", True, "桐乡市教师进修学校"),
    Column("类别", "kind", kind, "从列表中选一项。", True, "短期培训", tuple(KINDS)),
    Column("学时", "hours", credits, "最多两位小数。", True, "8"),
    Column("学分", "credits", credits, "合格后计入的学分，最多两位小数。", True, "8"),
    Column("培训对象", "audience", line_of_text, "面向哪些教师。", example="初中数学教师"),
    Column("课程平台编号", "course_platform_id", code, "课程在教师培训平台上的编号。", example="HZ-2021-014"),
)
SESSION = (
    Column("班次代码", "session_code", code, "在本校唯一；再次导入时按它认班次。", True, "SJ-2021-01"),
    Column("地点", "place", line_of_text, "上课地点。", example="阶梯教室"),
    Column("名额", "capacity", seats, "1到10000的整数。", True, "30"),
    Column("候补", "waitlist", yes_no, "满员后是否排队候补；不填为否。", example="是", choices=tuple(YES_NO)),
    Column("选课开始", "enrolment_opens_at", instant, "不填则班次开放即可选课。", example="2021-03-01 08:00"),
    Column("选课截止", "enrolment_closes_at", instant, "到这一刻即截止。", example="2021-03-15 17:00"),
    Column("平台编号", "platform_id", code, "班次在教师培训平台上的编号。", example="HZ-2021-014-1"),
)
BLOCK = (
    Column("开始", "starts_at", instant, "年-月-日 时:分。", True, "2021-04-01 08:00"),
    Column("结束", "ends_at", instant, "年-月-日 时:分。", True, "2021-04-01 16:00"),
)
COLUMNS = (*COURSE, SESSION[0], *BLOCK, *SESSION[1:])
SHEET = "培训班次"
TEMPLATE = [
    template_sheet(
        SHEET,
        COLUMNS,
        "每行一个时段：同一班次代码的几行，是同一班次的几个时段。留空的单元格不改动系统中已有的内容。",
    )
]


@dataclass(slots=True)
class CourseRow:
    line: int
    code: str
    said: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class SessionRow:
    line: int
    code: str
    course_code: str
    said: dict[str, Any] = field(default_factory=dict)
    blocks: list[tuple[int, Block]] = field(default_factory=list)
    """Each with its line, in the order of time."""


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    name: str
    courses: dict[str, CourseRow]
    sessions: dict[str, SessionRow]
