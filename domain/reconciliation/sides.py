"""What either side has credited, read by one key for each course."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from domain.reconciliation.comparing import Amount, Key
from domain.training.catalogue import CourseKind


@dataclass(frozen=True, slots=True)
class KnownCourse:
    id: UUID
    code: str
    platform_id: str | None
    title: str
    kind: CourseKind


@dataclass(frozen=True, slots=True)
class Credited:
    """One row of a side: an award that stands, or a line of the platform's list."""

    teacher_id: UUID
    school_year: int
    course_id: UUID | None
    course_ref: str
    """What names the course where `course_id` does not."""

    title: str
    category: CourseKind
    hours: Decimal
    credits: Decimal
    earned_on: date | None = None
    award_id: UUID | None = None
    enrolment_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """All that one side has for one teacher and course."""

    amount: Amount
    course_id: UUID | None
    title: str
    category: CourseKind
    rows: tuple[Credited, ...]


class CourseKeys:
    """One key for each course, whatever either side calls it: our code, or where we have none, theirs.

    A reference is looked for among our codes first, then among the platform's numbers that our courses have.
    """

    def __init__(self, courses: Iterable[KnownCourse]) -> None:
        known = list(courses)
        self._by_id = {one.id: one for one in known}
        numbered = {one.platform_id: one for one in known if one.platform_id is not None}
        self._by_ref = numbered | {one.code: one for one in known}

    def course(self, course_id: UUID | None, ref: str) -> KnownCourse | None:
        return self._by_ref.get(ref) if course_id is None else self._by_id[course_id]

    def key(self, course_id: UUID | None, ref: str) -> str:
        course = self.course(course_id, ref)
        return ref if course is None else course.code

    def side(self, rows: Iterable[Credited]) -> dict[Key, Holding]:
        """The rows of one school year, summed by teacher and course."""
        found: dict[Key, Holding] = {}
        for row in rows:
            course = self.course(row.course_id, row.course_ref)
            key = row.teacher_id, self.key(row.course_id, row.course_ref)
            found[key] = _more(found.get(key), row, course)
        return found


def _more(held: Holding | None, row: Credited, course: KnownCourse | None) -> Holding:
    if held is not None:
        amount = Amount(held.amount.hours + row.hours, held.amount.credits + row.credits)
        return replace(held, amount=amount, rows=(*held.rows, row))
    amount = Amount(row.hours, row.credits)
    if course is None:
        return Holding(amount, None, row.title, row.category, (row,))
    return Holding(amount, course.id, course.title, course.kind, (row,))


def comparable(ours: Iterable[Credited], theirs: Iterable[Credited]) -> list[Credited]:
    """Ours without the school-based ones, which are not the platform's business, unless its list has such."""
    if any(row.category is CourseKind.SCHOOL_BASED for row in theirs):
        return list(ours)
    return [row for row in ours if row.category is not CourseKind.SCHOOL_BASED]


def amounts(side: Mapping[Key, Holding]) -> dict[Key, Amount]:
    return {key: held.amount for key, held in side.items()}
