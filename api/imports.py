"""What imports have in common at the edge: errors in words, and a template to fill in."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import Response

from api.contests.row_texts import ROW_TEXTS as CONTEST_RESULTS
from api.integration.row_texts import ROW_TEXTS as PLATFORM
from api.people.row_texts import ROW_TEXTS as ROSTER
from api.texts import wants_english
from api.timetable.row_texts import ROW_TEXTS as TIMETABLE
from api.training.row_texts import ROW_TEXTS as CATALOGUE
from domain.imports import FileImport, RowError
from domain.paging import Page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATE: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}

COMMON: dict[str, tuple[str, str]] = {
    "missing_column": ("缺少必填的列。", "This column is required and not there."),
    "unknown_column": ("没有这一列；请对照模板。", "There is no such column; see the template."),
    "required": ("必须填写。", "This is required."),
    "duplicate": ("与第 {first_line} 行重复。", "It repeats line {first_line}."),
    "too_long": ("最多 {limit} 个字。", "At most {limit} characters."),
    "bad_code": (
        "只能含字母、汉字、数字、下划线、点和横线，最多64个。",
        "Only letters, digits, underscores, dots and hyphens, at most 64.",
    ),
    "platform_id_taken": ("平台编号已属于 {owner}。", "The platform id belongs to {owner}."),
}
ROW_TEXTS = COMMON | ROSTER | CATALOGUE | TIMETABLE | CONTEST_RESULTS | PLATFORM


def worded(one: FileImport, language: str) -> FileImport:
    """The import with a sentence for each of its errors, in the language asked for."""
    english = wants_english(language)
    return replace(one, row_errors=[_worded(error, english) for error in one.row_errors])


def worded_page(page: Page[FileImport], language: str) -> Page[FileImport]:
    return replace(page, items=[worded(one, language) for one in page.items])


def template(content: bytes, name: str) -> Response:
    return Response(
        content,
        media_type=XLSX,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _worded(error: RowError, english: bool) -> RowError:
    return replace(error, message=ROW_TEXTS[error.code][1 if english else 0].format(**error.facts))
