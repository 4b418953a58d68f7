"""What a timetable to be brought in is planned against: the school as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.timetable.lessons import Lesson, Period


@dataclass(frozen=True, slots=True)
class KnownTeacher:
    id: UUID
    employee_no: str
    name: str
    left: bool
    """Before the timetable is in force."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A class or a room."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A version of the timetable as it stands."""

    timetable_id: UUID
    name: str
    periods: Sequence[Period]
    lessons: Sequence[Lesson]


@dataclass(frozen=True, slots=True)
class Present:
    teachers: Sequence[KnownTeacher]
    classes: Sequence[KnownPlace]
    rooms: Sequence[KnownPlace]
    assigned: Mapping[tuple[UUID, str], Sequence[UUID]]
    """Who teaches a subject to a class, in the term the timetable begins in."""

    homerooms: Mapping[UUID, UUID]
    same: Standing | None
    """The version of the same first day."""

    periods_before: Sequence[Period]
    """Of the version in force before it."""
