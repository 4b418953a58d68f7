"""Days, amounts and kinds as a printed form says them. Forms are in Chinese only."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from domain.notices.sheet import Arrangement, Copy
from domain.people.calendar import ZONE, day_of
from domain.training.catalogue import CourseKind
from domain.training.duty import DutyKind
from domain.training.sessions import Block
from domain.weekplan.sheet import Change

COURSES: Mapping[CourseKind, str] = {
    CourseKind.SHORT: "短期培训",
    CourseKind.LONG_90: "90学时培训",
    CourseKind.ONLINE: "网络培训",
    CourseKind.SCHOOL_BASED: "校本研修",
}
DUTIES: Mapping[DutyKind, str] = {
    DutyKind.CONTENT_RECORD: "培训内容记录",
    DutyKind.REFLECTION: "培训体会",
    DutyKind.PRODUCT: "学习成果",
    DutyKind.RECORD_SHEET: "培训记录表",
    DutyKind.EVALUATION: "平台评价",
}
ARRANGEMENTS: Mapping[Arrangement, str] = {
    Arrangement.SWAP: "调课",
    Arrangement.COVER: "代课",
    Arrangement.NOT_NEEDED: "无需代课",
    Arrangement.OPEN: "待安排",
}
COPIES: Mapping[Copy, tuple[str, str, str]] = {
    Copy.TEACHER: ("第一联", "教师存", "教师签收"),
    Copy.ACADEMIC_AFFAIRS: ("第二联", "教务处", "教务处签收"),
    Copy.GRADE_GROUP: ("第三联", "年级组", "年级组签收"),
    Copy.OFFICE: ("第四联", "教科室存根", ""),
}
"""What a copy is called, who keeps it, who signs for it. The stub is signed for by the other three."""

CHANGES: Mapping[Change, str] = {
    Change.SAME: "",
    Change.ADDED: "新增",
    Change.CHANGED: "变更",
    Change.REMOVED: "取消",
}
_WIDE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZmw%@&")
_LONG_RUN = re.compile(r"[!-~]{18,}")


def full(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def weekday(day: date) -> str:
    return "周" + "一二三四五六日"[day.weekday()]


def amount(number: Decimal) -> str:
    """Without the zeros behind the point: 3, 0.5, 7.25."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def from_to(first: date, last: date) -> str:
    return short(first) if first == last else f"{short(first)}至{short(last)}"


def stretch(block: Block) -> str:
    """2021年4月12日（周一）08:30—16:30, with the second day named where it is another."""
    start, end = block.starts_at.astimezone(ZONE), block.ends_at.astimezone(ZONE)
    until = "" if start.date() == end.date() else f"{short(end.date())}（{weekday(end.date())}）"
    return f"{full(start.date())}（{weekday(start.date())}）{start:%H:%M}—{until}{end:%H:%M}"


def span(blocks: tuple[Block, ...]) -> str:
    """One block in full; of several the first and last day, and the hours where they are always the same."""
    if len(blocks) == 1:
        return stretch(blocks[0])
    first, last = day_of(blocks[0].starts_at), day_of(blocks[-1].ends_at)
    hours = {_hours(block) for block in blocks}
    each = f"每次{hours.pop()}" if len(hours) == 1 else f"分{len(blocks)}段"
    if first == last:
        return f"{full(first)}（{weekday(first)}），{each}"
    until = full(last) if last.year != first.year else short(last)
    return f"{full(first)}（{weekday(first)}）至{until}（{weekday(last)}），{each}"


def _hours(block: Block) -> str:
    return f"{block.starts_at.astimezone(ZONE):%H:%M}—{block.ends_at.astimezone(ZONE):%H:%M}"


def tally(arrangements: Iterable[Arrangement]) -> str:
    """共9节：调课6节、代课3节."""
    given = list(arrangements)
    counts = [(word, given.count(kind)) for kind, word in ARRANGEMENTS.items()]
    return f"共{len(given)}节：" + "、".join(f"{word}{count}节" for word, count in counts if count)


def clean(text: str) -> str:
    """Line breaks of one kind, and places to break a run of Latin letters that would leave its column."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LONG_RUN.sub(lambda run: "\u200b".join(run.group()), unified)


def width(text: str) -> float:
    """About how many Chinese characters long it is."""
    return sum(1 if character in _WIDE or character > "\u2000" else 0.6 for character in text)


def shortened(text: str, room: float) -> str:
    """On one line, and cut with … where it is longer than `room` Chinese characters."""
    line = " ".join(text.split())
    if width(line) <= room:
        return line
    kept, used = "", 1.0
    for character in line:
        used += width(character)
        if used > room:
            break
        kept += character
    return kept + "…"
