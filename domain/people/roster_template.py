"""Our own roster: a workbook of six sheets, or a CSV of its first. Only 教师 is required."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.imports import Sheet, TemplateColumn, TemplateSheet, UnreadableFile
from domain.people import roster_rows
from domain.people.roster_rows import Check, Errors, Roster, Row


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its Chinese name; `field`, its name in the API, is understood as well."""

    name: str
    field: str
    check: Check
    note: str
    required: bool = False
    example: str = ""


_LEADER = Column("组长工号", "leader", roster_rows.code, "组长的工号，须在教师表或系统中。", example="T001")
_CLASS = Column("班号", "class", roster_rows.code, "班级的代码，须在班级表或系统中。", True, "702")
_TEACHER = Column("教师工号", "teacher", roster_rows.code, "教师的工号，须在教师表或系统中。", True, "T001")
_GROUP = (
    Column("代码", "code", roster_rows.code, "在本校唯一，只含字母、汉字、数字、点、横线。", True, "G7"),
    Column("名称", "name", roster_rows.line_of_text, "全称。", True, "七年级组"),
    _LEADER,
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "教师": (
        Column("工号", "employee_no", roster_rows.code, "在本校唯一；再次导入时按它认人。", True, "T001"),
        Column("姓名", "name", roster_rows.name, "最多60字。", True, "张伟"),
        Column("手机", "phone", roster_rows.phone, "数字，可带+、空格和横线。", example="13800000000"),
        Column("邮箱", "email", roster_rows.email, "电子邮箱。", example="zhangwei@example.cn"),
        Column("职称", "title", roster_rows.line_of_text, "专业技术职称。", example="一级教师"),
        Column("职务", "position", roster_rows.line_of_text, "校内职务。", example="备课组长"),
        Column("出生日期", "born_on", roster_rows.day, "年-月-日。", example="1985-06-01"),
        Column("入职日期", "hired_on", roster_rows.day, "年-月-日。", example="2008-08-15"),
        Column("教研组", "subject_group", roster_rows.line_of_text, "教研组的代码或名称。", example="数学组"),
        Column("年级组", "grade_group", roster_rows.line_of_text, "年级组的代码或名称。", example="七年级组"),
        Column("平台编号", "platform_id", roster_rows.code, "教师培训平台上的编号。", example="TX2008015"),
    ),
    "年级组": _GROUP,
    "教研组": _GROUP,
    "班级": (
        Column("班号", "code", roster_rows.code, "在本校唯一。", True, "702"),
        Column("名称", "name", roster_rows.line_of_text, "不填则与班号相同。", example="七（2）班"),
        Column("年级组", "grade_group", roster_rows.line_of_text, "年级组的代码或名称。", True, "七年级组"),
    ),
    "任课": (
        _CLASS,
        Column("科目", "subject", roster_rows.line_of_text, "所教科目。", True, "数学"),
        _TEACHER,
        Column(
            "周课时", "weekly_periods", roster_rows.weekly_periods, "每周课时，0到60的整数。", example="5"
        ),
    ),
    "班主任": (
        _CLASS,
        _TEACHER,
        Column("开始日期", "from_day", roster_rows.day, "不填则为学期第一天。", example="2020-09-01"),
    ),
}
_NOTES = {
    "教师": "必填。留空的单元格不改动系统中已有的内容。学生名单请不要填写。",
    "任课": "导入到所选学期。",
    "班主任": "一个班同时只有一位班主任；换人时，前一位自动结束。",
}
_KINDS = {
    "年级组": "grade_groups",
    "教研组": "subject_groups",
    "教师": "teachers",
    "班级": "classes",
    "任课": "teaching_assignments",
    "班主任": "homeroom_assignments",
}
TEMPLATE = [
    TemplateSheet(
        sheet,
        tuple(TemplateColumn(c.name, c.note, c.required, example=c.example) for c in columns),
        _NOTES.get(sheet, ""),
    )
    for sheet, columns in COLUMNS.items()
]


def read_sheets(sheets: Sequence[Sheet], errors: Errors) -> Roster:
    """Sheets of other names, such as 填写说明, are left alone. UnreadableFile without teachers."""
    ours = {sheet.name: sheet for sheet in sheets if sheet.name in COLUMNS}
    if "教师" not in ours:
        raise UnreadableFile(why="no_teachers_sheet")
    rows: dict[str, Any] = {
        kind: _rows(ours[name], name, errors) for name, kind in _KINDS.items() if name in ours
    }
    return Roster(**rows, columns=_called(ours.values()))


def read_teachers(sheet: Sheet, errors: Errors) -> Roster:
    """A single CSV: teachers."""
    return Roster(teachers=_rows(sheet, "教师", errors), columns=_called([sheet]))


def _called(sheets: Iterable[Sheet]) -> dict[str, dict[str, str]]:
    return {
        sheet.name: {column.field: column.name for column in COLUMNS.get(sheet.name, COLUMNS["教师"])}
        for sheet in sheets
    }


def _rows(sheet: Sheet, name: str, errors: Errors) -> list[Row]:
    columns = {header: column for column in COLUMNS[name] for header in (column.name, column.field)}
    for header in sheet.header:
        if header not in columns:
            errors.add(sheet.name, 1, header, "unknown_column")
    present = {columns[header].field: header for header in sheet.header if header in columns}
    absent = [column for column in COLUMNS[name] if column.required and column.field not in present]
    for column in absent:
        errors.add(sheet.name, 1, column.name, "missing_column")
    if absent:
        return []
    read = [_row(sheet, line, cells, columns, errors) for line, cells in sheet.rows]
    return [row for row in read if row is not None]


def _row(
    sheet: Sheet, line: int, cells: Mapping[str, str], columns: Mapping[str, Column], errors: Errors
) -> Row | None:
    """None when what names the row is missing; a bad cell of another column leaves the row without it."""
    values: dict[str, object] = {}
    whole = True
    for header, text in cells.items():
        column = columns.get(header)
        if column is None:
            continue
        if text:
            value = errors.cell(sheet, line, header, text, column.check)
            if value is not None:
                values[column.field] = value
        elif column.required:
            errors.add(sheet.name, line, header, "required")
        whole = whole and (column.field in values or not column.required)
    return Row(sheet.name, line, values) if whole else None
