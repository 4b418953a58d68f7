"""Nobody, and no room, is in two places."""

from typing import Any
from uuid import UUID

import pytest

from domain.extension.clashes import (
    BETWEEN_COURSES,
    ExtensionClash,
    ExtensionClashes,
    ExtensionClashKind,
    Neighbour,
    Wanted,
    check_clashes,
    clashes,
)
from domain.extension.course import ExtensionSlot
from domain.timetable.lessons import Lesson, LessonKind, Weeks

ANNA, BEN, ROOM, OTHER = (UUID(int=no) for no in range(1, 5))
FRIDAY = ExtensionSlot(5, 6)
WANTED = Wanted([FRIDAY, ExtensionSlot(4, 6)], [ANNA, BEN], ROOM)


def lesson(**values: Any) -> Lesson:
    given: dict[str, Any] = {"weekday": 5, "period_no": 6, "weeks": Weeks.EVERY, "room_id": None}
    given |= {"teacher_ids": (OTHER,)} | values
    return Lesson(UUID(int=9), kind=LessonKind.TEACHING, subject="数学", classes=(), **given)


def course(**values: Any) -> Neighbour:
    given: dict[str, Any] = {"slots": [FRIDAY], "teacher_ids": [OTHER], "room_id": OTHER} | values
    return Neighbour(course_id=UUID(int=8), title="趣味阅读", **given)


@pytest.mark.parametrize(
    ("taken", "kinds"),
    [
        pytest.param(lesson(), [], id="another's lesson"),
        pytest.param(lesson(teacher_ids=(ANNA, BEN)), ["teacher_lesson"] * 2, id="both teach then"),
        pytest.param(lesson(teacher_ids=(BEN,), weeks=Weeks.ODD), ["teacher_lesson"], id="in odd weeks"),
        pytest.param(lesson(teacher_ids=(BEN,), period_no=5), [], id="the period before"),
        pytest.param(lesson(room_id=ROOM), ["room_lesson"], id="a lesson in the room"),
        pytest.param(course(), [], id="beside another course"),
        pytest.param(course(teacher_ids=[BEN]), ["teacher_course"], id="a teacher of another course"),
        pytest.param(course(teacher_ids=[BEN], slots=[ExtensionSlot(3, 6)]), [], id="on another day"),
        pytest.param(course(room_id=ROOM), ["room_course"], id="another course in the room"),
    ],
)
def test_what_clashes(taken: Lesson | Neighbour, kinds: list[str]) -> None:
    lessons = [taken] if isinstance(taken, Lesson) else []
    neighbours = [taken] if isinstance(taken, Neighbour) else []

    assert [one.kind for one in clashes(WANTED, lessons, neighbours)] == kinds


def test_without_a_room_no_room_clashes() -> None:
    assert clashes(Wanted([FRIDAY], [ANNA], None), [lesson()], [course(room_id=None)]) == []


def test_a_lesson_of_two_versions_of_the_timetable_clashes_once() -> None:
    taken = lesson(teacher_ids=(ANNA,))

    assert len(clashes(WANTED, [taken, taken], [])) == 1


@pytest.mark.parametrize("kind", ExtensionClashKind)
def test_a_reason_lets_pass_what_is_no_other_course(kind: ExtensionClashKind) -> None:
    found = [ExtensionClash(kind, 5, 6, "数学", teacher_id=ANNA)]
    names = {ANNA: "安娜"}

    with pytest.raises(ExtensionClashes):
        check_clashes(found, names, despite=None)
    if kind in BETWEEN_COURSES:
        with pytest.raises(ExtensionClashes):
            check_clashes(found, names, despite="已协商")
    else:
        check_clashes(found, names, despite="已协商")
