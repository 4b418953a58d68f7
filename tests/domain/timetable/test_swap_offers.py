"""What may change places with a missed lesson, what may not and why, and which offer is the better one."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.people.calendar import ZONE
from domain.timetable.absence import AbsenceState, Route
from domain.timetable.effective import HeldLesson, LessonKey, Slot
from domain.timetable.lessons import ClassPart, Half, LessonKind, Period
from domain.timetable.swap import SwapObstacle
from domain.timetable.swap_obstacles import Away, Stretch, SwapFacts, closed, obstacles, starts
from domain.timetable.swap_offers import MissedLesson, NoOffer, SwapReason, offers

MONDAY = date(2021, 3, 8)
TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=number) for number in (1, 2, 4))
NEXT_WEEK = MONDAY + timedelta(days=8)
BEFORE = datetime(2021, 3, 1, tzinfo=ZONE)
ALI, BO, CHEN, DAI = [UUID(int=number) for number in (1, 2, 3, 4)]
SEVEN_ONE, SEVEN_TWO = ClassPart(uuid4()), ClassPart(uuid4())
LAB = uuid4()
PERIODS = {
    number: Period(
        number,
        str(number),
        Half.MORNING if number < 5 else Half.AFTERNOON,
        time(7 + number),
        time(7 + number, 45),
    )
    for number in range(1, 9)
}


def a_lesson(
    day: date,
    period_no: int,
    *teachers: UUID,
    subject: str = "英语",
    of: tuple[ClassPart, ...] = (SEVEN_ONE,),
    room: UUID | None = None,
    kind: LessonKind = LessonKind.TEACHING,
) -> HeldLesson:
    return HeldLesson(LessonKey(uuid4(), day), Slot(day, period_no), kind, subject, room, teachers, of)


def all_day(day: date) -> Stretch:
    start = datetime.combine(day, time(0), tzinfo=ZONE)
    return Stretch(start, start + timedelta(days=1))


def facts(*lessons: HeldLesson, away: dict[UUID, date] | None = None, shared: Any = ()) -> SwapFacts:
    days = {MONDAY + timedelta(days=number) for number in range(14)}
    gone = {teacher: [all_day(day)] for teacher, day in ({ALI: MONDAY} | (away or {})).items()}
    return SwapFacts(lessons, frozenset(shared), dict.fromkeys(days, PERIODS), gone)


ABSENCE = Away(uuid4(), ALI, AbsenceState.STANDING, Route.SWAP, None, (all_day(MONDAY),))
MISSED = a_lesson(MONDAY, 1, ALI, subject="数学")
OTHER = a_lesson(TUESDAY, 2, BO)


def offered(found: SwapFacts, *, now: datetime = BEFORE) -> MissedLesson:
    (only,) = offers(found, ABSENCE, now=now)
    return only


def test_a_partner_with_both_free_is_offered() -> None:
    (offer,) = offered(facts(MISSED, OTHER)).offers
    assert (offer.partner_id, offer.day, offer.period_no, offer.cost) == (BO, TUESDAY, 2, 10)
    assert [one.reason for one in offer.reasons] == ["adjacent_day", "same_half", "no_long_run", "light_day"]
    assert sum(one.cost for one in offer.reasons) == offer.cost


IN_LAB, LABBED = replace(MISSED, room_id=LAB), replace(OTHER, room_id=LAB)
DUTY = a_lesson(TUESDAY, 2, BO, kind=LessonKind.DUTY)
ANOTHERS = a_lesson(TUESDAY, 2, BO, of=(SEVEN_TWO,))
BUSY = a_lesson(TUESDAY, 2, ALI)
SPLIT = replace(MISSED, classes=(ClassPart(SEVEN_ONE.class_id, "A"),))


@pytest.mark.parametrize(
    ("found", "missed", "other", "against"),
    [
        pytest.param(facts(), MISSED, OTHER, [], id="nothing"),
        pytest.param(facts(), replace(MISSED, slot=OTHER.slot), OTHER, ["not_missed"], id="not away then"),
        pytest.param(facts(), replace(MISSED, teacher_ids=(DAI,)), OTHER, ["not_missed"], id="not theirs"),
        pytest.param(
            facts(), MISSED, a_lesson(FRIDAY, 1, ALI), ["own_lesson", "partner_away"], id="both theirs"
        ),
        pytest.param(
            facts(), MISSED, a_lesson(TUESDAY, 2, BO, kind=LessonKind.DUTY), ["not_teaching"], id="duty"
        ),
        pytest.param(facts(), MISSED, a_lesson(TUESDAY, 2, BO, DAI), ["several_teachers"], id="with another"),
        pytest.param(facts(shared=[OTHER.key]), MISSED, OTHER, ["several_teachers"], id="two by plan"),
        pytest.param(
            facts(),
            replace(MISSED, classes=(SEVEN_ONE, SEVEN_TWO)),
            a_lesson(TUESDAY, 2, BO, of=(SEVEN_ONE, SEVEN_TWO)),
            ["several_classes"],
            id="several classes",
        ),
        pytest.param(
            facts(), MISSED, a_lesson(TUESDAY, 2, BO, of=(SEVEN_TWO,)), ["another_class"], id="class"
        ),
        pytest.param(facts(), SPLIT, OTHER, ["another_class"], id="another part of the class"),
        pytest.param(facts(), MISSED, a_lesson(NEXT_WEEK, 2, BO), ["another_week"], id="week"),
        pytest.param(facts(), MISSED, a_lesson(MONDAY, 5, BO), ["absentee_away"], id="in the absence itself"),
        pytest.param(
            facts(a_lesson(TUESDAY, 2, ALI)), MISSED, OTHER, ["absentee_busy", "class_busy"], id="busy"
        ),
        pytest.param(facts(away={BO: MONDAY}), MISSED, OTHER, ["partner_away"], id="partner away"),
        pytest.param(
            facts(a_lesson(MONDAY, 1, BO, of=(SEVEN_TWO,))),
            MISSED,
            OTHER,
            ["partner_busy"],
            id="partner busy",
        ),
        pytest.param(
            facts(a_lesson(MONDAY, 1, DAI, of=(ClassPart(SEVEN_ONE.class_id, "B"),))),
            MISSED,
            OTHER,
            ["class_busy"],
            id="half the class busy",
        ),
        pytest.param(
            facts(a_lesson(TUESDAY, 2, DAI, of=(SEVEN_TWO,), room=LAB)),
            IN_LAB,
            OTHER,
            ["room_taken"],
            id="room",
        ),
        pytest.param(
            facts(a_lesson(MONDAY, 1, DAI, of=(SEVEN_TWO,), room=LAB)),
            MISSED,
            LABBED,
            ["room_taken"],
            id="the partner's room",
        ),
        pytest.param(facts(), IN_LAB, LABBED, [], id="both in one room"),
    ],
)
def test_what_keeps_two_lessons_from_changing_places(
    found: SwapFacts, missed: HeldLesson, other: HeldLesson, against: list[str]
) -> None:
    every = replace(found, lessons=[*found.lessons, missed, other])
    assert list(obstacles(every, ABSENCE, missed, other, now=BEFORE)) == against


@pytest.mark.parametrize(
    ("now", "against"),
    [
        pytest.param(datetime(2021, 3, 8, 7, 59, tzinfo=ZONE), (), id="a minute before the first"),
        pytest.param(datetime(2021, 3, 8, 8, 0, tzinfo=ZONE), ("past",), id="as the first begins"),
        pytest.param(datetime(2021, 3, 9, 10, 0, tzinfo=ZONE), ("past",), id="when both are over"),
    ],
)
def test_what_has_begun_is_not_swapped(now: datetime, against: tuple[str, ...]) -> None:
    assert obstacles(facts(MISSED, OTHER), ABSENCE, MISSED, OTHER, now=now) == against


def test_a_lesson_in_a_period_nobody_knows_begins_with_its_day() -> None:
    assert starts(facts(), Slot(MONDAY, 99)) == datetime(2021, 3, 8, tzinfo=ZONE)


def test_a_missed_lesson_that_cannot_be_swapped_says_why_and_looks_no_further() -> None:
    missed = offered(facts(replace(MISSED, classes=(SEVEN_ONE, SEVEN_TWO)), OTHER))
    assert (missed.obstacles, missed.offers, missed.partners_without) == (("several_classes",), (), ())


def test_partners_without_an_offer_are_named_with_all_that_is_against_them() -> None:
    busy = a_lesson(MONDAY, 1, BO, of=(SEVEN_TWO,))
    found = offered(facts(MISSED, busy, OTHER, a_lesson(MONDAY, 6, BO), a_lesson(TUESDAY, 5, CHEN)))
    assert [one.partner_id for one in found.offers] == [CHEN]
    assert found.partners_without == (NoOffer(BO, (SwapObstacle.ABSENTEE_AWAY, SwapObstacle.PARTNER_BUSY)),)


def test_who_offers_one_lesson_is_not_named_for_another_that_will_not_do() -> None:
    found = offered(facts(MISSED, OTHER, a_lesson(MONDAY, 6, BO)))
    assert (len(found.offers), found.partners_without) == (1, ())


def test_only_missed_teaching_of_those_who_teach_the_class_is_looked_at() -> None:
    found = facts(
        MISSED,
        a_lesson(MONDAY, 2, ALI, kind=LessonKind.BLOCK, of=()),
        a_lesson(TUESDAY, 3, ALI),
        a_lesson(TUESDAY, 4, CHEN, kind=LessonKind.DUTY),
        a_lesson(TUESDAY, 5, DAI, of=(SEVEN_TWO,)),
        a_lesson(TUESDAY, 6),
    )
    assert (offered(found).offers, offered(found).partners_without) == ((), ())


def costs(*others: HeldLesson) -> dict[SwapReason, int]:
    """Of the offer of OTHER's partner, when these are held too."""
    (offer,) = (one for one in offered(facts(MISSED, *others)).offers if one.partner_id == BO)
    return {one.reason: one.cost for one in offer.reasons}


