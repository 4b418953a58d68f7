"""The lessons of a stretch of days as the rules get them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.people.calendar import DayKind
from domain.timetable.absence import AbsenceKind, AbsenceState, Route
from domain.timetable.effective import Cause, HeldLesson
from domain.timetable.lessons import LessonKind, Weeks
from persistence.ids import new_id
from persistence.timetable.absence_tables import absence
from persistence.timetable.held import held_between
from persistence.timetable.tables import lesson_change
from persistence.transaction import in_school
from tests.scene import Scene
from tests.timetable_scene import MONDAY, SchoolWeek, a_week, held_as

FRIDAY = MONDAY + timedelta(days=4)
SATURDAY = MONDAY + timedelta(days=5)


@pytest.fixture
async def week(scene: Scene) -> SchoolWeek:
    return await a_week(scene)


async def held(
    engine: AsyncEngine, week: SchoolWeek, first: Any = MONDAY, last: Any = FRIDAY
) -> list[HeldLesson]:
    async with in_school(engine, week.scene.school_id) as connection:
        return await held_between(connection, week.scene.school_id, first, last)


async def test_a_week_is_held_on_its_school_days(app_engine: AsyncEngine, week: SchoolWeek) -> None:
    teacher = await week.scene.teacher()
    for weekday in (1, 3, 5):
        await week.lesson(weekday, 2, teacher)
    await week.lesson(2, 1, teacher, weeks=Weeks.ODD)
    await held_as(week.scene, MONDAY + timedelta(days=2), DayKind.HOLIDAY)
    found = await held(app_engine, week)
    assert [(one.slot.day, one.slot.period_no) for one in found] == [(MONDAY, 2), (FRIDAY, 2)]
    odd = await held(app_engine, week, MONDAY + timedelta(days=7), FRIDAY + timedelta(days=7))
    assert [one.slot.day.isoweekday() for one in odd] == [1, 2, 3, 5]


async def test_a_make_up_saturday_follows_what_the_calendar_says(
    app_engine: AsyncEngine, week: SchoolWeek
) -> None:
    await week.lesson(3, 1, await week.scene.teacher(), subject="英语")
    await held_as(week.scene, SATURDAY, DayKind.MAKE_UP)
    assert await held(app_engine, week, SATURDAY, SATURDAY) == []
    await held_as(week.scene, SATURDAY, DayKind.MAKE_UP, follows_weekday=3)
    assert [one.subject for one in await held(app_engine, week, SATURDAY, SATURDAY)] == ["英语"]


async def changed(week: SchoolWeek, lesson_id: UUID, teacher: UUID, to: UUID, **values: Any) -> UUID:
    at = datetime(2021, 3, 1, tzinfo=UTC)
    away = await week.scene.add(
        absence,
        teacher_id=teacher,
        kind=AbsenceKind.LEAVE,
        state=AbsenceState.STANDING,
        route=Route.COVER,
        school_days=1,
        starts_at=at,
        ends_at=at + timedelta(days=1),
        created_at=at,
    )
    given = {"lesson_day": MONDAY, "day": MONDAY, "period_no": 1, "cause": Cause.COVER} | values
    return await week.scene.add(
        lesson_change,
        lesson_id=lesson_id,
        cause_id=new_id(),
        absence_id=away,
        from_teacher_id=teacher,
        to_teacher_id=to,
        kind=LessonKind.TEACHING,
        subject="数学",
        classes=[],
        state="standing",
        made_at=at,
        **given,
    )


async def test_a_lesson_moved_into_the_days_is_held_on_them_and_not_where_it_was(
    app_engine: AsyncEngine, week: SchoolWeek
) -> None:
    teacher = await week.scene.teacher()
    lesson_id = await week.lesson(1, 1, teacher)
    change = await changed(week, lesson_id, teacher, teacher, day=FRIDAY, period_no=4, cause=Cause.SWAP)
    assert await held(app_engine, week, MONDAY, MONDAY) == []
    (moved,) = await held(app_engine, week, FRIDAY, FRIDAY)
    assert (moved.slot.period_no, moved.key.day, moved.change_ids) == (4, MONDAY, (change,))


async def test_nobody_is_given_two_changed_lessons_in_one_slot(week: SchoolWeek) -> None:
    away, other, cover = [await week.scene.teacher() for _ in range(3)]
    first, second = await week.lesson(1, 1, away), await week.lesson(1, 1, other, classes=["702"])
    await changed(week, first, away, cover)
    with pytest.raises(IntegrityError, match="uq_lesson_change_teacher_slot"):
        await changed(week, second, other, cover)


async def test_the_timetable_itself_has_nobody_in_two_places(week: SchoolWeek) -> None:
    teacher = await week.scene.teacher()
    await week.lesson(1, 1, teacher, weeks=Weeks.ODD)
    await week.lesson(1, 1, teacher, classes=["702"], weeks=Weeks.EVEN)
    with pytest.raises(IntegrityError, match=r"uq_lesson_teacher_(odd|even)"):
        await week.lesson(1, 1, teacher, classes=["703"])
