"""What the policy says of cover: pay by the day and the kind of lesson, and the terms of a plan."""

from datetime import date, time
from decimal import Decimal
from uuid import UUID

import pytest

from domain.timetable.cover_policy import CoverBook, NoTermThatDay, TermSpan, cover_terms
from domain.timetable.lessons import Half, LessonKind, Period
from domain.timetable.policy import TimetableRule, TimetableRuleKey, in_force
from tests.domain.timetable.cover_school import MONDAY, NOW, TERM

RATE, POINTS = UUID(int=1), UUID(int=2)


def rule(key: TimetableRuleKey, value: str, since: date, rule_id: UUID) -> TimetableRule:
    return TimetableRule(rule_id, key, value, since, None, NOW)


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        pytest.param(LessonKind.TEACHING, MONDAY, (2050, Decimal(1), RATE), id="a lesson"),
        pytest.param(
            LessonKind.TEACHING, date(2021, 2, 26), (0, Decimal(1), None), id="before the rate began"
        ),
        pytest.param(LessonKind.DUTY, MONDAY, (0, Decimal("0.25"), POINTS), id="a duty, by points alone"),
    ],
)
def test_a_lesson_is_paid_by_the_policy_of_its_day(
    kind: LessonKind, day: date, expected: tuple[int, Decimal, UUID | None]
) -> None:
    rules = [
        rule(TimetableRuleKey.RATE_TEACHING, "2050", date(2021, 3, 1), RATE),
        rule(TimetableRuleKey.POINTS_DUTY, "0.25", date(2021, 3, 1), POINTS),
    ]
    pay = CoverBook([], rules).pay(kind, day)
    assert (pay.amount_fen, pay.points, pay.rule_id) == expected


def test_points_switched_off_are_none() -> None:
    rules = [rule(TimetableRuleKey.POINTS_TEACHING, "off", date(2021, 3, 1), POINTS)]
    assert CoverBook([], rules).pay(LessonKind.TEACHING, MONDAY).points == 0


@pytest.mark.parametrize(
    ("day", "there"),
    [
        pytest.param(date(2021, 2, 19), False, id="the day before"),
        pytest.param(date(2021, 2, 20), True, id="the first"),
        pytest.param(date(2021, 7, 6), True, id="the last"),
        pytest.param(date(2021, 7, 7), False, id="the day after"),
    ],
)
def test_a_term_holds_its_first_and_its_last_day(day: date, there: bool) -> None:
    book = CoverBook([TermSpan(TERM, date(2021, 2, 20), date(2021, 7, 6))], [])
    if there:
        assert book.term_of(day) == TERM
    else:
        with pytest.raises(NoTermThatDay):
            book.term_of(day)


def test_the_policy_sets_the_terms_and_noon_ends_a_run() -> None:
    periods = [
        Period(number, f"第{number}节", half, time(7 + number), time(7 + number, 45))
        for number, half in ((1, Half.MORNING), (2, Half.MORNING), (3, Half.AFTERNOON))
    ]
    policy = in_force([rule(TimetableRuleKey.WEIGHT_SUBJECT, "31", date(2020, 1, 1), RATE)], MONDAY)

    terms = cover_terms(policy, [periods, []])

    assert terms.breaks_after == {2}
    assert (terms.daily_covers, terms.weekly_covers, terms.daily_lessons, terms.longest_run) == (2, 5, 6, 3)
    assert (terms.points.other_subject, terms.points.same_group, terms.points.change) == (31, 15, 15)
    assert terms.points.further_teacher == 5