def elsewhere(day: date, teacher: UUID, *periods: int) -> list[HeldLesson]:
    return [a_lesson(day, number, teacher, of=(SEVEN_TWO,)) for number in periods]


@pytest.mark.parametrize(
    ("held", "reason", "cost"),
    [
        pytest.param([OTHER], SwapReason.ADJACENT_DAY, 10, id="adjacent day"),
        pytest.param([a_lesson(WEDNESDAY, 2, BO)], SwapReason.OTHER_DAY, 20, id="two days apart"),
        pytest.param([a_lesson(TUESDAY, 5, BO)], SwapReason.OTHER_HALF, 5, id="to the afternoon"),
        pytest.param([OTHER, *elsewhere(TUESDAY, ALI, 1, 3)], SwapReason.NO_LONG_RUN, 0, id="three in a row"),
        pytest.param([OTHER, *elsewhere(TUESDAY, ALI, 1, 3, 4)], SwapReason.LONG_RUN, 8, id="four in a row"),
        pytest.param([OTHER, *elsewhere(TUESDAY, ALI, 3, 4, 5)], SwapReason.NO_LONG_RUN, 0, id="noon"),
        pytest.param([OTHER, *elsewhere(MONDAY, BO, 2, 4, 6)], SwapReason.LIGHT_DAY, 0, id="four that day"),
        pytest.param([OTHER, *elsewhere(MONDAY, BO, 2, 4, 6, 8)], SwapReason.FULL_DAY, 6, id="five that day"),
        pytest.param(
            [OTHER, a_lesson(TUESDAY, 7, DAI, subject="数学")],
            SwapReason.TWICE_THAT_DAY,
            6,
            id="mathematics twice",
        ),
    ],
)
def test_what_an_offer_costs(held: list[HeldLesson], reason: SwapReason, cost: int) -> None:
    assert costs(*held)[reason] == cost


