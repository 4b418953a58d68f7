"""What is wrong with a cell of a catalogue, in words: (Chinese, English)."""

from dataclasses import replace

from api.texts import wants_english
from domain.imports import FileImport, RowError
from domain.paging import Page

ROW_TEXTS: dict[str, tuple[str, str]] = {
    "missing_column": ("缺少必填的列。", "This column is required and not there."),
    "unknown_column": ("没有这一列；请对照模板。", "There is no such column; see the template."),
    "required": ("必须填写。", "This is required."),
    "too_long": ("最多 {limit} 个字。", "At most {limit} characters."),
    "bad_code": (
        "只能含字母、汉字、数字、下划线、点和横线，最多64个。",
        "Only letters, digits, underscores, dots and hyphens, at most 64.",
    ),
    "bad_credits": (
        "须是最多两位小数的数，如 7.50。",
        "This is a number of at most two decimals, such as 7.50.",
    ),
    "bad_instant": (
        "不是有效的时间；请写成 2021-04-01 08:00。",
        "This is no time; write it as 2021-04-01 08:00.",
    ),
    "bad_capacity": ("名额须是 1 到 10000 的整数。", "Seats are a whole number from 1 to 10000."),
    "bad_kind": ("没有这个类别；请对照模板。", "There is no such kind; see the template."),
    "bad_yes_no": ("请填“是”或“否”。", "Write 是 (yes) or 否 (no)."),
    "differs": ("与第 {first_line} 行所填的不一致。", "Line {first_line} says otherwise."),
    "duplicate": ("与第 {first_line} 行重复。", "It repeats line {first_line}."),
    "ends_before_start": ("结束时间必须晚于开始时间。", "It must end after it starts."),
    "overlaps": ("与第 {first_line} 行的时段重叠。", "It overlaps the block of line {first_line}."),
    "closes_before_opening": ("选课截止必须晚于选课开始。", "Enrolment must close after it opens."),
    "platform_id_taken": ("平台编号已属于 {owner}。", "The platform number belongs to {owner}."),
    "course_archived": (
        "该课程已归档，不能再开新班次。",
        "The course is archived and takes no more sessions.",
    ),
    "session_of_other_course": (
        "该班次属于另一门课程；请换一个班次代码。",
        "The session belongs to another course; use another session code.",
    ),
    "session_over": (
        "该班次已结束或取消，不能再改。",
        "The session was held or called off and cannot be changed.",
    ),
    "capacity_below_taken": (
        "已有 {taken} 人录取，名额不能更少。",
        "{taken} seats are taken; there cannot be fewer.",
    ),
}


def worded(one: FileImport, language: str) -> FileImport:
    english = wants_english(language)
    return replace(one, row_errors=[_worded(error, english) for error in one.row_errors])


def worded_page(page: Page[FileImport], language: str) -> Page[FileImport]:
    return replace(page, items=[worded(one, language) for one in page.items])


def _worded(error: RowError, english: bool) -> RowError:
    return replace(error, message=ROW_TEXTS[error.code][1 if english else 0].format(**error.facts))
