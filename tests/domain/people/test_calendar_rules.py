"""A school year laid out: which days are held, which weeks are numbered, which years cannot be."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.people.calendar import (
    DayKind,
    SchoolYearSpan,
    SchoolYearUnknown,
    present_school_year,
    school_year_of,
)
from domain.people.changes import DaysOutOfOrder
from domain.people.school_years import (
    FirstMondayMisplaced,
    PublicDay,
    SchoolYear,
    SchoolYearsOverlap,
    SchoolYearTooLong,
    Term,
    TermPlan,
    TermsMisplaced,
    check_overlap,
    check_year,
    planned_term,
    sow,
    weeks,
)

FIRST, LAST = date(2020, 9, 1), date(2021, 8, 31)
SOME = UUID(int=1)


class Announced:
    """A country whose holidays are these, and in which nothing else is known."""

    def __init__(self, **days: PublicDay) -> None:
        self._days = {date.fromisoformat(day[1:].replace("_", "-")): one for day, one in days.items()}

    def day(self, day: date) -> PublicDay | None:
        return self._days.get(day)


def a_term(number: int, starts_on: str, ends_on: str, first_monday: str | None = None) -> TermPlan:
    monday = date.fromisoformat(first_monday) if first_monday else None
    return planned_term(number, date.fromisoformat(starts_on), date.fromisoformat(ends_on), monday)


AUTUMN, SPRING = a_term(1, "2020-09-01", "2021-01-29"), a_term(2, "2021-02-22", "2021-07-06")


def test_week_1_is_the_one_the_term_begins_in() -> None:
    assert AUTUMN.first_monday == date(2020, 8, 31)


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        pytest.param([a_term(1, "2020-09-02", "2020-09-02")], DaysOutOfOrder, id="a term of no days"),
        pytest.param([a_term(1, "2020-08-31", "2021-01-01")], TermsMisplaced, id="before the year"),
        pytest.param([a_term(1, "2021-05-01", "2021-09-01")], TermsMisplaced, id="after the year"),
        pytest.param([AUTUMN, a_term(2, "2021-01-29", "2021-07-06")], TermsMisplaced, id="overlapping"),
        pytest.param([replace(SPRING, number=1), replace(AUTUMN, number=2)], TermsMisplaced, id="crossed"),
        pytest.param([replace(AUTUMN, first_monday=FIRST)], FirstMondayMisplaced, id="from a Tuesday"),
        pytest.param([replace(AUTUMN, first_monday=date(2020, 9, 14))], FirstMondayMisplaced, id="far away"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms: list[TermPlan], refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        check_year(FIRST, LAST, terms)


@pytest.mark.parametrize(("days", "refusal"), [(0, DaysOutOfOrder), (400, SchoolYearTooLong)])
def test_a_year_has_more_than_one_day_and_no_more_than_400(days: int, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        check_year(FIRST, FIRST + timedelta(days), [])


def test_a_year_of_400_days_with_its_terms_in_any_order_can_be() -> None:
    check_year(FIRST, FIRST + timedelta(399), [SPRING, AUTUMN])


def test_years_may_touch_and_not_overlap() -> None:
    year = SchoolYear(SOME, 2020, FIRST, LAST, True, 1)

    check_overlap(LAST + timedelta(1), LAST + timedelta(300), [year])
    with pytest.raises(SchoolYearsOverlap):
        check_overlap(LAST, LAST + timedelta(300), [year])


def test_a_day_is_what_the_country_says_in_a_term_and_vacation_outside() -> None:
    public = Announced(
        d2020_09_04=PublicDay(DayKind.WORKDAY, None),
        d2020_09_05=PublicDay(DayKind.MAKE_UP, "国庆节"),
        d2020_10_01=PublicDay(DayKind.HOLIDAY, "国庆节"),
        d2021_02_12=PublicDay(DayKind.HOLIDAY, "春节"),
    )

    days, sure = sow(FIRST, LAST, [AUTUMN, SPRING], public)

    found = {one.day.isoformat(): (one.kind, one.is_school_day, one.note) for one in days}
    assert (len(days), sure) == (365, False)
    assert found["2020-09-04"] == (DayKind.WORKDAY, True, None)
    assert found["2020-09-05"] == (DayKind.MAKE_UP, True, "国庆节")
    assert found["2020-10-01"] == (DayKind.HOLIDAY, False, "国庆节")
    assert found["2021-02-12"] == (DayKind.VACATION, False, "春节")
    assert found["2020-09-07"] == (DayKind.WORKDAY, True, None)
    assert found["2020-09-06"] == (DayKind.WEEKEND, False, None)
    assert sow(date(2020, 9, 4), date(2020, 9, 5), [AUTUMN], public)[1] is True


def test_a_term_that_begins_before_its_first_monday_leaves_those_days_without_a_number() -> None:
    term = Term(SOME, SOME, 1, date(2020, 9, 1), date(2020, 9, 20), date(2020, 9, 7), 1)

    found = weeks(term, [date(2020, 9, 1), date(2020, 9, 7), date(2020, 9, 13), date(2020, 9, 14)])

    assert [(one.week_no, one.school_days) for one in found] == [(1, 2), (2, 1)]


@given(starts_on=st.dates(date(1990, 1, 1), date(2100, 1, 1)), length=st.integers(1, 200))
def test_weeks_are_seven_days_each_and_cover_the_term_once(starts_on: date, length: int) -> None:
    plan = planned_term(1, starts_on, starts_on + timedelta(length), None)
    term = Term(SOME, SOME, 1, plan.starts_on, plan.ends_on, plan.first_monday, 1)
    every_day = [starts_on + timedelta(n) for n in range(length + 1)]

    found = weeks(term, every_day)

    assert sum(week.school_days for week in found) == length + 1
    assert [week.week_no for week in found] == list(range(1, len(found) + 1))
    assert all(week.starts_on.weekday() == 0 and (week.ends_on - week.starts_on).days == 6 for week in found)


def test_a_day_belongs_to_the_school_year_that_holds_it() -> None:
    spans = [SchoolYearSpan(2019, date(2019, 9, 1), date(2020, 8, 31)), SchoolYearSpan(2020, FIRST, LAST)]

    assert [school_year_of(day, spans) for day in (date(2020, 8, 31), FIRST)] == [2019, 2020]
    with pytest.raises(SchoolYearUnknown):
        school_year_of(date(2022, 1, 1), spans)


def test_where_the_calendar_ends_the_present_year_is_the_last_begun() -> None:
    spans = [SchoolYearSpan(year, date(year, 9, 1), date(year + 1, 8, 31)) for year in (2020, 2019)]

    assert present_school_year(date(2020, 8, 31), spans) == 2019
    assert present_school_year(date(2026, 1, 1), spans) == 2020
    with pytest.raises(SchoolYearUnknown):
        present_school_year(date(2019, 8, 31), spans)
