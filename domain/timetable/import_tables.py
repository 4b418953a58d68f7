"""Sheets with a row for each lesson (ours, and FET's own export), and the sheet of the periods 节次."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from domain.imports import Sheet, TemplateColumn, TemplateSheet
from domain.people.roster_rows import BadCell, Check, Errors, line_of_text
from domain.timetable import import_rows as words
from domain.timetable.import_rows import HALVES, KINDS, NOBODY, LessonRow, PeriodRow
from domain.timetable.lessons import LessonKind, Weeks

_LIST = re.compile(r"[、,，;；+＋]")
_CLASS = re.compile(r"([^\[\]【】［］]+)(?:[\[【［]([^\[\]【】［］]+)[\]】］])?")


def _several(text: str) -> list[str]:
    return [one.strip() for one in _LIST.split(text) if one.strip()]


def people(text: str) -> list[str]:
    return [] if text in NOBODY else [line_of_text(one) for one in _several(text)]


def classes(text: str) -> list[list[str]]:
    """701, or 701[男] for the part of it in brackets; several of them joined as names are."""
    found = [_CLASS.fullmatch(one) for one in _several(text)]
    if None in found:
        raise BadCell("bad_class_part")
    return [[line_of_text((part or "").strip()) for part in one.groups()] for one in found if one]


def label(text: str) -> str:
    return " ".join(line_of_text(text).split())


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its Chinese name; `field`, its name in the API, is understood as well."""

    name: str
    field: str
    check: Check
    note: str
    required: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()

    def template(self) -> TemplateColumn:
        return TemplateColumn(self.name, self.note, self.required, self.choices, self.example)


LESSONS_SHEET = "会议与值班"
LESSON_COLUMNS = (
    Column("星期", "weekday", words.weekday, "星期一、周一、一、1 或 Monday。", True, "星期三"),
    Column("节次", "period_no", label, "第几节，或“节次”表中的名称。", True, "7"),
    Column("单双周", "weeks", words.weeks, "不填为每周。", example="每周", choices=("每周", "单周", "双周")),
    Column("类型", "kind", words.kind, "不填为上课；会议不需要代课。", example="会议", choices=tuple(KINDS)),
    Column("内容", "subject", line_of_text, "科目，或会议、值班的名称。", True, "语文教研活动"),
    Column("教师", "teachers", people, "工号，或本校唯一的姓名；多人用顿号隔开。", example="张伟、SM002"),
    Column("班级", "classes", classes, "班号；分组写成 701[男]，多个班用顿号隔开。", example="701、702"),
    Column("教室", "room", label, "教室代码；系统中没有的会新建。", example="会议室"),
)
PERIODS_SHEET = "节次"
PERIOD_COLUMNS = (
    Column("节次", "period_no", words.period_no, "1 到 20 的整数。", True, "1"),
    Column("名称", "name", line_of_text, "不填为“第几节”。", example="第1节"),
    Column("时段", "half", words.half, "上午或下午；不填按开始时间。", example="上午", choices=tuple(HALVES)),
    Column("开始", "starts_at", words.clock, "时:分。", True, "08:00"),
    Column("结束", "ends_at", words.clock, "时:分。", True, "08:45"),
)
_DAYS = ("星期一", "星期二", "星期三", "星期四", "星期五")
_CELL_NOTE = (
    "写“数学 张伟”；单双周写“体育(单) 李四 / 音乐(双) 王五”，两位教师写“英语 张三、李四”，"
    "分组写“体育[男] 王五; 体育[女] 赵六”，教室写“@实验室1”，合班在各班都写“(合)”或合并单元格。"
    "只写科目时取任课表中的教师，“班会”取班主任；确实没有教师时写“无”。"
)
TEMPLATE = [
    TemplateSheet(
        "课表",
        (
            TemplateColumn("班级", "班号，每行一个班。", True, example="701"),
            *(
                TemplateColumn(f"{day}第{number}节", "写法见“填写说明”。", example="数学 张伟")
                for day in _DAYS
                for number in range(1, 9)
            ),
        ),
        "每行一个班，每列一节课。表头也可分两行：上面星期一至星期五，下面 1、2、3……。" + _CELL_NOTE,
    ),
    TemplateSheet(
        PERIODS_SHEET,
        tuple(one.template() for one in PERIOD_COLUMNS),
        "作息时间。整张表留空，则沿用此前课表的；此前没有的，每天八节，自 08:00 起。",
    ),
    TemplateSheet(
        LESSONS_SHEET,
        tuple(one.template() for one in LESSON_COLUMNS),
        "不写在班级课表里的：教研活动、例会、值班等。每行一项。",
    ),
]
FET_COLUMNS = (
    Column("Day", "weekday", words.weekday, "", True),
    Column("Hour", "period_no", label, "", True),
    Column("Students Sets", "classes", classes, ""),
    Column("Subject", "subject", line_of_text, "", True),
    Column("Teachers", "teachers", people, ""),
    Column("Room", "room", label, ""),
)
FET_UNREAD = ("Activity Id", "Activity Tags", "Comments")


