"""A sheet with a row for each class and a column for each slot of the week 课表.

The heading stands in one line (星期一第1节) or in two (星期一 over 1, 2, 3 …). Lines above it are titles,
columns before the first weekday other than the class's are not read, nor are rows without a lesson.
A cell merged over several columns is the same lesson in each; merged over several classes, one lesson of all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.imports import Grid
from domain.people.roster_rows import BadCell, Errors, line_of_text
from domain.timetable.import_cells import CellLesson, read_cell
from domain.timetable.import_rows import LessonRow, split_weekday
from domain.timetable.lessons import LessonKind, Weeks

CLASS_HEADINGS = ("班级", "班号", "班", "class")
MOST_TITLES = 10
"""Lines looked through for the heading."""


@dataclass(frozen=True, slots=True)
class Column:
    weekday: int
    period: str
    heading: str


@dataclass(frozen=True, slots=True)
class Heading:
    last_line: int
    class_index: int
    columns: Mapping[int, Column]


Place = tuple[str, LessonRow]
"""A lesson, and what joins it to the same lesson of other classes; "" for nothing."""


def heading_of(grid: Grid) -> Heading | None:
    """None when the sheet is no timetable of classes."""
    for number, (line, cells) in enumerate(grid.rows[:MOST_TITLES]):
        days = {index: found for index, text in enumerate(cells) if (found := split_weekday(text))}
        if not days:
            continue
        below = grid.rows[number + 1] if number + 1 < len(grid.rows) else (line, [])
        two_lines = not any(rest for _, rest in days.values())
        columns = _two_lines(cells, days, below[1]) if two_lines else _one_line(cells, days)
        return Heading(below[0] if two_lines else line, _class_index(cells, below[1]), columns)
    return None


def _one_line(cells: Sequence[str], days: Mapping[int, tuple[int, str]]) -> dict[int, Column]:
    return {index: Column(day, period, _flat(cells[index])) for index, (day, period) in days.items()}


def _two_lines(
    cells: Sequence[str], days: Mapping[int, tuple[int, str]], below: Sequence[str]
) -> dict[int, Column]:
    columns: dict[int, Column] = {}
    day, said = 0, ""
    for index in range(min(days), len(below)):
        if index in days:
            day, said = days[index][0], _flat(cells[index])
        elif index < len(cells) and cells[index]:
            day = 0  # another heading, such as 备注
        if day and below[index]:
            columns[index] = Column(day, _flat(below[index]), f"{said} {_flat(below[index])}")
    return columns


def _class_index(cells: Sequence[str], below: Sequence[str]) -> int:
    for row in (cells, below):
        for index, text in enumerate(row):
            if text.lower() in CLASS_HEADINGS:
                return index
    return 0


def _flat(text: str) -> str:
    return " ".join(text.split())


def read_grids(grids: Iterable[Grid], errors: Errors) -> list[LessonRow]:
    """The lessons of every sheet that is a timetable of classes."""
    placed: list[Place] = []
    for grid in grids:
        heading = heading_of(grid)
        for line, cells in grid.rows if heading else ():
            if heading and line > heading.last_line:
                placed += _row(grid, heading, line, cells, errors)
    return _joined(placed)


def _row(grid: Grid, heading: Heading, line: int, cells: Sequence[str], errors: Errors) -> list[Place]:
    texts = _texts(grid, heading, line, cells)
    named = cells[heading.class_index] if heading.class_index < len(cells) else ""
    if texts and not named:
        errors.add(grid.name, line, CLASS_HEADINGS[0], "required")
        return []
    found = []
    for index, text in texts.items():
        column = heading.columns[index]
        try:
            lessons = read_cell(text)
            for one in lessons:
                line_of_text(one.subject + one.part)
        except BadCell as bad:
            errors.add(grid.name, line, column.heading, bad.code, **bad.facts)
            continue
        merged = grid.merged.get((line, index))
        over = f"{grid.name}/{merged[0]}/{index}" if merged in grid.tall and merged else ""
        found += [
            (over or ("合" if one.together else ""), _lesson(grid.name, line, column, named, one))
            for one in lessons
        ]
    return found


def _texts(grid: Grid, heading: Heading, line: int, cells: Sequence[str]) -> dict[int, str]:
    """What stands in the slots; not a note that is written across the sheet from where the class stands."""
    found = {index: cells[index] for index in heading.columns if index < len(cells) and cells[index]}
    origins = {index: grid.merged.get((line, index), (line, index))[1] for index in found}
    return {index: text for index, text in found.items() if not origins[index] <= heading.class_index < index}


def _lesson(file: str, line: int, column: Column, named: str, said: CellLesson) -> LessonRow:
    return LessonRow(
        file,
        line,
        column.heading,
        column.weekday,
        column.period,
        said.weeks or Weeks.EVERY,
        LessonKind.TEACHING,
        said.subject,
        said.teachers if said.has_teacher else None,
        [[_flat(named), said.part]],
        said.room,
    )


def _joined(placed: Iterable[Place]) -> list[LessonRow]:
    """What is one lesson of several classes becomes one row, at the line it is said first."""
    rows: list[LessonRow] = []
    first: dict[object, int] = {}
    for over, row in placed:
        teachers = None if row.teachers is None else tuple(row.teachers)
        key = (over, row.weekday, row.period, row.weeks, row.subject, teachers, row.room)
        if over and key in first:
            before = rows[first[key]]
            rows[first[key]] = replace(before, classes=[*before.classes, *row.classes])
        else:
            first[key] = len(rows)
            rows.append(row)
    return rows
