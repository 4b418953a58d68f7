"""What is held on a day: the version in force, the week's parity, and the changes on top."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from domain.people.calendar import ZONE
from domain.timetable.effective import Cause, Change, HeldLesson, LessonKey, Slot, effective, planned
from domain.timetable.lessons import (
    ClassPart,
    Half,
    Lesson,
    LessonKind,
    Period,
    TeachingDay,
    Version,
    Weeks,
    overlapping,
)

MONDAY = date(2021, 3, 8)
SATURDAY = MONDAY + timedelta(days=5)
ALI, BO, CHEN = uuid4(), uuid4(), uuid4()
CLASS = ClassPart(uuid4())
ROOM = uuid4()
THERE = Slot(MONDAY, 1)


def a_lesson(
    period_no: int = 1, *teachers: UUID, weekday: int = 1, weeks: Weeks = Weeks.EVERY, subject: str = "数学"
) -> Lesson:
    given = teachers or (ALI,)
    return Lesson(uuid4(), weekday, period_no, weeks, LessonKind.TEACHING, subject, ROOM, given, (CLASS,))


def in_force(*lessons: Lesson, since: date = date(2021, 2, 22)) -> Version:
    return Version(uuid4(), since, lessons)


def held(*days: TeachingDay, versions: list[Version]) -> list[str]:
    return [f"{one.slot.day:%a} {one.slot.period_no} {one.subject}" for one in planned(days, versions)]


@pytest.mark.parametrize(
    ("weeks", "week_no", "is_held"),
    [
        pytest.param(Weeks.EVERY, 3, True, id="every week"),
        pytest.param(Weeks.ODD, 3, True, id="odd in an odd week"),
        pytest.param(Weeks.ODD, 4, False, id="odd in an even week"),
        pytest.param(Weeks.EVEN, 4, True, id="even in an even week"),
        pytest.param(Weeks.EVEN, 3, False, id="even in an odd week"),
    ],
)
def test_a_lesson_is_held_in_its_weeks(weeks: Weeks, week_no: int, is_held: bool) -> None:
    found = planned([TeachingDay(MONDAY, 1, week_no)], [in_force(a_lesson(weeks=weeks))])
    assert bool(found) is is_held


def test_a_make_up_saturday_follows_the_weekday_named_for_it() -> None:
    version = in_force(a_lesson(weekday=5, subject="英语"))
    assert held(TeachingDay(SATURDAY, 5, 3), versions=[version]) == ["Sat 1 英语"]


def test_a_make_up_day_of_which_nobody_said_so_has_no_lessons() -> None:
    assert held(TeachingDay(SATURDAY, None, 3), versions=[in_force(a_lesson(weekday=6))]) == []


def test_the_version_that_began_last_is_in_force() -> None:
    old, new = in_force(a_lesson(subject="旧")), in_force(a_lesson(subject="新"), since=MONDAY)
    before = TeachingDay(MONDAY - timedelta(days=7), 1, 2)
    assert held(before, TeachingDay(MONDAY, 1, 3), versions=[new, old]) == ["Mon 1 旧", "Mon 1 新"]


def test_before_the_first_version_there_is_nothing() -> None:
    assert held(TeachingDay(MONDAY, 1, 3), versions=[in_force(a_lesson(), since=SATURDAY)]) == []


def one_held(*teachers: UUID) -> HeldLesson:
    (only,) = planned([TeachingDay(MONDAY, 1, 3)], [in_force(a_lesson(1, *teachers))])
    return only


def changed(key: LessonKey, cause: Cause, *, frm: UUID = ALI, to: UUID | None, slot: Slot = THERE) -> Change:
    return Change(uuid4(), key, cause, slot, ROOM, frm, to)


def test_a_swap_moves_a_lesson_with_its_teacher() -> None:
    lesson = one_held()
    change = changed(lesson.key, Cause.SWAP, to=ALI, slot=Slot(SATURDAY, 4))
    (moved,) = effective([lesson], [change])
    assert (moved.slot, moved.teacher_ids, moved.change_ids) == (Slot(SATURDAY, 4), (ALI,), (change.id,))


def test_cover_leaves_a_lesson_where_it_is_and_changes_its_teacher() -> None:
    lesson = one_held()
    (covered,) = effective([lesson], [changed(lesson.key, Cause.COVER, to=BO)])
    assert (covered.slot, covered.teacher_ids) == (lesson.slot, (BO,))


def test_of_two_teachers_one_may_be_covered_and_the_other_left_out() -> None:
    lesson = one_held(ALI, BO)
    changes = [
        changed(lesson.key, Cause.COVER, to=CHEN),
        changed(lesson.key, Cause.NO_COVER, frm=BO, to=None),
    ]
    (covered,) = effective([lesson], changes)
    assert covered.teacher_ids == (CHEN,)
    assert covered.change_ids == tuple(one.id for one in changes)


def test_a_change_of_the_same_lesson_on_another_day_leaves_this_one() -> None:
    lesson = one_held()
    other = LessonKey(lesson.key.lesson_id, MONDAY + timedelta(days=7))
    assert effective([lesson], [changed(other, Cause.COVER, to=BO)]) == [lesson]


PERIODS = [
    Period(1, "第一节", Half.MORNING, time(8), time(8, 45)),
    Period(2, "第二节", Half.MORNING, time(8, 55), time(9, 40)),
    Period(3, "第三节", Half.AFTERNOON, time(13), time(13, 45)),
]


@pytest.mark.parametrize(
    ("since", "until", "missed"),
    [
        pytest.param(time(8, 45), time(8, 55), set(), id="a break misses nothing"),
        pytest.param(time(8, 44), time(8, 56), {1, 2}, id="a minute of two periods misses both"),
        pytest.param(time(12), time(17), {3}, id="the afternoon"),
        pytest.param(time(0), time(23, 59), {1, 2, 3}, id="the whole day"),
    ],
)
def test_a_period_is_missed_when_any_of_it_is(since: time, until: time, missed: set[int]) -> None:
    begin, end = (datetime.combine(MONDAY, one, tzinfo=ZONE) for one in (since, until))
    assert overlapping(PERIODS, MONDAY, begin, end) == missed
