"""What is looked up for what arrives from the district's platform, and how its rows name our people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from domain.columns import read_cells
from domain.imports import Sheet
from domain.integration.inbound_columns import COLUMNS
from domain.integration.platform import Inbound
from domain.people.roster_rows import Errors
from domain.training.catalogue import CourseKind
from domain.training.duty import DutyState
from domain.training.enrolment import EnrolmentState
from domain.training.platform_results import PlatformOutcome

Rows = list[tuple[int, Mapping[str, Any]]]
"""Each with its line, its values by field."""


@dataclass(frozen=True, slots=True)
class KnownTeacher:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class KnownCourse:
    id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class AppliedFor:
    """A teacher's application for a session of a round; of several the one that stands, else the last."""

    enrolment_id: UUID
    session_id: UUID
    teacher_id: UUID
    state: EnrolmentState
    version: int
    recorded: PlatformOutcome | None
    """What the platform said before, whatever became of it since."""


@dataclass(frozen=True, slots=True)
class CreditLine:
    """What the platform says it has credited to a teacher for a course."""

    teacher_id: UUID
    course_ref: str
    """Our code of the course where it is ours, else what the platform calls it."""

    course_id: UUID | None
    title: str
    category: CourseKind
    hours: Decimal
    credits: Decimal
    earned_on: date | None


@dataclass(frozen=True, slots=True)
class OwedEvaluation:
    """The duty of evaluating a training on the platform, whatever its state."""

    duty_id: UUID
    enrolment_id: UUID
    session_id: UUID
    teacher_id: UUID
    school_year: int
    state: DutyState


class Arrivals(Protocol):
    """What the school has of what a file names; each one statement, however long the file."""

    async def round_called(self, code: str) -> UUID | None: ...

    async def has_school_year(self, start_year: int) -> bool: ...

    async def teachers(self, employee_nos: Collection[str]) -> dict[str, KnownTeacher]: ...

    async def sessions(self, codes: Collection[str], *, round_id: UUID | None = None) -> dict[str, UUID]:
        """By our code or, where none has it, the platform's number; only of the round, where one is named."""
        ...

    async def applications(self, session_ids: Collection[UUID]) -> Sequence[AppliedFor]: ...

    async def courses(self, named: Collection[str]) -> dict[str, KnownCourse]:
        """By our code or, where none has it, the platform's number."""
        ...

    async def credits_that_hold(self, school_year: int) -> Sequence[CreditLine]:
        """Of the list of that year committed last."""
        ...

    async def keep_credits(self, import_id: UUID, school_year: int, lines: Sequence[CreditLine]) -> None: ...

    async def evaluations(self, session_ids: Collection[UUID]) -> Sequence[OwedEvaluation]:
        """Those that stand: none that was taken back."""
        ...


def rows_of(sheet: Sheet, kind: Inbound, subject: str, about: Any, errors: Errors) -> Rows:
    """The rows of the round or school year the import is about; the others are errors.

    `subject` is the column that says it.
    """
    kept = []
    (column,) = (one for one in COLUMNS[kind] if one.field == subject)
    for line, values in read_cells(sheet, COLUMNS[kind], errors):
        if values[subject] == about:
            kept.append((line, values))
        else:
            errors.add(sheet.name, line, column.name, "about_something_else", about=str(about))
    return kept


def teacher_of(
    sheet: Sheet, line: int, values: Mapping[str, Any], teachers: Mapping[str, KnownTeacher], errors: Errors
) -> KnownTeacher | None:
    """None, with an error, when nobody has the number, or somebody of another name."""
    found = teachers.get(values["employee_no"])
    if found is None:
        errors.add(sheet.name, line, "工号", "unknown_employee_no")
        return None
    if "name" in values and values["name"] != "".join(found.name.split()) and values["name"] != found.name:
        errors.add(sheet.name, line, "姓名", "name_differs", name=found.name)
        return None
    return found


class Once:
    """Finds rows about the same thing."""

    def __init__(self, sheet: Sheet, column: str, errors: Errors) -> None:
        self._sheet, self._column, self._errors = sheet, column, errors
        self._first: dict[Any, int] = {}

    def is_new(self, thing: Any, line: int) -> bool:
        """False, with an error, when an earlier row is about it."""
        first = self._first.setdefault(thing, line)
        if first != line:
            self._errors.add(self._sheet.name, line, self._column, "duplicate", first_line=str(first))
        return first == line


def numbers(rows: Rows, field: str) -> set[str]:
    return {values[field] for _, values in rows}
