"""A timetable file as rows of plain values, whatever it came in, and how its words are read (MISSION §2)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from domain.people.roster_rows import BadCell
from domain.timetable.lessons import Half, LessonKind, Period, Weeks

MOST_LESSONS = 5_000
"""Of one file: a school of sixty classes has some 2,400."""

LAST_PERIOD = 20
NOBODY = ("无", "-", "—", "——")
"""Written where a teacher would be: nobody, on purpose."""

KINDS = {"上课": LessonKind.TEACHING, "会议": LessonKind.BLOCK, "值班": LessonKind.DUTY}
WEEKS = {"每周": Weeks.EVERY, "单周": Weeks.ODD, "双周": Weeks.EVEN, "单": Weeks.ODD, "双": Weeks.EVEN}
HALVES = {"上午": Half.MORNING, "下午": Half.AFTERNOON}
_DAYS = "一二三四五六日"
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天1-7])\s*(.*)", re.DOTALL)
_PERIOD = re.compile(r"(?:第|P|period)?\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?:节课?)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2}(?:\.\d+)?)?")


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One lesson as a file says it; text and numbers only, so that it can be kept until the commit."""

    file: str
    line: int
    column: str
    """Of a sheet with a column for each slot; "" where a row is a lesson."""

    weekday: int
    period: str
    """As it is called there: a number, or the name of a period."""

    weeks: str
    kind: str
    subject: str
    teachers: Sequence[str] | None
    """Employee numbers or names; None: whoever is assigned to teach it there."""

    classes: Sequence[Sequence[str]]
    """Code and part of each."""

    room: str
    """"" for none."""


@dataclass(frozen=True, slots=True)
class PeriodRow:
    file: str
    line: int
    period_no: int
    name: str
    half: str
    starts_at: str
    ends_at: str

    @property
    def period(self) -> Period:
        starts_at, ends_at = time.fromisoformat(self.starts_at), time.fromisoformat(self.ends_at)
        return Period(self.period_no, self.name, Half(self.half), starts_at, ends_at)


@dataclass(frozen=True, slots=True)
class TimetableFile:
    lessons: Sequence[LessonRow]
    periods: Sequence[PeriodRow] = ()
    """None: those in force before are taken over."""

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By file, what it calls the fields of a row that is a lesson."""


def weekday(text: str) -> int:
    """星期一, 周一, 一, 1, Monday or Mon."""
    found = split_weekday(text)
    bare = text.strip()
    if found is not None and not found[1]:
        return found[0]
    if len(bare) == 1 and bare in _DAYS:
        return _DAYS.index(bare) + 1
    if len(bare) == 1 and bare in "1234567":
        return int(bare)
    raise BadCell("bad_weekday")


def split_weekday(text: str) -> tuple[int, str] | None:
    """The weekday a heading begins with, and the rest of it: 星期一第2节 is (1, "第2节")."""
    found = _WEEKDAY.fullmatch(text.strip())
    if found is not None:
        said = found[1].replace("天", "日")
        return (int(said) if said.isdigit() else _DAYS.index(said) + 1), found[2].strip()
    first, _, rest = text.strip().partition(" ")
    for number, name in enumerate(_ENGLISH, 1):
        if first.lower() in (name, name[:3]):
            return number, rest.strip()
    return None


def period_number(label: str, periods: Sequence[Period]) -> int | None:
    """By its name among the day's periods, else by the number in it: 3, 第3节, 第三节, P3."""
    for one in periods:
        if one.name == label:
            return one.period_no
    found = _PERIOD.fullmatch(label)
    if found is None:
        return None
    number = _number(found[1])
    return number if number in {one.period_no for one in periods} else None


def weeks(text: str) -> Weeks:
    known = WEEKS | {one.value: one for one in Weeks}
    if text not in known:
        raise BadCell("bad_weeks")
    return known[text]


def kind(text: str) -> LessonKind:
    known = KINDS | {one.value: one for one in LessonKind} | {"教研": LessonKind.BLOCK}
    if text not in known:
        raise BadCell("bad_lesson_kind")
    return known[text]


def half(text: str) -> Half:
    known = HALVES | {one.value: one for one in Half}
    if text not in known:
        raise BadCell("bad_half")
    return known[text]


def period_no(text: str) -> int:
    found = _PERIOD.fullmatch(text)
    number = _number(found[1]) if found else None
    if number is None or not 1 <= number <= LAST_PERIOD:
        raise BadCell("bad_period_no", last=str(LAST_PERIOD))
    return number


def clock(text: str) -> str:
    """8:00, 08:00 or 08:00:00, as 08:00."""
    found = _CLOCK.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCell("bad_clock")
    return f"{int(found[1]):02}:{found[2]}"


def _number(said: str) -> int | None:
    if said.isascii() and said.isdigit():
        return int(said)
    return _NUMERALS.index(said) + 1 if said in _NUMERALS else None


def default_day() -> tuple[Period, ...]:
    """Eight periods of 45 minutes, for a school that has said nothing of its bells yet."""
    starts = (
        time(8),
        time(8, 55),
        time(10),
        time(10, 55),
        time(13),
        time(13, 55),
        time(14, 50),
        time(15, 45),
    )
    return tuple(
        Period(number, f"第{number}节", half_of(at), at, _later(at, 45))
        for number, at in enumerate(starts, 1)
    )


def half_of(starts_at: time) -> Half:
    return Half.MORNING if starts_at.hour < 12 else Half.AFTERNOON


def _later(at: time, minutes: int) -> time:
    total = at.hour * 60 + at.minute + minutes
    return time(total // 60, total % 60)
