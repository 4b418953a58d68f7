"""Who is young: the edges of age and service, and dates nobody knows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mentoring.policy import MENTORING_POLICY, MentoringRuleKey, in_force
from domain.mentoring.young import (
    YoungStanding,
    completed_years,
    reasons_for,
    standing_by,
    years_before,
)
from domain.policy import RuleValueInvalid

POLICY = in_force([], date(2021, 4, 12))
DAY = date(2021, 4, 12)
OLD = date(1970, 1, 1)
days = st.dates(date(1940, 1, 1), date(2060, 12, 31))


def standing(born_on: date | None, hired_on: date | None, day: date = DAY) -> YoungStanding:
    return standing_by(reasons_for(born_on, hired_on, POLICY, day))


@pytest.mark.parametrize(
    ("born_on", "hired_on", "expected"),
    [
        pytest.param(date(1985, 4, 13), OLD, YoungStanding.YOUNG, id="36 tomorrow"),
        pytest.param(date(1985, 4, 12), OLD, YoungStanding.NOT_YOUNG, id="36 today"),
        pytest.param(OLD, date(2016, 4, 12), YoungStanding.YOUNG, id="five years today"),
        pytest.param(OLD, date(2016, 4, 11), YoungStanding.NOT_YOUNG, id="five years yesterday"),
        pytest.param(None, OLD, YoungStanding.UNKNOWN, id="no birthday, long service"),
        pytest.param(OLD, None, YoungStanding.UNKNOWN, id="old, no day of hiring"),
        pytest.param(None, None, YoungStanding.UNKNOWN, id="nothing known"),
        pytest.param(None, date(2020, 8, 1), YoungStanding.YOUNG, id="no birthday, but new"),
        pytest.param(date(1996, 1, 1), None, YoungStanding.YOUNG, id="young, no day of hiring"),
    ],
)
def test_one_rule_is_enough_and_what_is_missing_is_not_guessed(
    born_on: date | None, hired_on: date | None, expected: YoungStanding
) -> None:
    assert standing(born_on, hired_on) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2024, 2, 28), YoungStanding.YOUNG, id="the day before the 29th, 35 still"),
        pytest.param(date(2024, 2, 29), YoungStanding.NOT_YOUNG, id="36 on the 29th"),
    ],
)
def test_somebody_born_on_29_february(day: date, expected: YoungStanding) -> None:
    assert standing(date(1988, 2, 29), OLD, day) is expected


@given(born_on=days, day=days)
def test_the_age_told_and_the_verdict_agree(born_on: date, day: date) -> None:
    age, _ = reasons_for(born_on, None, POLICY, day)
    assert age.met == (age.years is not None and age.years <= 35)


@given(hired_on=days, day=days)
def test_five_years_of_service_end_with_the_fifth_anniversary(hired_on: date, day: date) -> None:
    _, service = reasons_for(None, hired_on, POLICY, day)
    before = completed_years(hired_on, day - timedelta(days=1))
    assert before is not None
    assert service.met == (before < 5)


@given(day=days, years=st.integers(0, 40))
def test_so_many_years_before_is_that_many_completed_years(day: date, years: int) -> None:
    assert completed_years(years_before(day, years), day) == years


def test_years_before_a_29_february() -> None:
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)
    assert years_before(date(2024, 2, 29), 5) == date(2019, 2, 28)
    assert years_before(date(2104, 2, 29), 4) == date(2100, 3, 1) - timedelta(days=1)
    assert years_before(date(2004, 2, 29), 4) == date(2000, 2, 29)


def test_titles_are_words_between_commas() -> None:
    key = MentoringRuleKey.MENTOR_TITLES
    assert MENTORING_POLICY.parse(key, "高级教师、 一级教师") == ("高级教师", "一级教师")
    assert MENTORING_POLICY.parse(key, "off") is None
    with pytest.raises(RuleValueInvalid):
        MENTORING_POLICY.parse(key, "高级教师、")
