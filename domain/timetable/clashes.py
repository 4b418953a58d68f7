"""Who or what would be in two places 冲突: teachers, classes and rooms, in a week or on days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, islice
from uuid import UUID

from domain.timetable.effective import HeldLesson, Slot
from domain.timetable.lessons import Lesson


class Taken(StrEnum):
    """What cannot be in two places at once."""

    TEACHER = "teacher"
    CLASS = "class"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two lessons that cannot both be held."""

    what: Taken
    id: UUID
    first: UUID
    """The lessons, in their order."""

    second: UUID


def week_clashes(lessons: Iterable[Lesson], *, most: int | None = None) -> list[Clash]:
    """Of a timetable's week, as the later of two lessons is come to; the first `most` of them."""
    return list(islice(_week_clashes(lessons), most))


def _week_clashes(lessons: Iterable[Lesson]) -> Iterator[Clash]:
    """A stranger's file may have all its lessons in one slot: only those that share a thing are compared."""
    there: dict[tuple[int, int, Taken, UUID], list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        for what, which in _takes(lesson):
            others = there[lesson.weekday, lesson.period_no, what, which]
            for other in others:
                if other.weeks.meets(lesson.weeks) and (what, which) in _shared(other, lesson):
                    yield Clash(what, which, other.id, lesson.id)
            others.append(lesson)


def _takes(lesson: Lesson) -> Iterator[tuple[Taken, UUID]]:
    for teacher_id in sorted(set(lesson.teacher_ids)):
        yield Taken.TEACHER, teacher_id
    for class_id in sorted({one.class_id for one in lesson.classes}):
        yield Taken.CLASS, class_id
    if lesson.room_id is not None:
        yield Taken.ROOM, lesson.room_id


def day_clashes(lessons: Iterable[HeldLesson]) -> list[Clash]:
    """Of lessons as they are held on days."""
    slots: Mapping[Slot, list[HeldLesson]] = defaultdict(list)
    for lesson in lessons:
        slots[lesson.slot].append(lesson)
    return [
        Clash(what, which, first.key.lesson_id, second.key.lesson_id)
        for together in slots.values()
        for first, second in combinations(together, 2)
        for what, which in _shared(first, second)
    ]


def _shared(first: Lesson | HeldLesson, second: Lesson | HeldLesson) -> Iterator[tuple[Taken, UUID]]:
    for teacher_id in sorted(set(first.teacher_ids) & set(second.teacher_ids)):
        yield Taken.TEACHER, teacher_id
    for class_id in sorted(
        {one.class_id for one in first.classes for other in second.classes if one.meets(other)}
    ):
        yield Taken.CLASS, class_id
    if first.room_id is not None and first.room_id == second.room_id:
        yield Taken.ROOM, first.room_id
