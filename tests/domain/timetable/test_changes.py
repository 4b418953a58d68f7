"""What may be published and undone, judged on lists; and what holds after hundreds of swaps and covers."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.timetable.changes import (
    ChangedMeanwhile,
    ChangedSince,
    ClassTwice,
    Layer,
    LessonMoved,
    LessonShared,
    NewChange,
    RoomTwice,
    TeacherTwice,
    publish,
    undo,
)
from domain.timetable.clashes import day_clashes
from domain.timetable.effective import Cause, Change, HeldLesson, LessonKey, Slot
from domain.timetable.lessons import ClassPart, LessonKind
from tests.domain.timetable.chance import anything
from tests.domain.timetable.listed_changes import ListedChanges

MONDAY = date(2021, 3, 8)
TUESDAY = MONDAY + timedelta(days=1)
NOW = datetime(2021, 3, 1, tzinfo=UTC)
ALI, BO, CHEN, DAI = uuid4(), uuid4(), uuid4(), uuid4()
SEVEN_ONE, SEVEN_TWO = uuid4(), uuid4()
LAB = uuid4()


def a_lesson(
    slot: Slot, *teachers: UUID, of: UUID = SEVEN_ONE, room: UUID | None = None, subject: str = "数学"
) -> HeldLesson:
    key = LessonKey(uuid4(), slot.day)
    return HeldLesson(key, slot, LessonKind.TEACHING, subject, room, teachers, (ClassPart(of),))


def cover(lesson: HeldLesson, teacher: UUID, to: UUID | None, **values: Any) -> NewChange:
    made = NewChange(
        lesson.key, Cause.COVER, uuid4(), uuid4(), lesson.slot, teacher, lesson.slot, lesson.room_id, to
    )
    return replace(made, **values)


FIRST, SECOND, THIRD = Slot(MONDAY, 1), Slot(MONDAY, 2), Slot(TUESDAY, 1)
OWN = a_lesson(FIRST, ALI)
SHARED = a_lesson(THIRD, ALI, BO)


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        pytest.param(cover(OWN, ALI, BO, seen=SECOND), LessonMoved, id="not held there"),
        pytest.param(cover(OWN, BO, CHEN), LessonMoved, id="not theirs"),
        pytest.param(cover(OWN, ALI, BO, key=LessonKey(uuid4(), MONDAY)), LessonMoved, id="no such lesson"),
        pytest.param(cover(SHARED, ALI, ALI, slot=SECOND), LessonShared, id="moved, with two teachers"),
        pytest.param(cover(SHARED, ALI, ALI, room_id=LAB), LessonShared, id="roomed, with two teachers"),
        pytest.param(cover(SHARED, ALI, BO), TeacherTwice, id="to who gives it too"),
        pytest.param(cover(OWN, ALI, CHEN), TeacherTwice, id="to somebody busy"),
        pytest.param(cover(OWN, ALI, ALI, slot=SECOND), ClassTwice, id="when the class is busy"),
        pytest.param(cover(OWN, ALI, BO, room_id=LAB), RoomTwice, id="where the room is taken"),
    ],
)
async def test_what_does_not_fit_is_not_published(wanted: NewChange, refusal: type[DomainError]) -> None:
    elsewhere = a_lesson(FIRST, CHEN, of=SEVEN_TWO, room=LAB)
    changes = ListedChanges([OWN, SHARED, elsewhere, a_lesson(SECOND, DAI)])
    with pytest.raises(refusal) as refused:
        await publish(changes, [wanted], now=NOW)
    assert "day" in refused.value.facts
    assert changes.layers == {}


async def test_a_lesson_is_changed_once_at_a_time() -> None:
    with pytest.raises(LessonMoved):
        await publish(ListedChanges([OWN]), [cover(OWN, ALI, BO), cover(OWN, ALI, None)], now=NOW)


async def test_nothing_to_publish_holds_nothing() -> None:
    changes = ListedChanges([OWN])
    assert await publish(changes, [], now=NOW) == []
    assert await undo(changes, cause_ids=[uuid4()], now=NOW) == []
    assert changes.held_days == []


async def test_of_two_teachers_one_is_replaced_and_one_let_go() -> None:
    changes = ListedChanges([SHARED])
    await publish(changes, [cover(SHARED, ALI, CHEN), cover(SHARED, BO, None)], now=NOW)
    assert [one.teacher_ids for one in changes.held()] == [(CHEN,)]


async def test_a_place_left_empty_can_be_filled_later() -> None:
    changes = ListedChanges([OWN])
    (left,) = await publish(changes, [cover(OWN, ALI, None)], now=NOW)
    (filled,) = await publish(changes, [cover(OWN, ALI, BO)], now=NOW)
    assert (filled.previous_id, filled.change.from_teacher_id) == (left.change.id, ALI)
    assert [one.teacher_ids for one in changes.held()] == [(BO,)]


async def test_a_clash_among_others_refuses_nobody() -> None:
    """A new timetable may clash with an old change; that is not the next one's fault."""
    twice = [a_lesson(FIRST, BO, of=uuid4()), a_lesson(FIRST, BO, of=uuid4())]
    changes = ListedChanges([OWN, *twice])
    assert len(await publish(changes, [cover(OWN, ALI, CHEN)], now=NOW)) == 1


async def test_the_days_are_held_before_anything_is_looked_at() -> None:
    changes = ListedChanges([OWN])
    changes.on_hold = lambda: setattr(changes, "plan", [])
    with pytest.raises(LessonMoved):
        await publish(changes, [cover(OWN, ALI, BO, slot=THIRD)], now=NOW)
    assert changes.held_days == [MONDAY, TUESDAY]


