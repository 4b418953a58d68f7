"""What is really taught on a day: the timetable in force, and the published changes on top of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.timetable.lessons import ClassPart, LessonKind, TeachingDay, Version, version_on


class Cause(StrEnum):
    """Why a lesson is not held as the timetable has it."""

    SWAP = "swap"
    """调课: moved to another slot with its teacher."""

    COVER = "cover"
    """代课: held in its slot by another teacher."""

    NO_COVER = "no_cover"
    """Held without the absent teacher, and nobody in their place."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A period of a day."""

    day: date
    period_no: int


@dataclass(frozen=True, slots=True)
class LessonKey:
    """One lesson on one day, wherever it has been moved since."""

    lesson_id: UUID
    day: date
    """The day the timetable has it on."""


@dataclass(frozen=True, slots=True)
class HeldLesson:
    """A lesson as it is held on a day, or as the timetable would have it held."""

    key: LessonKey
    slot: Slot
    kind: LessonKind
    subject: str
    room_id: UUID | None
    teacher_ids: tuple[UUID, ...]
    classes: tuple[ClassPart, ...]
    change_ids: tuple[UUID, ...] = ()
    """The changes that made it so; none where the timetable stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """A published change of one lesson on one day; of a lesson with several teachers, for one of them."""

    id: UUID
    key: LessonKey
    cause: Cause
    slot: Slot
    """Where it is held now."""

    room_id: UUID | None
    from_teacher_id: UUID
    to_teacher_id: UUID | None
    """The same for a swap; None where nobody takes the teacher's place."""


def planned(days: Iterable[TeachingDay], versions: Sequence[Version]) -> list[HeldLesson]:
    """What the timetable has on these days, by day and period."""
    found = []
    for day in days:
        version = version_on(versions, day.day)
        for lesson in () if version is None or day.weekday is None else version.lessons:
            if lesson.weekday == day.weekday and lesson.weeks.holds(day.week_no):
                found.append(
                    HeldLesson(
                        LessonKey(lesson.id, day.day),
                        Slot(day.day, lesson.period_no),
                        lesson.kind,
                        lesson.subject,
                        lesson.room_id,
                        lesson.teacher_ids,
                        lesson.classes,
                    )
                )
    return sorted(found, key=_order)


def effective(plan: Iterable[HeldLesson], changes: Iterable[Change]) -> list[HeldLesson]:
    """The lessons as they are held, by day and period.

    `plan` must hold the days the lessons come from, `changes` those that stand for them.
    """
    made: Mapping[LessonKey, list[Change]] = _by_lesson(changes)
    return sorted((_changed(lesson, made.get(lesson.key, ())) for lesson in plan), key=_order)


def _by_lesson(changes: Iterable[Change]) -> dict[LessonKey, list[Change]]:
    found: dict[LessonKey, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.key].append(change)
    return found


def _changed(lesson: HeldLesson, changes: Iterable[Change]) -> HeldLesson:
    for change in changes:
        teachers = (
            change.to_teacher_id if one == change.from_teacher_id else one for one in lesson.teacher_ids
        )
        lesson = replace(
            lesson,
            slot=change.slot,
            room_id=change.room_id,
            teacher_ids=tuple(one for one in teachers if one is not None),
            change_ids=(*lesson.change_ids, change.id),
        )
    return lesson


def _order(lesson: HeldLesson) -> tuple[date, int, str]:
    return lesson.slot.day, lesson.slot.period_no, str(lesson.key.lesson_id)
