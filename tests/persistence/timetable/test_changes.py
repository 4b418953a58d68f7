"""Changes laid and lifted on real rows: what stands, what is refused, and who waits for whom."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import DomainError
from domain.timetable.absence import AbsenceKind, AbsenceState, Route
from domain.timetable.changes import (
    ChangedMeanwhile,
    ChangedSince,
    ClassTwice,
    Layer,
    LessonMoved,
    NewChange,
    RoomTwice,
    TeacherTwice,
    publish,
    undo,
)
from domain.timetable.effective import Cause, HeldLesson, LessonKey, Slot
from persistence.ids import new_id
from persistence.timetable.absence_tables import absence
from persistence.timetable.changes import SqlLessonChanges
from persistence.timetable.held import held_between
from persistence.timetable.tables import lesson_change, room
from persistence.transaction import in_school
from tests.domain.timetable.chance import anything
from tests.domain.timetable.listed_changes import ListedChanges
from tests.scene import Scene
from tests.timetable_scene import MONDAY, SchoolWeek, a_week

TUESDAY = MONDAY + timedelta(days=1)
AT = datetime(2021, 3, 1, tzinfo=UTC)


@pytest.fixture
async def week(scene: Scene) -> SchoolWeek:
    return await a_week(scene)


async def an_absence(week: SchoolWeek, teacher_id: UUID) -> UUID:
    return await week.scene.add(
        absence,
        teacher_id=teacher_id,
        kind=AbsenceKind.LEAVE,
        state=AbsenceState.STANDING,
        route=Route.COVER,
        school_days=1,
        starts_at=AT,
        ends_at=AT + timedelta(days=1),
        created_at=AT,
    )


async def a_change(
    week: SchoolWeek, lesson_id: UUID, period_no: int, teacher: UUID, to: UUID | None, **values: Any
) -> NewChange:
    """Cover on Monday, unless said otherwise."""
    slot = Slot(MONDAY, period_no)
    absence_id = values.pop("absence_id", None) or await an_absence(week, teacher)
    made = NewChange(
        LessonKey(lesson_id, MONDAY), Cause.COVER, new_id(), absence_id, slot, teacher, slot, None, to
    )
    return replace(made, **values)


async def published(engine: AsyncEngine, week: SchoolWeek, *wanted: NewChange) -> None:
    async with in_school(engine, week.scene.school_id) as connection:
        await publish(SqlLessonChanges(connection, week.scene.school_id), wanted, now=AT)


async def undone(engine: AsyncEngine, week: SchoolWeek, **which: Any) -> int:
    async with in_school(engine, week.scene.school_id) as connection:
        return len(await undo(SqlLessonChanges(connection, week.scene.school_id), **which, now=AT))


async def taught(
    engine: AsyncEngine, week: SchoolWeek, first: date = MONDAY, last: date = TUESDAY
) -> dict[tuple[date, int], tuple[UUID, ...]]:
    async with in_school(engine, week.scene.school_id) as connection:
        held = await held_between(connection, week.scene.school_id, first, last)
    return {(one.slot.day, one.slot.period_no): tuple(one.teacher_ids) for one in held}


async def states(week: SchoolWeek) -> Sequence[str]:
    return [row.state for row in await week.scene.rows(lesson_change)]


async def test_a_change_stands_on_the_one_before_and_gives_way_to_it_again(
    app_engine: AsyncEngine, week: SchoolWeek
) -> None:
    ali, bo, chen = [await week.scene.teacher() for _ in range(3)]
    lesson_id = await week.lesson(1, 1, ali, classes=["701"])
    first = await a_change(week, lesson_id, 1, ali, bo)
    second = await a_change(week, lesson_id, 1, bo, chen)
    await published(app_engine, week, first)
    await published(app_engine, week, second)
    assert await taught(app_engine, week) == {(MONDAY, 1): (chen,)}
    below, above = await week.scene.rows(lesson_change)
    assert (above.previous_id, above.from_teacher_id, below.state) == (below.id, ali, "superseded")
    assert (below.kind, below.subject) == ("teaching", "数学")
    class_id = await week.school_class("701")
    assert below.classes == [{"class_id": str(class_id), "part": "", "code": "701"}]

    with pytest.raises(ChangedSince) as refused:
        await undone(app_engine, week, cause_ids=[first.cause_id])
    assert refused.value.facts == {"day": MONDAY, "period_no": 1, "cause": Cause.COVER}

    assert await undone(app_engine, week, cause_ids=[second.cause_id]) == 1
    assert await taught(app_engine, week) == {(MONDAY, 1): (bo,)}
    assert await undone(app_engine, week, absence_id=first.absence_id) == 1
    assert await taught(app_engine, week) == {(MONDAY, 1): (ali,)}
    assert await undone(app_engine, week, cause_ids=[first.cause_id]) == 0
    assert await states(week) == ["undone", "undone"]


async def test_both_of_a_stack_are_undone_together(app_engine: AsyncEngine, week: SchoolWeek) -> None:
    ali, bo, chen = [await week.scene.teacher() for _ in range(3)]
    lesson_id = await week.lesson(1, 1, ali)
    first, second = await a_change(week, lesson_id, 1, ali, bo), await a_change(week, lesson_id, 1, bo, chen)
    await published(app_engine, week, first)
    await published(app_engine, week, second)
    assert await undone(app_engine, week, cause_ids=[first.cause_id, second.cause_id]) == 2
    assert await taught(app_engine, week) == {(MONDAY, 1): (ali,)}


@pytest.mark.parametrize(
    ("clashing", "refusal", "name"),
    [
        pytest.param({"to_teacher_id": "bo"}, TeacherTwice, "博", id="teacher"),
        pytest.param({"slot": Slot(TUESDAY, 2)}, ClassTwice, "701", id="class"),
        pytest.param({"slot": Slot(TUESDAY, 3), "room_id": "lab"}, RoomTwice, "实验室", id="room"),
    ],
)
async def test_nobody_is_put_in_two_places(
    app_engine: AsyncEngine, week: SchoolWeek, clashing: dict[str, Any], refusal: type[DomainError], name: str
) -> None:
    ali, bo = await week.scene.teacher("阿里"), await week.scene.teacher("博")
    lab = await week.scene.add(room, code="L1", name="实验室")
    lesson_id = await week.lesson(1, 1, ali, classes=["701"])
    await week.lesson(1, 1, bo, classes=["702"])
    await week.lesson(2, 2, bo, classes=["701"])
    await week.lesson(2, 3, bo, classes=["702"], room_id=lab)
    known: dict[str, Any] = {"bo": bo, "lab": lab}
    values = {
        key: known.get(value, value) if isinstance(value, str) else value for key, value in clashing.items()
    }
    wanted = await a_change(week, lesson_id, 1, ali, ali)
    with pytest.raises(refusal) as refused:
        await published(app_engine, week, replace(wanted, **values))
    assert refused.value.facts["name"] == name
    assert await states(week) == []


async def test_undoing_leaves_nobody_in_two_places(app_engine: AsyncEngine, week: SchoolWeek) -> None:
    """Who was freed by a change took another lesson since: the change stays."""
    ali, bo = [await week.scene.teacher() for _ in range(2)]
    own, other = await week.lesson(1, 1, ali), await week.lesson(1, 1, bo, classes=["702"])
    freed = await a_change(week, own, 1, ali, None, cause=Cause.NO_COVER)
    await published(app_engine, week, freed)
    await published(app_engine, week, await a_change(week, other, 1, bo, ali))
    with pytest.raises(TeacherTwice):
        await undone(app_engine, week, cause_ids=[freed.cause_id])
    assert await states(week) == ["standing", "standing"]


async def test_of_two_who_publish_at_once_the_second_sees_the_first(
    app_engine: AsyncEngine, week: SchoolWeek
) -> None:
    ali, bo, chen = [await week.scene.teacher() for _ in range(3)]
    first, second = await week.lesson(1, 1, ali), await week.lesson(1, 1, bo, classes=["702"])
    wanted = [
        [await a_change(week, first, 1, ali, chen)],
        [await a_change(week, second, 1, bo, chen)],
        [await a_change(week, first, 1, ali, None)],
    ]
    outcomes = await asyncio.gather(
        *(published(app_engine, week, *one) for one in wanted), return_exceptions=True
    )
    refused = {type(one) for one in outcomes if one is not None}
    assert refused <= {TeacherTwice, LessonMoved}
    held = await taught(app_engine, week)
    assert len(held) >= 1
    assert (await states(week)).count("standing") == sum(one is None for one in outcomes)


@pytest.mark.parametrize("same", ["lesson", "slot"])
async def test_who_comes_past_the_locks_meets_the_indexes(
    app_engine: AsyncEngine, week: SchoolWeek, same: str
) -> None:
    ali, bo, chen = [await week.scene.teacher() for _ in range(3)]
    first, second = await week.lesson(1, 1, ali), await week.lesson(1, 1, bo, classes=["702"])
    await published(app_engine, week, await a_change(week, first, 1, ali, chen))
    blind = (
        await a_change(week, first, 1, ali, None)
        if same == "lesson"
        else await a_change(week, second, 1, bo, chen)
    )

    class Blind(SqlLessonChanges):
        """Sees the timetable as it was before anybody changed it."""

        async def ground(self, first: date, last: date) -> Any:
            return replace(await super().ground(first, last), changes=[])

    async with in_school(app_engine, week.scene.school_id) as connection:
        with pytest.raises(ChangedMeanwhile):
            await publish(Blind(connection, week.scene.school_id), [blind], now=AT)
        await connection.rollback()


async def test_rows_and_lists_agree_on_whatever_chance_wants(
    app_engine: AsyncEngine, week: SchoolWeek
) -> None:
    """What the rules promise on lists holds on rows: the same is published, refused, held and undone."""
    chance = Random(2021)
    teachers = [await week.scene.teacher() for _ in range(5)]
    absence_id = await an_absence(week, teachers[0])
    for weekday in (1, 2, 3):
        for period_no in (1, 2):
            given = chance.sample(teachers, 2)
            for code, teacher_id in zip(("701", "702"), given, strict=True):
                await week.lesson(weekday, period_no, teacher_id, classes=[code], subject=str(teacher_id))
    last = MONDAY + timedelta(days=2)

    async with in_school(app_engine, week.scene.school_id) as connection:
        rows = SqlLessonChanges(connection, week.scene.school_id)
        base = list((await rows.ground(MONDAY, last)).plan)
        lists, causes = ListedChanges(base), []
        for _ in range(60):
            wanted = anything(chance, lists.held(), absence_id)
            outcomes = [await outcome(publish(each, wanted, now=AT)) for each in (rows, lists)]
            assert outcomes[0] == outcomes[1]
            causes.append(wanted[0].cause_id)
            assert places(await held_between(connection, week.scene.school_id, MONDAY, last)) == places(
                lists.held()
            )
        chance.shuffle(causes)
        for cause_id in causes:
            outcomes = [await outcome(undo(each, cause_ids=[cause_id], now=AT)) for each in (rows, lists)]
            assert outcomes[0] == outcomes[1]
        await undo(rows, absence_id=absence_id, now=AT)
        assert await held_between(connection, week.scene.school_id, MONDAY, last) == base
    assert set(await states(week)) == {"undone"}


async def outcome(asked: Awaitable[list[Layer]]) -> Any:
    try:
        return len(await asked)
    except DomainError as refused:
        return refused.code


def places(held: Sequence[HeldLesson]) -> list[tuple[LessonKey, Slot, tuple[UUID, ...]]]:
    return [(one.key, one.slot, one.teacher_ids) for one in held]
