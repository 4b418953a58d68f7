"""From rows to courses, sessions and blocks: what belongs together, and whether it agrees with itself."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from domain.columns import Column, read_cells
from domain.imports import Sheet
from domain.people.roster_rows import Errors
from domain.training.catalogue_rows import (
    COLUMNS,
    COURSE,
    SESSION,
    CatalogueFile,
    CourseRow,
    SessionRow,
)
from domain.training.sessions import Block

Named = CourseRow | SessionRow


def understood(sheet: Sheet, errors: Errors) -> CatalogueFile:
    """The courses and sessions of a file, in the order they are first named."""
    file = CatalogueFile(sheet.name, {}, {})
    for line, values in read_cells(sheet, COLUMNS, errors):
        course = file.courses.setdefault(values["course_code"], CourseRow(line, values["course_code"]))
        _agree(sheet.name, course, line, values, COURSE, errors)
        session = file.sessions.setdefault(
            values["session_code"], SessionRow(line, values["session_code"], values["course_code"])
        )
        if session.course_code != values["course_code"]:
            errors.add(sheet.name, line, "课程代码", "differs", first_line=str(session.line))
        _agree(sheet.name, session, line, values, SESSION, errors)
        block = Block(values["starts_at"], values["ends_at"])
        if block.starts_at < block.ends_at:
            session.blocks.append((line, block))
        else:
            errors.add(sheet.name, line, "结束", "ends_before_start")
    for session in file.sessions.values():
        _in_order(sheet.name, session, errors)
    _one_each(sheet.name, file.courses.values(), "course_platform_id", "课程平台编号", errors)
    _one_each(sheet.name, file.sessions.values(), "platform_id", "平台编号", errors)
    return file


def _agree(
    file: str, named: Named, line: int, values: Mapping[str, Any], columns: Sequence[Column], errors: Errors
) -> None:
    """What a row says of a thing earlier rows said something of."""
    for column in columns[1:]:
        if column.field not in values:
            continue
        if named.said.setdefault(column.field, values[column.field]) != values[column.field]:
            errors.add(file, line, column.name, "differs", first_line=str(named.line))


def _in_order(file: str, session: SessionRow, errors: Errors) -> None:
    session.blocks.sort(key=lambda placed: placed[1].starts_at)
    for (first_line, first), (line, second) in pairwise(session.blocks):
        if second.starts_at < first.ends_at:
            errors.add(file, line, "开始", "overlaps", first_line=str(first_line))


def _one_each(file: str, named: Iterable[Named], field: str, column: str, errors: Errors) -> None:
    first: dict[str, int] = {}
    for one in named:
        platform_id = one.said.get(field)
        if platform_id is not None and first.setdefault(platform_id, one.line) != one.line:
            errors.add(file, one.line, column, "duplicate", first_line=str(first[platform_id]))
