"""What is wrong with a cell of a roster, in words: (Chinese, English)."""

from dataclasses import replace

from api.texts import wants_english
from domain.imports import FileImport, RowError
from domain.paging import Page

ROW_TEXTS: dict[str, tuple[str, str]] = {
    "missing_column": ("缺少必填的列。", "This column is required and not there."),
    "unknown_column": ("没有这一列；请对照模板。", "There is no such column; see the template."),
    "required": ("必须填写。", "This is required."),
    "duplicate": ("与第 {first_line} 行重复。", "It repeats line {first_line}."),
    "too_long": ("最多 {limit} 个字。", "At most {limit} characters."),
    "bad_code": (
        "只能含字母、汉字、数字、下划线、点和横线，最多64个。",
        "Only letters, digits, underscores, dots and hyphens, at most 64.",
    ),
    "bad_phone": ("不是有效的电话号码。", "This is no telephone number."),
    "bad_email": ("不是有效的邮箱地址。", "This is no mail address."),
    "bad_day": ("不是有效的日期；请写成 2020-09-01。", "This is no date; write it as 2020-09-01."),
    "bad_weekly_periods": ("周课时须是 0 到 60 的整数。", "Weekly periods are a whole number from 0 to 60."),
    "no_teachers": ("没有一位教师。", "There is not one teacher."),
    "unknown_teacher": (
        "教师表和系统中都没有这个工号。",
        "Neither the file nor the school has a teacher of this number.",
    ),
    "unknown_class": ("班级表和系统中都没有这个班号。", "Neither the file nor the school has this class."),
    "unknown_subject_group": (
        "教研组表和系统中都没有这个教研组。",
        "Neither the file nor the school has this subject group.",
    ),
    "unknown_grade_group": (
        "年级组表和系统中都没有这个年级组。",
        "Neither the file nor the school has this grade group.",
    ),
    "two_teachers": (
        "工号属于一位教师，来源编号属于另一位；请核对。",
        "The employee number is one teacher's and the source id another's.",
    ),
    "two_classes": (
        "班号属于一个班级，来源编号属于另一个；请核对。",
        "The code is one class's and the source id another's.",
    ),
    "platform_id_taken": ("平台编号已属于另一位教师。", "Another teacher has this platform id."),
    "no_term": (
        "校历中还没有学期；请先建立学期，或用 term_id 指定。",
        "The calendar has no term yet; enter one, or name it by term_id.",
    ),
}


def worded(one: FileImport, language: str) -> FileImport:
    english = wants_english(language)
    return replace(one, row_errors=[_worded(error, english) for error in one.row_errors])


def worded_page(page: Page[FileImport], language: str) -> Page[FileImport]:
    return replace(page, items=[worded(one, language) for one in page.items])


def _worded(error: RowError, english: bool) -> RowError:
    return replace(error, message=ROW_TEXTS[error.code][1 if english else 0].format(**error.facts))
