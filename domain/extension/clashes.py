"""Who or what would be in two places at once, were a course held in its periods 时间冲突."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.errors import Conflict, ItemsConflict
from domain.extension.course import ExtensionSlot
from domain.timetable.lessons import Lesson


class ExtensionClashKind(StrEnum):
    TEACHER_LESSON = "teacher_lesson"
    """One of its teachers has a lesson then."""

    ROOM_LESSON = "room_lesson"
    TEACHER_COURSE = "teacher_course"
    """One of its teachers is at another extension course then."""

    ROOM_COURSE = "room_course"


BETWEEN_COURSES = frozenset({ExtensionClashKind.TEACHER_COURSE, ExtensionClashKind.ROOM_COURSE})
"""Never let pass: a lesson can be swapped or be this very course, another course cannot."""


class ExtensionClashed(Conflict):
    """One clash, of the room; facts: `kind`, `weekday`, `period_no`, `title`."""

    code = "extension_clashed"


class ExtensionTeacherClashed(Conflict):
    """One clash, of a teacher; facts: `name`, and as above."""

    code = "extension_teacher_clashed"


class ExtensionClashes(ItemsConflict):
    """Its teachers or its room are taken in its periods; facts: `count`, each clash among the errors."""

    code = "extension_clashes"


@dataclass(frozen=True, slots=True)
class ExtensionClash:
    """A teacher or a room that would be in two places."""

    kind: ExtensionClashKind
    weekday: int
    period_no: int
    title: str
    """The lesson's subject, or the other course."""

    teacher_id: UUID | None = None
    room_id: UUID | None = None
    lesson_id: UUID | None = None
    course_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """When, where and by whom a course is to be held."""

    slots: Sequence[ExtensionSlot]
    teacher_ids: Sequence[UUID]
    room_id: UUID | None


@dataclass(frozen=True, slots=True)
class Neighbour(Wanted):
    """Another course that runs in the same term."""

    course_id: UUID
    title: str


def clashes(
    wanted: Wanted, lessons: Iterable[Lesson], neighbours: Iterable[Neighbour]
) -> list[ExtensionClash]:
    """By weekday and period; a lesson of every other week clashes too."""
    slots = set(wanted.slots)
    found = [one for lesson in lessons for one in _with_lesson(wanted, slots, lesson)]
    found += [one for other in neighbours for one in _with_course(wanted, slots, other)]
    order = list(ExtensionClashKind)
    return sorted(
        dict.fromkeys(found),
        key=lambda one: (one.weekday, one.period_no, order.index(one.kind), one.title, str(one.teacher_id)),
    )


def check_clashes(found: Sequence[ExtensionClash], names: Mapping[UUID, str], *, despite: str | None) -> None:
    """With a reason the clashes with lessons are let pass; `names` are the teachers'.

    Raises ExtensionClashes.
    """
    standing = [one for one in found if despite is None or one.kind in BETWEEN_COURSES]
    if standing:
        raise ExtensionClashes([("/slots", _refused(one, names)) for one in standing])


def _refused(one: ExtensionClash, names: Mapping[UUID, str]) -> Conflict:
    facts = {"kind": one.kind, "weekday": one.weekday, "period_no": one.period_no, "title": one.title}
    if one.teacher_id is None:
        return ExtensionClashed(**facts)
    return ExtensionTeacherClashed(name=names[one.teacher_id], **facts)


def _with_lesson(wanted: Wanted, slots: set[ExtensionSlot], lesson: Lesson) -> Iterable[ExtensionClash]:
    if ExtensionSlot(lesson.weekday, lesson.period_no) not in slots:
        return
    at = (lesson.weekday, lesson.period_no, lesson.subject)
    for teacher_id in lesson.teacher_ids:
        if teacher_id in wanted.teacher_ids:
            kind = ExtensionClashKind.TEACHER_LESSON
            yield ExtensionClash(kind, *at, teacher_id=teacher_id, lesson_id=lesson.id)
    if wanted.room_id is not None and wanted.room_id == lesson.room_id:
        yield ExtensionClash(ExtensionClashKind.ROOM_LESSON, *at, room_id=lesson.room_id, lesson_id=lesson.id)


def _with_course(wanted: Wanted, slots: set[ExtensionSlot], other: Neighbour) -> Iterable[ExtensionClash]:
    shared = [one for one in other.teacher_ids if one in wanted.teacher_ids]
    for slot in slots.intersection(other.slots):
        at = (slot.weekday, slot.period_no, other.title)
        for teacher_id in shared:
            kind = ExtensionClashKind.TEACHER_COURSE
            yield ExtensionClash(kind, *at, teacher_id=teacher_id, course_id=other.course_id)
        if wanted.room_id is not None and wanted.room_id == other.room_id:
            yield ExtensionClash(
                ExtensionClashKind.ROOM_COURSE, *at, room_id=other.room_id, course_id=other.course_id
            )
