"""What the platform says it has credited in a school year 平台学分: a list of all of it, kept as it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.imports import Sheet, Tally
from domain.integration.arrivals import (
    Arrivals,
    CreditLine,
    KnownCourse,
    KnownTeacher,
    Once,
    numbers,
    rows_of,
    teacher_of,
)
from domain.integration.platform import Inbound
from domain.people.roster_rows import Errors


@dataclass(frozen=True, slots=True)
class NewList:
    """The list, and how it differs from the one of that year which holds."""

    arrivals: Arrivals
    school_year: int
    lines: list[CreditLine]
    counts: dict[str, Tally]

    async def write(self, import_id: UUID, *, now: datetime) -> dict[str, Tally]:
        await self.arrivals.keep_credits(import_id, self.school_year, self.lines)
        return self.counts


async def planned(arrivals: Arrivals, school_year: int, sheet: Sheet, errors: Errors) -> NewList:
    rows = rows_of(sheet, Inbound.PLATFORM_CREDITS, "school_year", school_year, errors)
    teachers = await arrivals.teachers(numbers(rows, "employee_no"))
    courses = await arrivals.courses(numbers(rows, "course_code"))
    lines, once = [], Once(sheet, "课程代码", errors)
    for line, values in rows:
        teacher = teacher_of(sheet, line, values, teachers, errors)
        if teacher is None:
            continue
        one = _line(values, teacher, courses.get(values["course_code"]))
        if once.is_new((one.teacher_id, one.course_ref), line):
            lines.append(one)
    if not lines and not errors.found:
        errors.add(sheet.name, 1, "", "no_rows")
    counts = {"credits": _compared(lines, await arrivals.credits_that_hold(school_year))}
    return NewList(arrivals, school_year, lines, counts)


def _line(values: Mapping[str, Any], teacher: KnownTeacher, course: KnownCourse | None) -> CreditLine:
    return CreditLine(
        teacher.id,
        values["course_code"] if course is None else course.code,
        None if course is None else course.id,
        values["title"],
        values["kind"],
        values["hours"],
        values["credits"],
        values.get("earned_on"),
    )


def _compared(lines: Sequence[CreditLine], before: Sequence[CreditLine]) -> Tally:
    known: dict[tuple[UUID, str], CreditLine] = {(one.teacher_id, one.course_ref): one for one in before}
    stood = [known.get((one.teacher_id, one.course_ref)) for one in lines]
    unchanged = sum(one == other for one, other in zip(lines, stood, strict=True))
    created = stood.count(None)
    return Tally(created=created, updated=len(lines) - created - unchanged, unchanged=unchanged)
