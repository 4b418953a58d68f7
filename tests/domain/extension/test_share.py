"""The share of the week: of a pupil, not of the courses on offer."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.extension.course import ExtensionSlot
from domain.extension.policy import EXTENSION_POLICY, ExtensionRule, ExtensionRuleKey
from domain.extension.share import ClassOfGrade, Held, ShareStanding, shares
from domain.timetable.lessons import ClassPart, Lesson, LessonKind, Weeks
from tests.domain.extension.test_gaps import MONDAY

GRADE, OTHER = UUID(int=7), UUID(int=8)
A, B = UUID(int=701), UUID(int=702)
CLASSES = [ClassOfGrade(A, "701", GRADE, "七年级组"), ClassOfGrade(B, "702", GRADE, "七年级组")]
POLICY = EXTENSION_POLICY.in_force([], MONDAY)
all_slots = st.frozensets(st.builds(ExtensionSlot, st.integers(1, 5), st.integers(1, 8)), max_size=12)


def lesson(
    weekday: int,
    period_no: int,
    *classes: UUID,
    weeks: Weeks = Weeks.EVERY,
    kind: LessonKind = LessonKind.TEACHING,
    part: str = "",
) -> Lesson:
    parts = tuple(ClassPart(one, part) for one in classes or (A, B))
    return Lesson(UUID(int=1), weekday, period_no, weeks, kind, "数学", None, (), parts)


def a_week(periods: int) -> list[Lesson]:
    return [lesson(no // 8 + 1, no % 8 + 1) for no in range(periods)]


def held(*slots: tuple[int, int], grade: UUID = GRADE) -> Held:
    return Held(frozenset({grade}), frozenset(ExtensionSlot(*one) for one in slots))


@pytest.mark.parametrize(
    ("lessons", "courses", "share", "standing"),
    [
        pytest.param(a_week(32), [], "0.0000", "below", id="none"),
        pytest.param(a_week(16), [held((5, 7), (5, 8))], "0.1111", "below", id="below"),
        pytest.param(a_week(17), [held((5, 6), (5, 7), (5, 8))], "0.1500", "within", id="the least"),
        pytest.param(a_week(8), [held((5, 7), (5, 8))], "0.2000", "within", id="the most"),
        pytest.param(a_week(7), [held((5, 7), (5, 8))], "0.2222", "above", id="above"),
        pytest.param(a_week(8), [held((5, 7))] * 5 + [held((5, 8))], "0.2000", "within", id="side by side"),
        pytest.param(
            a_week(8), [held((5, 7)), held((5, 8), grade=OTHER)], "0.1111", "below", id="other grade"
        ),
        pytest.param(a_week(10), [held((1, 1), (1, 2))], "0.2000", "within", id="in place of lessons"),
        pytest.param([], [held((5, 7))], None, "unknown", id="no timetable"),
    ],
)
def test_the_share_of_a_grade(
    lessons: list[Lesson], courses: list[Held], share: str | None, standing: str
) -> None:
    (found,) = shares(CLASSES, lessons, courses, POLICY)

    assert (found.share, found.standing) == (None if share is None else Decimal(share), standing)
    assert [(one.share, one.standing) for one in found.classes] == [(found.share, found.standing)] * 2


def test_a_lesson_of_every_other_week_counts_half_and_blocks_do_not() -> None:
    lessons = [
        lesson(1, 1),
        lesson(1, 2, weeks=Weeks.ODD),
        lesson(1, 3, weeks=Weeks.ODD),
        lesson(1, 3, weeks=Weeks.EVEN),
        lesson(1, 4, A, part="1"),
        lesson(1, 4, A, part="2"),
        lesson(1, 5, kind=LessonKind.BLOCK),
    ]

    (found,) = shares(CLASSES, lessons, [], POLICY)

    assert [one.weekly_periods for one in found.classes] == [Decimal("3.5"), Decimal("2.5")]
    assert found.weekly_periods == Decimal("3.0")


def test_a_class_without_lessons_is_unknown_and_left_out_of_its_grade() -> None:
    lessons = [lesson(1, no, A) for no in range(1, 5)]

    (found,) = shares(CLASSES, lessons, [held((5, 8))], POLICY)

    assert (found.share, found.weekly_periods) == (Decimal("0.2000"), Decimal("5.0"))
    assert [one.standing for one in found.classes] == [ShareStanding.WITHIN, ShareStanding.UNKNOWN]


@given(all_slots, st.lists(all_slots, max_size=5))
def test_no_share_is_more_than_the_whole(taught: frozenset[ExtensionSlot], held_in: list[object]) -> None:
    lessons = [lesson(one.weekday, one.period_no) for one in taught]
    courses = [Held(frozenset({GRADE}), slots) for slots in held_in]  # type: ignore[arg-type]

    (found,) = shares(CLASSES, lessons, courses, POLICY)

    every = taught.union(*held_in)  # type: ignore[arg-type]
    assert found.share is None or Decimal(0) <= found.share <= Decimal(1)
    assert not taught or found.weekly_periods == len(every)


def test_every_default_is_of_its_form() -> None:
    for key in ExtensionRuleKey:
        EXTENSION_POLICY.parse(key, EXTENSION_POLICY.defaults[key])
    later = ExtensionRule(UUID(int=1), ExtensionRuleKey.SHARE_MOST, "1/4", MONDAY, None, None)
    assert EXTENSION_POLICY.in_force([later], MONDAY).share_most.id == UUID(int=1)