async def test_an_undoing_that_needs_further_days_gives_way() -> None:
    changes = ListedChanges([OWN])
    (made,) = await publish(changes, [cover(OWN, ALI, BO)], now=NOW)
    top = Layer(Change(uuid4(), OWN.key, Cause.SWAP, THIRD, None, ALI, BO), uuid4(), uuid4(), made.change.id)

    def moved_meanwhile() -> None:
        changes.layers[top.change.id], changes.states[top.change.id] = top, "standing"

    changes.on_hold = moved_meanwhile
    with pytest.raises(ChangedMeanwhile):
        await undo(changes, cause_ids=[made.cause_id], now=NOW)


async def test_an_undoing_somebody_else_was_first_with_is_nothing() -> None:
    changes = ListedChanges([OWN])
    (made,) = await publish(changes, [cover(OWN, ALI, BO)], now=NOW)
    changes.on_hold = lambda: changes.states.update({made.change.id: "undone"})
    assert await undo(changes, cause_ids=[made.cause_id], now=NOW) == []


async def test_the_middle_of_a_stack_is_undone_with_what_is_on_it() -> None:
    changes = ListedChanges([OWN])
    made = []
    for teacher, to in ((ALI, BO), (BO, CHEN), (CHEN, DAI)):
        made += await publish(changes, [cover(OWN, teacher, to)], now=NOW)
    with pytest.raises(ChangedSince):
        await undo(changes, cause_ids=[made[1].cause_id], now=NOW)
    await undo(changes, cause_ids=[made[1].cause_id, made[2].cause_id], now=NOW)
    assert [one.teacher_ids for one in changes.held()] == [(BO,)]


async def test_undoing_judges_the_places_too() -> None:
    other = a_lesson(FIRST, BO, of=SEVEN_TWO)
    changes = ListedChanges([OWN, other])
    (left,) = await publish(changes, [cover(OWN, ALI, None)], now=NOW)
    await publish(changes, [cover(other, BO, ALI)], now=NOW)
    with pytest.raises(TeacherTwice):
        await undo(changes, absence_id=left.absence_id, now=NOW)


def a_school(chance: random.Random) -> list[HeldLesson]:
    """Two weeks of four classes and nine teachers, with nobody in two places."""
    classes, teachers = [uuid4() for _ in range(4)], [uuid4() for _ in range(9)]
    rooms = [uuid4() for _ in range(2)]
    lessons = []
    for number in range(8):
        day = MONDAY + timedelta(days=number // 4 * 7 + number % 4)
        for period_no in range(1, 5):
            slot = Slot(day, period_no)
            free, labs = chance.sample(teachers, 4), [*rooms]
            for class_id, teacher in zip(classes, free, strict=True):
                if chance.random() < 0.7:
                    room = labs.pop() if labs and chance.random() < 0.3 else None
                    subject = f"subject {teachers.index(teacher)}"
                    lessons.append(a_lesson(slot, teacher, of=class_id, room=room, subject=subject))
    return lessons


def hours(held: list[HeldLesson]) -> Counter[tuple[UUID, str, tuple[int, int]]]:
    """Of each class and subject in each week."""
    return Counter(
        (part.class_id, one.subject, one.slot.day.isocalendar()[:2]) for one in held for part in one.classes
    )


@pytest.mark.untraced
@settings(max_examples=2, deadline=None)
@given(st.integers(0, 2**32))
async def test_after_hundreds_of_swaps_and_covers_everybody_is_in_one_place(seed: int) -> None:
    chance = random.Random(seed)
    changes = ListedChanges(a_school(chance))
    base, told = changes.held(), {one.key: (one.slot, one.teacher_ids) for one in changes.plan}
    published: list[UUID] = []
    held = base
    while len(published) < 300:
        wanted = anything(chance, held)
        try:
            layers = await publish(changes, wanted, now=NOW)
        except (LessonMoved, TeacherTwice, ClassTwice, RoomTwice):
            continue
        held = changes.held()
        published.append(wanted[0].cause_id)
        for layer in layers:
            to = layer.change.to_teacher_id
            told[layer.change.key] = (layer.change.slot, () if to is None else (to,))
        assert len(layers) == len(wanted)
    assert day_clashes(held) == []
    assert hours(held) == hours(base)
    assert {one.key: (one.slot, one.teacher_ids) for one in held} == told

    for cause_id in reversed(published):
        await undo(changes, cause_ids=[cause_id], now=NOW)
        assert day_clashes(changes.held()) == []
    assert changes.held() == base


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 2**32))
async def test_undoing_in_any_order_is_whole_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    changes = ListedChanges(a_school(chance))
    base, published = changes.held(), []
    for _ in range(60):
        wanted = anything(chance, changes.held())
        try:
            await publish(changes, wanted, now=NOW)
        except DomainError:
            continue
        published.append(wanted[0].cause_id)
    chance.shuffle(published)
    left = set(published)
    for cause_id in published:
        before = changes.held()
        try:
            undone = await undo(changes, cause_ids=[cause_id], now=NOW)
        except DomainError:
            assert changes.held() == before
            continue
        assert {layer.cause_id for layer in undone} == {cause_id}
        assert day_clashes(changes.held()) == []
        left.discard(cause_id)
    await undo(changes, cause_ids=left, now=NOW)
    assert changes.held() == base
