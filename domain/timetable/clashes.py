"""Who or what would be in two places 冲突: teachers, classes and rooms, in a week or on days."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
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


def week_clashes(lessons: Iterable[Lesson]) -> list[Clash]:
    """Of a timetable's week."""
    slots: dict[tuple[int, int], list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        slots[lesson.weekday, lesson.period_no].append(lesson)
    return [
        Clash(what, which, first.id, second.id)
        for together in slots.values()
        for first, second in combinations(together, 2)
        if first.weeks.meets(second.weeks)
        for what, which in _shared(first, second)
    ]


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
