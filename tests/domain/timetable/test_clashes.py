"""Nobody and nothing is in two places at once."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.timetable.clashes import Taken, day_clashes, week_clashes
from domain.timetable.effective import HeldLesson, LessonKey, Slot
from domain.timetable.lessons import ClassPart, Lesson, LessonKind, Weeks
from tests.domain.timetable.test_effective import MONDAY

TEACHER, CLASS, ROOM = uuid4(), uuid4(), uuid4()


def a_lesson(
    *,
    teacher_id: UUID | None = None,
    part: str | None = None,
    room_id: UUID | None = None,
    weeks: Weeks = Weeks.EVERY,
    period_no: int = 1,
) -> Lesson:
    teachers = (teacher_id,) if teacher_id else (uuid4(),)
    classes = (ClassPart(CLASS, part),) if part is not None else (ClassPart(uuid4()),)
    return Lesson(uuid4(), 1, period_no, weeks, LessonKind.TEACHING, "数学", room_id, teachers, classes)


def whats(first: Lesson, second: Lesson) -> list[Taken]:
    return [one.what for one in week_clashes([first, second])]


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        pytest.param(a_lesson(), a_lesson(), [], id="two lessons of others"),
        pytest.param(
            a_lesson(teacher_id=TEACHER), a_lesson(teacher_id=TEACHER), [Taken.TEACHER], id="a teacher twice"
        ),
        pytest.param(
            a_lesson(teacher_id=TEACHER),
            a_lesson(teacher_id=TEACHER, period_no=2),
            [],
            id="a teacher in two periods",
        ),
        pytest.param(
            a_lesson(teacher_id=TEACHER, weeks=Weeks.ODD),
            a_lesson(teacher_id=TEACHER, weeks=Weeks.EVEN),
            [],
            id="odd and even weeks",
        ),
        pytest.param(
            a_lesson(teacher_id=TEACHER, weeks=Weeks.ODD),
            a_lesson(teacher_id=TEACHER),
            [Taken.TEACHER],
            id="odd weeks meet every week",
        ),
        pytest.param(a_lesson(part=""), a_lesson(part=""), [Taken.CLASS], id="a class twice"),
        pytest.param(a_lesson(part="A"), a_lesson(part="B"), [], id="two parts of a split class"),
        pytest.param(a_lesson(part="A"), a_lesson(part=""), [Taken.CLASS], id="a part and the whole"),
        pytest.param(a_lesson(room_id=ROOM), a_lesson(room_id=ROOM), [Taken.ROOM], id="a room twice"),
    ],
)
def test_a_week_names_who_is_in_two_places(first: Lesson, second: Lesson, found: list[Taken]) -> None:
    assert whats(first, second) == found


def test_a_week_with_everything_in_one_slot_is_soon_told() -> None:
    lessons = [a_lesson(teacher_id=TEACHER) for _ in range(5_000)]
    assert len(week_clashes(lessons, most=1_000)) == 1_000
    assert week_clashes([a_lesson() for _ in range(5_000)]) == []


def test_a_day_names_the_lessons_that_cannot_both_be_held() -> None:
    first = HeldLesson(
        LessonKey(uuid4(), MONDAY), Slot(MONDAY, 1), LessonKind.TEACHING, "数学", ROOM, (TEACHER,), ()
    )
    second = replace(first, key=LessonKey(uuid4(), MONDAY))
    apart = replace(second, slot=Slot(MONDAY, 2))
    assert [(one.what, one.first, one.second) for one in day_clashes([first, second])] == [
        (Taken.TEACHER, first.key.lesson_id, second.key.lesson_id),
        (Taken.ROOM, first.key.lesson_id, second.key.lesson_id),
    ]
    assert day_clashes([first, apart]) == []
