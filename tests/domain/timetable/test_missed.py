"""Which lessons an absence misses, and what looks after each."""

from datetime import date
from uuid import UUID, uuid4

from domain.timetable.changes import Layer
from domain.timetable.effective import Cause, Change, HeldLesson, LessonKey, Slot
from domain.timetable.lessons import LessonKind
from domain.timetable.missed import Arrangement, LessonMissed, is_open, lessons_missed

MONDAY, TUESDAY, WEDNESDAY = date(2021, 3, 8), date(2021, 3, 9), date(2021, 3, 10)
ALI, BO, CHEN = uuid4(), uuid4(), uuid4()
FIRST, SECOND = uuid4(), uuid4()
MISSED = frozenset({Slot(MONDAY, 1), Slot(MONDAY, 2)})


def lesson(day: date, period_no: int, *teachers: UUID, kind: LessonKind = LessonKind.TEACHING) -> HeldLesson:
    return HeldLesson(
        LessonKey(uuid4(), day), Slot(day, period_no), kind, "数学", None, teachers or (ALI,), ()
    )


def layer(
    one: HeldLesson,
    cause: Cause,
    to: UUID | None,
    slot: Slot | None = None,
    *,
    absence_id: UUID = FIRST,
    below: Layer | None = None,
    by: UUID = ALI,
) -> Layer:
    change = Change(uuid4(), one.key, cause, slot or one.slot, None, by, to)
    return Layer(change, uuid4(), absence_id, None if below is None else below.change.id)


def missed(
    *plan: HeldLesson, layers: tuple[Layer, ...] = (), absence_id: UUID = FIRST, who: UUID = ALI
) -> tuple[LessonMissed, ...]:
    return lessons_missed(who, absence_id, MISSED, plan, layers)


def arrangements(found: tuple[LessonMissed, ...]) -> list[Arrangement]:
    return [one.arrangement for one in found]


def test_missed_are_the_teachers_own_lessons_in_the_periods_missed() -> None:
    own = lesson(MONDAY, 1)

    found = missed(own, lesson(MONDAY, 3), lesson(MONDAY, 2, BO), lesson(TUESDAY, 1))

    assert [one.lesson_id for one in found] == [own.key.lesson_id]
    assert is_open(found)


def test_a_meeting_needs_nobody() -> None:
    found = missed(lesson(MONDAY, 1, kind=LessonKind.BLOCK))

    assert (arrangements(found), is_open(found)) == ([Arrangement.NOT_NEEDED], False)


def test_each_lesson_names_what_looks_after_it() -> None:
    covered, alone = lesson(MONDAY, 1), lesson(MONDAY, 2)
    cover, none = layer(covered, Cause.COVER, BO), layer(alone, Cause.NO_COVER, None)

    found = missed(covered, alone, layers=(cover, none))

    assert arrangements(found) == [Arrangement.COVERED, Arrangement.NOT_NEEDED]
    assert [(one.cause_id, one.to_teacher_id) for one in found] == [
        (cover.cause_id, BO),
        (none.cause_id, None),
    ]


def test_a_swapped_lesson_says_where_it_went_and_the_partners_is_nobody_elses() -> None:
    own, partners = lesson(MONDAY, 1), lesson(TUESDAY, 2, BO)
    away = layer(own, Cause.SWAP, ALI, partners.slot)
    here = layer(partners, Cause.SWAP, BO, own.slot, by=BO)

    (found,) = missed(own, partners, layers=(away, here))

    assert (found.arrangement, found.moved_to_day, found.moved_to_period_no) == (
        Arrangement.SWAPPED,
        TUESDAY,
        2,
    )


def test_swapped_into_the_absence_itself_it_is_open() -> None:
    own = lesson(MONDAY, 1)

    (found,) = missed(own, layers=(layer(own, Cause.SWAP, ALI, Slot(MONDAY, 2)),))

    assert found.arrangement is Arrangement.OPEN


def test_what_another_absence_moved_here_is_missed_and_what_it_moved_away_is_not() -> None:
    here, gone = lesson(TUESDAY, 1), lesson(MONDAY, 1)
    moved_here = layer(here, Cause.SWAP, ALI, Slot(MONDAY, 2), absence_id=SECOND)
    moved_away = layer(gone, Cause.SWAP, ALI, Slot(TUESDAY, 1), absence_id=SECOND)

    (found,) = missed(here, gone, layers=(moved_here, moved_away))

    assert (found.lesson_id, found.arrangement) == (here.key.lesson_id, Arrangement.OPEN)


def test_a_lesson_taken_over_is_missed_and_covered_on_top() -> None:
    taken = lesson(MONDAY, 1, BO)
    given = layer(taken, Cause.COVER, ALI, absence_id=SECOND, by=BO)
    on_top = layer(taken, Cause.COVER, CHEN, below=given, by=BO)

    assert arrangements(missed(taken, layers=(given,))) == [Arrangement.OPEN]
    (found,) = missed(taken, layers=(on_top, given))
    assert (found.arrangement, found.to_teacher_id) == (Arrangement.COVERED, CHEN)


def test_what_another_absence_laid_on_top_leaves_the_swap_below_in_sight() -> None:
    own = lesson(MONDAY, 1)
    swap = layer(own, Cause.SWAP, ALI, Slot(WEDNESDAY, 1))
    on_top = layer(own, Cause.COVER, BO, Slot(WEDNESDAY, 1), absence_id=SECOND, below=swap)

    assert arrangements(missed(own, layers=(swap, on_top))) == [Arrangement.SWAPPED]