def named(columns: Iterable[Column]) -> dict[str, str]:
    return {column.field: column.name for column in columns}


def read_lessons(sheet: Sheet, errors: Errors) -> list[LessonRow]:
    """A row without teachers is of whoever is assigned to teach it, or of nobody where nothing is taught."""

    def lesson(line: int, said: Mapping[str, Any]) -> LessonRow:
        kind = said.get("kind", LessonKind.TEACHING)
        unsaid: list[str] | None = None if kind is LessonKind.TEACHING and "classes" in said else []
        return _lesson(sheet.name, line, said, kind, said.get("teachers", unsaid))

    return _read(sheet, LESSON_COLUMNS, errors, lesson)


def read_fet(sheet: Sheet, errors: Errors) -> list[LessonRow]:
    """FET's timetable CSV: a row for each hour of an activity; one without students is no lesson."""

    def lesson(line: int, said: Mapping[str, Any]) -> LessonRow:
        kind = LessonKind.TEACHING if said.get("classes") else LessonKind.BLOCK
        return _lesson(sheet.name, line, said, kind, said.get("teachers", []))

    return _read(sheet, FET_COLUMNS, errors, lesson, unread=FET_UNREAD)


def read_periods(sheet: Sheet, errors: Errors) -> list[PeriodRow]:
    def period(line: int, said: Mapping[str, Any]) -> PeriodRow:
        row = PeriodRow(
            sheet.name,
            line,
            said["period_no"],
            said.get("name", f"第{said['period_no']}节"),
            said.get("half", ""),
            said["starts_at"],
            said["ends_at"],
        )
        return row if row.half else _with_half(row)

    return _read(sheet, PERIOD_COLUMNS, errors, period)


def periods_said(text: str, file: str, errors: Errors) -> list[PeriodRow]:
    """The bells of a form field: 08:00-08:45, 08:55-09:40, …; numbered from 1."""
    rows = []
    for number, stretch in enumerate((one for one in re.split(r"[,，;；\n]", text) if one.strip()), 1):
        starts_at, _, ends_at = stretch.replace("–", "-").partition("-")
        try:
            at, until = words.clock(starts_at.strip()), words.clock(ends_at.strip())
            rows.append(
                _with_half(PeriodRow(file, 1, words.period_no(str(number)), f"第{number}节", "", at, until))
            )
        except BadCell as bad:
            errors.add(file, 1, "periods", bad.code, **bad.facts)
    return rows


def _with_half(row: PeriodRow) -> PeriodRow:
    half = words.half_of(time.fromisoformat(row.starts_at))
    return PeriodRow(row.file, row.line, row.period_no, row.name, half, row.starts_at, row.ends_at)


def _lesson(
    file: str, line: int, said: Mapping[str, Any], kind: LessonKind, teachers: Sequence[str] | None
) -> LessonRow:
    return LessonRow(
        file,
        line,
        "",
        said["weekday"],
        said["period_no"],
        said.get("weeks", Weeks.EVERY),
        kind,
        said["subject"],
        teachers,
        said.get("classes", []),
        said.get("room", ""),
    )


def _read(
    sheet: Sheet,
    columns: Sequence[Column],
    errors: Errors,
    made: Callable[[int, Mapping[str, Any]], Any],
    *,
    unread: Sequence[str] = (),
) -> list[Any]:
    """A value for each row that has what is required; the others are left out, with an error."""
    known = {heading: column for column in columns for heading in (column.name, column.field)}
    if "subject" in {column.field for column in columns}:
        known |= {"科目": next(column for column in columns if column.field == "subject")}
    for heading in sheet.header:
        if heading not in known and heading not in unread:
            errors.add(sheet.name, 1, heading, "unknown_column")
    present = {known[heading].field for heading in sheet.header if heading in known}
    absent = [column for column in columns if column.required and column.field not in present]
    for column in absent:
        errors.add(sheet.name, 1, column.name, "missing_column")
    if absent:
        return []
    rows = []
    for line, cells in sheet.rows:
        said, whole = _said(sheet, line, cells, known, errors)
        if whole:
            rows.append(made(line, said))
    return rows


def _said(
    sheet: Sheet, line: int, cells: Mapping[str, str], known: Mapping[str, Column], errors: Errors
) -> tuple[dict[str, Any], bool]:
    """The row's values, and whether it is a whole row without a bad cell."""
    said: dict[str, Any] = {}
    whole = True
    for heading, text in cells.items():
        column = known.get(heading)
        if column is None:
            continue
        if not text:
            if column.required:
                errors.add(sheet.name, line, heading, "required")
                whole = False
            continue
        value = errors.cell(sheet, line, heading, text, column.check)
        if value is None:
            whole = False
        else:
            said[column.field] = value
    return said, whole
