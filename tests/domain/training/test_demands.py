"""Which duties follow which training, and by when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.calendar import SchoolDays
from domain.training.catalogue import CourseKind
from domain.training.demands import DutyRule, Ended, demanded, rules_in_force
from domain.training.duty import DutyKind
from persistence.ids import new_id

FRIDAY = date(2021, 3, 12)
EMPTY = SchoolDays((), None)
C, R, P, S, E = DutyKind


def asked(kind: CourseKind, *rules: DutyRule, on: date = FRIDAY) -> dict[DutyKind, date]:
    ended = Ended(new_id(), new_id(), kind, on)
    return {demand.kind: demand.due_on for demand in demanded(ended, rules, EMPTY)}


def a_rule(days: int | None, since: date, *, entered: int = 1, duty: DutyKind = R) -> DutyRule:
    at = datetime(2021, 1, entered, tzinfo=UTC)
    return DutyRule(new_id(), CourseKind.SHORT, duty, days, since, entered_at=at)


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        pytest.param(CourseKind.SHORT, {C: 10, S: 10, E: 10}, id="short: a content record, no reflection"),
        pytest.param(CourseKind.LONG_90, {R: 20, P: 20, S: 20, E: 20}, id="90 hours: reflection and product"),
        pytest.param(CourseKind.ONLINE, {S: 10, E: 10}, id="online"),
        pytest.param(CourseKind.SCHOOL_BASED, {}, id="school-based: its projects ask for their own"),
    ],
)
def test_what_is_asked_for_by_default(kind: CourseKind, days: dict[DutyKind, int]) -> None:
    assert asked(kind) == {duty: FRIDAY + timedelta(days=number) for duty, number in days.items()}


def test_a_rule_holds_for_trainings_that_end_on_its_first_day_or_later() -> None:
    rule = a_rule(5, FRIDAY)

    assert R not in asked(CourseKind.SHORT, rule, on=FRIDAY - timedelta(days=1))
    assert asked(CourseKind.SHORT, rule)[R] == FRIDAY + timedelta(days=5)


def test_of_two_rules_the_later_first_day_counts_and_then_the_later_entered() -> None:
    older, newer = a_rule(5, date(2021, 1, 1)), a_rule(7, date(2021, 2, 1), entered=1)
    corrected = a_rule(9, date(2021, 2, 1), entered=2)

    for rules in ([older, newer, corrected], [corrected, newer, older], [newer, older, corrected]):
        assert asked(CourseKind.SHORT, *rules)[R] == FRIDAY + timedelta(days=9)


def test_a_rule_without_days_asks_for_nothing() -> None:
    assert set(asked(CourseKind.SHORT, a_rule(None, date(2021, 1, 1), duty=C))) == {S, E}


def test_what_is_in_force_names_its_row() -> None:
    rule = a_rule(5, date(2021, 1, 1), duty=C)
    rows = {(row.course_kind, row.duty_kind): row for row in rules_in_force([rule], FRIDAY)}

    assert rows[CourseKind.SHORT, C].id == rule.id
    assert rows[CourseKind.SHORT, S].id is None


WEEK = tuple(FRIDAY + timedelta(days=n) for n in (3, 4, 5, 8))
"""Monday to Wednesday, and Saturday of a make-up day: which days these are is not looked at."""


@pytest.mark.parametrize(
    ("number", "due", "estimated"),
    [
        pytest.param(0, FRIDAY, False, id="at once"),
        pytest.param(1, WEEK[0], False, id="the next school day"),
        pytest.param(4, WEEK[3], False, id="the last the table knows"),
        pytest.param(6, FRIDAY + timedelta(days=12), True, id="two more, from the table's end"),
    ],
)
def test_days_are_counted_by_the_table_and_then_by_the_calendar(
    number: int, due: date, estimated: bool
) -> None:
    table = SchoolDays((FRIDAY, *WEEK), FRIDAY + timedelta(days=10))

    assert table.later(FRIDAY, number) == (due, estimated)


@given(st.sets(st.integers(1, 60), max_size=40), st.integers(0, 50), st.integers(0, 60))
def test_exactly_so_many_school_days_lie_before_a_due_day(
    offsets: set[int], number: int, known_for: int
) -> None:
    days = tuple(FRIDAY + timedelta(days=n) for n in sorted(offsets) if n <= known_for)
    table = SchoolDays(days, FRIDAY + timedelta(days=known_for))

    due, estimated = table.later(FRIDAY, number)

    between = [day for day in days if FRIDAY < day <= due]
    assert estimated == (len(days) < number)
    if estimated:
        assert (due - FRIDAY).days == known_for + number - len(days)
    else:
        assert len(between) == number
