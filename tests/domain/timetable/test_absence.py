"""Counting an absence: days and halves by the school's table, the route, and how long one may swap."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.calendar import ZONE
from domain.timetable.absence import (
    Ground,
    Measured,
    PeriodTable,
    Route,
    days_between,
    days_missed,
    measure,
    on_school_days,
)
from domain.timetable.effective import Slot
from domain.timetable.lessons import Half, Period
from domain.timetable.policy import TimetableRule, TimetableRuleKey
from domain.training.sessions import Block

MONDAY = date(2021, 3, 8)
THURSDAY, FRIDAY, SATURDAY = date(2021, 3, 11), date(2021, 3, 12), date(2021, 3, 13)
NEXT_MONDAY, NEXT_TUESDAY = date(2021, 3, 15), date(2021, 3, 16)
PERIODS = [
    Period(1, "一", Half.MORNING, time(8), time(8, 45)),
    Period(2, "二", Half.MORNING, time(8, 55), time(9, 40)),
    Period(3, "三", Half.AFTERNOON, time(13), time(13, 45)),
    Period(4, "四", Half.AFTERNOON, time(14), time(14, 45)),
]
WORKDAYS = tuple(
    day for day in (date(2021, 3, 1) + timedelta(days=n) for n in range(60)) if day.weekday() < 5
)


def block(first: date, since: str, until: str, last: date | None = None) -> Block:
    def at(day: date, clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE)

    return Block(at(first, since), at(last or first, until))


def whole(*days: date) -> list[Block]:
    return [block(day, "08:00", "17:00") for day in days]


def ground(
    *,
    days: Iterable[date] = WORKDAYS,
    periods: list[Period] | None = None,
    rules: Iterable[TimetableRule] = (),
) -> Ground:
    tables = [PeriodTable(date(2021, 2, 1), PERIODS if periods is None else periods)]
    return Ground(tuple(days), tables, tuple(rules))


def counted(blocks: list[Block], on: Ground | None = None) -> list[tuple[date, str]]:
    return [(one.day, str(one.school_days)) for one in measure(blocks, on or ground()).days]


@pytest.mark.parametrize(
    ("blocks", "days", "total", "route"),
    [
        pytest.param(whole(THURSDAY), [(THURSDAY, "1")], "1", Route.SWAP, id="one day"),
        pytest.param(
            whole(THURSDAY, FRIDAY), [(THURSDAY, "1"), (FRIDAY, "1")], "2", Route.SWAP, id="two days"
        ),
        pytest.param(
            whole(FRIDAY, NEXT_MONDAY, NEXT_TUESDAY),
            [(FRIDAY, "1"), (NEXT_MONDAY, "1"), (NEXT_TUESDAY, "1")],
            "3",
            Route.COVER,
            id="three days",
        ),
        pytest.param(
            [block(FRIDAY, "08:00", "17:00", NEXT_MONDAY)],
            [(FRIDAY, "1"), (NEXT_MONDAY, "1")],
            "2",
            Route.SWAP,
            id="Friday to Monday in one stretch",
        ),
        pytest.param(
            [block(FRIDAY, "13:00", "17:00")], [(FRIDAY, "0.5")], "0.5", Route.SWAP, id="an afternoon"
        ),
        pytest.param(
            [*whole(THURSDAY, FRIDAY), block(NEXT_MONDAY, "08:00", "11:00")],
            [(THURSDAY, "1"), (FRIDAY, "1"), (NEXT_MONDAY, "0.5")],
            "2.5",
            Route.SWAP,
            id="two days and a morning",
        ),
        pytest.param(
            [block(FRIDAY, "09:00", "13:10")], [(FRIDAY, "1")], "1", Route.SWAP, id="a bit of both halves"
        ),
        pytest.param([block(FRIDAY, "19:00", "21:00")], [], "0", Route.SWAP, id="an evening"),
        pytest.param(whole(SATURDAY), [], "0", Route.SWAP, id="a weekend"),
    ],
)
def test_an_absence_counts_the_halves_of_school_days(
    blocks: list[Block], days: list[tuple[date, str]], total: str, route: Route
) -> None:
    measured = measure(blocks, ground())

    assert counted(blocks) == days
    assert (str(measured.school_days), measured.route) == (total, route)


def test_a_holiday_within_does_not_count() -> None:
    table = [day for day in WORKDAYS if day != NEXT_MONDAY]
    three = whole(FRIDAY, NEXT_MONDAY, NEXT_TUESDAY)

    assert counted(three, ground(days=table)) == [(FRIDAY, "1"), (NEXT_TUESDAY, "1")]
    assert measure(three, ground(days=table)).route is Route.SWAP


def test_a_make_up_saturday_counts() -> None:
    table = sorted([*WORKDAYS, SATURDAY])
    three = whole(THURSDAY, FRIDAY, SATURDAY)

    assert counted(three, ground(days=table))[-1] == (SATURDAY, "1")
    assert measure(three, ground(days=table)).route is Route.COVER


def test_the_periods_missed_are_those_the_stretch_touches() -> None:
    (day,) = days_missed([block(FRIDAY, "08:45", "13:20")], ground())

    assert (day.period_nos, day.halves) == ((2, 3), (Half.MORNING, Half.AFTERNOON))
    assert measure([block(FRIDAY, "08:45", "13:20")], ground()).slots == {Slot(FRIDAY, 2), Slot(FRIDAY, 3)}


def test_without_a_timetable_a_day_is_split_at_noon() -> None:
    bare = Ground(WORKDAYS, (), ())

    (morning,) = days_missed([block(FRIDAY, "09:00", "12:00")], bare)
    (both,) = days_missed([block(FRIDAY, "09:00", "12:01")], bare)
    assert (morning.halves, morning.period_nos) == ((Half.MORNING,), ())
    assert str(both.school_days) == "1"


def test_the_periods_are_those_of_the_version_in_force() -> None:
    late = [Period(1, "一", Half.MORNING, time(10), time(10, 45))]
    tables = [PeriodTable(date(2021, 2, 1), PERIODS), PeriodTable(FRIDAY, late)]
    both = [block(THURSDAY, "08:00", "09:00"), block(FRIDAY, "08:00", "09:00")]

    assert [one.day for one in days_missed(both, Ground(WORKDAYS, tables, ()))] == [THURSDAY]


def a_rule(key: TimetableRuleKey, value: str, since: date = date(2021, 1, 1)) -> TimetableRule:
    return TimetableRule(uuid4(), key, value, since, entered_at=datetime(2021, 1, 1, tzinfo=UTC))


def test_the_route_goes_by_the_policy_of_the_first_day_and_names_its_row() -> None:
    two = a_rule(TimetableRuleKey.COVER_FROM_DAYS, "2", FRIDAY)

    before: Measured = measure(whole(THURSDAY, FRIDAY), ground(rules=[two]))
    after = measure(whole(FRIDAY, NEXT_MONDAY), ground(rules=[two]))
    assert (before.route, before.rule_id) == (Route.SWAP, None)
    assert (after.route, after.rule_id) == (Route.COVER, two.id)


@pytest.mark.parametrize(
    ("deadline", "until"),
    [
        pytest.param("0", "2021-03-15T08:00", id="until it begins"),
        pytest.param("1", "2021-03-12T16:00", id="the Friday before a Monday"),
        pytest.param("3", "2021-03-10T16:00", id="three school days before"),
        pytest.param("20", "2021-02-23T16:00", id="plainly counted where the table does not reach"),
    ],
)
def test_one_may_swap_until_so_many_school_days_before(deadline: str, until: str) -> None:
    rule = a_rule(TimetableRuleKey.SWAP_DEADLINE_DAYS, deadline)
    measured = measure(whole(NEXT_MONDAY), ground(rules=[rule]))

    assert measured.swap_until == datetime.fromisoformat(until).replace(tzinfo=ZONE)


def test_what_counts_nothing_has_no_deadline() -> None:
    assert measure(whole(SATURDAY), ground()).swap_until is None


def test_blocks_are_kept_that_touch_a_school_day() -> None:
    to_midnight = Block(
        datetime.combine(SATURDAY, time(20), tzinfo=ZONE),
        datetime.combine(date(2021, 3, 14), time(0), tzinfo=ZONE),
    )
    blocks = [*whole(FRIDAY, SATURDAY), to_midnight]

    assert on_school_days(blocks, [FRIDAY, date(2021, 3, 14)]) == (blocks[0],)
    assert days_between(blocks) == (FRIDAY, date(2021, 3, 14))


HOURS = st.integers(0, 14 * 24)
STRETCHES = st.lists(
    st.tuples(HOURS, st.integers(1, 60)).map(
        lambda at: Block(
            datetime(2021, 3, 8, tzinfo=ZONE) + timedelta(hours=at[0]),
            datetime(2021, 3, 8, tzinfo=ZONE) + timedelta(hours=at[0] + at[1]),
        )
    ),
    min_size=1,
    max_size=6,
)
TABLES = st.sets(st.sampled_from([MONDAY + timedelta(days=n) for n in range(20)]))


@given(STRETCHES, TABLES, st.booleans())
def test_counting_is_of_halves_of_school_days_and_never_less_for_more(
    blocks: list[Block], table: set[date], timetabled: bool
) -> None:
    on = ground(days=sorted(table)) if timetabled else Ground(tuple(sorted(table)), (), ())
    measured = measure(blocks, on)

    assert measured.school_days % Decimal("0.5") == 0
    assert measured.school_days == sum(Decimal(len(one.halves)) / 2 for one in measured.days)
    assert {one.day for one in measured.days} <= table
    assert [one.day for one in measured.days] == sorted({one.day for one in measured.days})
    assert measure(blocks[:1], on).school_days <= measured.school_days
    assert measure(list(reversed(blocks)), on) == measured
    assert measure([*blocks, *blocks], on).days == measured.days
    assert {one.day for one in measured.days} <= {
        day
        for one in on_school_days(blocks, on.days)
        for day in on.days
        if days_between([one])[0] <= day <= days_between([one])[1]
    }
