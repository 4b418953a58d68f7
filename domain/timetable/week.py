"""Lessons as people see them: of the timetable's week, and as they are held on days, with everybody named."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from domain.paging import Page, Window
from domain.people.changes import DaysOutOfOrder
from domain.timetable.effective import Cause
from domain.timetable.lessons import LessonKind, Period, StretchTooLong, Weeks

MOST_DAYS = 35
"""Asked for at once: a month of any length, in whole weeks."""


@dataclass(frozen=True, slots=True)
class TeacherNamed:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ClassNamed:
    id: UUID
    code: str
    part: str
    """Of a class split into groups, which; empty for the whole class."""


@dataclass(frozen=True, slots=True)
class RoomNamed:
    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class LessonOfWeek:
    """A lesson of a version's week."""

    id: UUID
    weekday: int
    """1 is Monday."""

    period_no: int
    weeks: Weeks
    kind: LessonKind
    subject: str
    """What is taught, or what the meeting or duty is called."""

    teachers: list[TeacherNamed]
    classes: list[ClassNamed]
    room: RoomNamed | None


@dataclass(frozen=True, slots=True)
class PlannedAs:
    """Where, when and by whom the timetable has it held."""

    day: date
    period_no: int
    teachers: list[TeacherNamed]
    room: RoomNamed | None


@dataclass(frozen=True, slots=True)
class ChangeNamed:
    id: UUID
    cause: Cause
    from_teacher: TeacherNamed
    to_teacher: TeacherNamed | None
    """The same for a swap; null where nobody takes their place."""


@dataclass(frozen=True, slots=True)
class LessonOnDay:
    """A lesson as it is held."""

    lesson_id: UUID
    day: date
    week_no: int
    """Of the term; 0 before its first numbered week."""

    period_no: int
    period: Period | None
    """Its name and times; null where the timetable of the day has no such period."""

    kind: LessonKind
    subject: str
    teachers: list[TeacherNamed]
    classes: list[ClassNamed]
    room: RoomNamed | None
    planned: PlannedAs
    """As the timetable has it; the same where `changes` is empty."""

    changes: list[ChangeNamed]
    """The published changes that made it so."""


@dataclass(frozen=True, slots=True)
class HeldPage(Page[LessonOnDay]):
    """A page of lessons, and what of the days asked for nobody can say."""

    days_unsaid: list[date]
    """Make-up days 调休 for which nobody has said yet which weekday's lessons are held: none are shown."""


@dataclass(frozen=True, slots=True)
class LessonFilter:
    first: date
    last: date
    """Included; before `first` where no day is asked for."""

    teacher_ids: tuple[UUID, ...] = ()
    class_ids: tuple[UUID, ...] = ()
    room_ids: tuple[UUID, ...] = ()
    changed: bool | None = None


@dataclass(frozen=True, slots=True)
class FreeTeacher:
    """Somebody who could be asked to stand in."""

    id: UUID
    employee_no: str
    name: str
    subject_group_id: UUID | None
    lessons_that_day: int
    """As they are held, cover included."""


class LessonReads(Protocol):
    async def held(self, filters: LessonFilter, window: Window) -> HeldPage:
        """By day and period."""
        ...

    async def free_teachers(
        self, day: date, period_nos: tuple[int, ...], window: Window
    ) -> Page[FreeTeacher]:
        """Active, not away, and without a lesson in any of the periods, or all day; by name."""
        ...


def stretch(first: date, until: date) -> tuple[date, date]:
    """First and last day of a stretch asked for by the day it ends before. Refuses one too long."""
    if until < first:
        raise DaysOutOfOrder(first="from", last="to")
    if until - first > timedelta(days=MOST_DAYS):
        raise StretchTooLong(days=(until - first).days, at_most=MOST_DAYS)
    return first, until - timedelta(days=1)


def week_around(day: date) -> tuple[date, date]:
    """Its Monday and its Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
