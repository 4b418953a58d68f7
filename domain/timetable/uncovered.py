"""Lessons whose teacher is away and which nobody looks after yet 待安排的课, of some days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from domain.errors import RuleViolation
from domain.paging import Page, Window
from domain.timetable.absence import Ground, days_missed
from domain.timetable.changes import Layer
from domain.timetable.effective import HeldLesson, LessonKey, Slot
from domain.timetable.lessons import LessonKind
from domain.timetable.missed import Arrangement, lessons_missed
from domain.training.sessions import Block

LONGEST = timedelta(days=31)


class UncoveredSpan(RuleViolation):
    """At most 31 days are looked through; facts: `days`."""

    code = "uncovered_span"


@dataclass(frozen=True, slots=True)
class UncoveredLesson:
    """By day and period; the absence's swaps or cover are where it is looked after."""

    absence_id: UUID
    teacher_id: UUID
    teacher_name: str
    lesson_id: UUID
    lesson_day: date
    """The day the timetable has it on; with `lesson_id` what names it."""

    day: date
    """When it would be held."""

    period_no: int
    kind: LessonKind
    subject: str
    class_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class UncoveredFilter:
    first: date
    until: date
    """The day after the last."""

    teacher_ids: tuple[UUID, ...] = ()
    subject_group_ids: tuple[UUID, ...] = ()
    grade_group_ids: tuple[UUID, ...] = ()

    def __post_init__(self) -> None:
        """Raises UncoveredSpan."""
        if self.until - self.first > LONGEST:
            raise UncoveredSpan(days=LONGEST.days)


@dataclass(frozen=True, slots=True)
class TeacherAway:
    absence_id: UUID
    teacher_id: UUID
    teacher_name: str
    blocks: tuple[Block, ...]


class UncoveredLessons(Protocol):
    """Of the absences a caller may see."""

    async def page(self, filters: UncoveredFilter, window: Window) -> Page[UncoveredLesson]: ...


def uncovered(
    away: Iterable[TeacherAway],
    days: Sequence[date],
    ground: Ground,
    plan: Sequence[HeldLesson],
    layers: Sequence[Layer],
) -> list[UncoveredLesson]:
    """By day and period. A lesson two absences of a teacher miss is told once, of the earlier entered.

    `days` are those looked at; `plan` and `layers` as for `lessons_missed`.
    """
    found: dict[tuple[LessonKey, UUID], UncoveredLesson] = {}
    wanted = set(days)
    for one in away:
        missed = days_missed(one.blocks, ground)
        slots = {Slot(of.day, number) for of in missed for number in of.period_nos}
        for lesson in lessons_missed(one.teacher_id, one.absence_id, slots, plan, layers):
            if lesson.arrangement is Arrangement.OPEN and lesson.day in wanted:
                key = LessonKey(lesson.lesson_id, lesson.lesson_day), one.teacher_id
                found.setdefault(
                    key,
                    UncoveredLesson(
                        one.absence_id,
                        one.teacher_id,
                        one.teacher_name,
                        lesson.lesson_id,
                        lesson.lesson_day,
                        lesson.day,
                        lesson.period_no,
                        lesson.kind,
                        lesson.subject,
                        lesson.class_ids,
                    ),
                )
    return sorted(found.values(), key=place)


def place(one: UncoveredLesson) -> tuple[date, int, UUID, date, UUID]:
    return one.day, one.period_no, one.lesson_id, one.lesson_day, one.teacher_id
