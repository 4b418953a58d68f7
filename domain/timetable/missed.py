"""The lessons an absence misses, and what looks after each (MISSION §2)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.timetable.changes import Layer
from domain.timetable.effective import Cause, Change, HeldLesson, LessonKey, Slot, effective
from domain.timetable.lessons import LessonKind


class Arrangement(StrEnum):
    """What becomes of a lesson whose teacher is away."""

    OPEN = "open"
    """Nobody looks after it yet."""

    SWAPPED = "swapped"
    COVERED = "covered"
    NOT_NEEDED = "not_needed"
    """Nobody takes the teacher's place: said so by somebody, or no pupils are taught in it."""


_BY_CAUSE: Mapping[Cause, Arrangement] = {
    Cause.SWAP: Arrangement.SWAPPED,
    Cause.COVER: Arrangement.COVERED,
    Cause.NO_COVER: Arrangement.NOT_NEEDED,
}


@dataclass(frozen=True, slots=True)
class LessonMissed:
    """A lesson the absent teacher would give in a period missed."""

    lesson_id: UUID
    lesson_day: date
    """The day the timetable has it on; with `lesson_id` what names it."""

    day: date
    """When it would be held."""

    period_no: int
    kind: LessonKind
    subject: str
    class_ids: tuple[UUID, ...]
    arrangement: Arrangement
    cause_id: UUID | None
    """The swap or cover that looks after it."""

    to_teacher_id: UUID | None
    """Who covers it."""

    moved_to_day: date | None
    """Where a swap moved it."""

    moved_to_period_no: int | None


def lessons_missed(
    teacher_id: UUID,
    absence_id: UUID,
    slots: Collection[Slot],
    plan: Sequence[HeldLesson],
    layers: Iterable[Layer],
) -> tuple[LessonMissed, ...]:
    """By day and period. `layers` are the stacks, whole, of the lessons of `plan` and those moved there.

    Missed is what the teacher would give in these slots had nothing been arranged for this absence; what
    another absence arranged stands.
    """
    stacks = _stacks(layers)
    others = [top for stack in stacks if (top := _below(stack, absence_id)) is not None]
    own = {one.change.key: one for stack in stacks for one in stack if one.absence_id == absence_id}
    return tuple(
        _missed(lesson, own.get(lesson.key), slots)
        for lesson in effective(plan, others)
        if lesson.slot in slots and teacher_id in lesson.teacher_ids
    )


def is_open(lessons: Iterable[LessonMissed]) -> bool:
    return any(one.arrangement is Arrangement.OPEN for one in lessons)


def _missed(lesson: HeldLesson, layer: Layer | None, slots: Collection[Slot]) -> LessonMissed:
    change = None if layer is None else layer.change
    moved = None if change is None or change.slot == lesson.slot else change.slot
    return LessonMissed(
        lesson.key.lesson_id,
        lesson.key.day,
        lesson.slot.day,
        lesson.slot.period_no,
        lesson.kind,
        lesson.subject,
        tuple(sorted({one.class_id for one in lesson.classes})),
        _arrangement(lesson, change, moved, slots),
        None if layer is None else layer.cause_id,
        change.to_teacher_id if change is not None and change.cause is Cause.COVER else None,
        None if moved is None else moved.day,
        None if moved is None else moved.period_no,
    )


def _arrangement(
    lesson: HeldLesson, change: Change | None, moved: Slot | None, slots: Collection[Slot]
) -> Arrangement:
    if change is None:
        return Arrangement.NOT_NEEDED if lesson.kind is LessonKind.BLOCK else Arrangement.OPEN
    if moved in slots:  # swapped to a time that has become part of the absence since
        return Arrangement.OPEN
    return _BY_CAUSE[change.cause]


def _stacks(layers: Iterable[Layer]) -> list[list[Layer]]:
    """Each lesson's changes in one teacher's place, the lowest first."""
    found: dict[tuple[LessonKey, UUID], list[Layer]] = {}
    for layer in layers:
        found.setdefault((layer.change.key, layer.change.from_teacher_id), []).append(layer)
    return [_from_below(stack) for stack in found.values()]


def _from_below(stack: Sequence[Layer]) -> list[Layer]:
    above = {layer.previous_id: layer for layer in stack}
    ordered: list[Layer] = []
    following = above.get(None)
    while following is not None:
        ordered.append(following)
        following = above.get(following.change.id)
    return ordered


def _below(stack: Sequence[Layer], absence_id: UUID) -> Change | None:
    """What the lesson was before this absence's arrangements; the uppermost where it has none."""
    first = next((place for place, one in enumerate(stack) if one.absence_id == absence_id), len(stack))
    return stack[first - 1].change if first else None
