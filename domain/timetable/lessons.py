"""The week a school teaches by 课程表: dated versions, their periods, and the lessons in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from domain.errors import RuleViolation
from domain.people.calendar import ZONE


class StretchTooLong(RuleViolation):
    """More days asked for at once than may be; facts: `days`, `at_most`."""

    code = "stretch_too_long"


class LessonKind(StrEnum):
    TEACHING = "teaching"
    BLOCK = "block"
    """Not teaching, such as a group's meeting: it needs no cover."""

    DUTY = "duty"
    """Looking after pupils without teaching them, such as at noon."""


class Weeks(StrEnum):
    """In which numbered weeks of the term a lesson is held 单双周."""

    EVERY = "every"
    ODD = "odd"
    EVEN = "even"

    def holds(self, week_no: int) -> bool:
        return self is Weeks.EVERY or (week_no % 2 == 1) is (self is Weeks.ODD)

    def meets(self, other: "Weeks") -> bool:
        """Whether there is a week in which both are held."""
        return Weeks.EVERY in (self, other) or self is other


class Half(StrEnum):
    """Which half of a school day a period belongs to; an absence of one half is half a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Period:
    """One period 节次 of every school day."""

    period_no: int
    name: str
    half: Half
    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class ClassPart:
    """A class, or the named part of it when it is split into groups."""

    class_id: UUID
    part: str = ""
    """Empty for the whole class."""

    def meets(self, other: "ClassPart") -> bool:
        """Whether the two have pupils in common."""
        return self.class_id == other.class_id and (self.part == other.part or "" in (self.part, other.part))


@dataclass(frozen=True, slots=True)
class Lesson:
    """One period a week of a version of the timetable."""

    id: UUID
    weekday: int
    """ISO: 1 is Monday."""

    period_no: int
    weeks: Weeks
    kind: LessonKind
    subject: str
    """What is taught, or what the block or duty is called."""

    room_id: UUID | None
    teacher_ids: tuple[UUID, ...]
    classes: tuple[ClassPart, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the timetable: in force from a day until a later version's first."""

    timetable_id: UUID
    effective_from: date
    lessons: Sequence[Lesson]


@dataclass(frozen=True, slots=True)
class TeachingDay:
    """A school day, and whose weekday's lessons are held on it."""

    day: date
    weekday: int | None
    """None: a make-up day 调休 for which nobody has said yet which weekday it follows."""

    week_no: int
    """Of the term; 0 before its first numbered week."""


def version_on(versions: Iterable[Version], day: date) -> Version | None:
    """The version in force on a day."""
    begun = [one for one in versions if one.effective_from <= day]
    return max(begun, key=lambda one: one.effective_from, default=None)


def overlapping(periods: Iterable[Period], day: date, starts_at: datetime, ends_at: datetime) -> set[int]:
    """The numbers of the day's periods that the stretch of time touches."""
    return {
        one.period_no
        for one in periods
        if starts_at < _moment(day, one.ends_at) and _moment(day, one.starts_at) < ends_at
    }


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=ZONE)
