"""Swaps and covers as chance has them."""

from collections.abc import Sequence
from random import Random
from uuid import UUID, uuid4

from domain.timetable.changes import NewChange
from domain.timetable.effective import Cause, HeldLesson


def anything(chance: Random, held: Sequence[HeldLesson], absence_id: UUID | None = None) -> list[NewChange]:
    """A swap within a week, or cover of two lessons, that may or may not fit."""
    choose = a_swap if chance.random() < 0.6 else a_cover
    return choose(chance, held, absence_id or uuid4())


def a_swap(chance: Random, held: Sequence[HeldLesson], absence_id: UUID) -> list[NewChange]:
    first = chance.choice([one for one in held if one.teacher_ids])
    second = chance.choice(
        [
            one
            for one in held
            if one.classes == first.classes
            and one.teacher_ids
            and one.slot.day.isocalendar()[:2] == first.slot.day.isocalendar()[:2]
        ]
    )
    cause_id = uuid4()
    return [
        NewChange(
            one.key,
            Cause.SWAP,
            cause_id,
            absence_id,
            one.slot,
            one.teacher_ids[0],
            place.slot,
            one.room_id,
            one.teacher_ids[0],
        )
        for one, place in {first.key: (first, second), second.key: (second, first)}.values()
    ]


def a_cover(chance: Random, held: Sequence[HeldLesson], absence_id: UUID) -> list[NewChange]:
    teachers = sorted({one for lesson in held for one in lesson.teacher_ids})
    chosen = chance.sample([one for one in held if one.teacher_ids], 2)
    cause_id = uuid4()
    return [
        NewChange(
            one.key,
            Cause.COVER,
            cause_id,
            absence_id,
            one.slot,
            one.teacher_ids[0],
            one.slot,
            one.room_id,
            chance.choice([*teachers, None]),
        )
        for one in chosen
    ]