def test_a_swap_within_a_day_costs_nothing_for_the_day_nor_for_what_the_class_had_anyhow() -> None:
    away_in_the_morning = replace(
        ABSENCE,
        stretches=(Stretch(datetime(2021, 3, 8, 8, tzinfo=ZONE), datetime(2021, 3, 8, 9, tzinfo=ZONE)),),
    )
    found = facts(MISSED, a_lesson(MONDAY, 4, BO), a_lesson(MONDAY, 7, DAI, subject="数学"))
    found = replace(found, away={ALI: away_in_the_morning.stretches})
    (missed,) = offers(found, away_in_the_morning, now=BEFORE)
    best = missed.offers[0]
    assert (best.partner_id, best.cost, best.reasons[0].reason) == (BO, 0, SwapReason.SAME_DAY)
    assert SwapReason.TWICE_THAT_DAY not in {one.reason for one in best.reasons}


def test_the_best_offer_stands_first_and_equals_by_day_and_period() -> None:
    found = offered(
        facts(
            MISSED, a_lesson(FRIDAY, 2, DAI), a_lesson(WEDNESDAY, 3, CHEN), a_lesson(WEDNESDAY, 2, BO), OTHER
        )
    )
    assert [(one.day, one.period_no) for one in found.offers] == [
        (TUESDAY, 2),
        (WEDNESDAY, 2),
        (WEDNESDAY, 3),
        (FRIDAY, 2),
    ]


@pytest.mark.parametrize(
    ("values", "obstacle"),
    [
        pytest.param({}, None, id="open"),
        pytest.param({"swap_until": BEFORE + timedelta(seconds=1)}, None, id="a second before the deadline"),
        pytest.param({"swap_until": BEFORE}, SwapObstacle.DEADLINE_PASSED, id="at the deadline"),
        pytest.param({"route": Route.COVER}, SwapObstacle.GOES_TO_COVER, id="cover"),
        pytest.param({"state": AbsenceState.CANCELLED}, SwapObstacle.ABSENCE_OVER, id="cancelled"),
    ],
)
def test_what_closes_an_absence_to_swaps(values: dict[str, Any], obstacle: SwapObstacle | None) -> None:
    assert closed(replace(ABSENCE, **values), BEFORE) is obstacle
