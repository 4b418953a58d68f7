"""A school year judged: the target, what counts towards it, and the reasons."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.calendar import SchoolYearSpan, SchoolYearUnknown
from domain.training.credit import ExemptionKind, ReasonCode
from domain.training.policy import RuleKey, in_force
from domain.training.standing import (
    Away,
    Ground,
    Member,
    Standing,
    StandingState,
    Yardstick,
    days_there,
    hundredths,
    judge,
)
from domain.training.summary import GroupBy, summarise
from tests.domain.training.ledger_book import a_rule

SPAN = SchoolYearSpan(2020, date(2020, 9, 1), date(2021, 8, 31))
MIDDLE = date(2021, 3, 2)  # 182 of 365 days are over
D = Decimal


def member(**more: Any) -> Member:
    facts = {"subject_group_id": None, "grade_group_id": None, "hired_on": None, "left_on": None} | more
    return Member(uuid4(), "曾老师", "3001", **facts)


def stands(
    confirmed: str = "0",
    provisional: str = "0",
    planned: str = "0",
    *,
    today: date = MIDDLE,
    away: tuple[Away, ...] = (),
    rules: dict[RuleKey, str] | None = None,
    **more: Any,
) -> Standing:
    policy = in_force([a_rule(key, value) for key, value in (rules or {}).items()], SPAN.starts_on)
    sums = D(confirmed), D(provisional), D(planned)
    return judge(Yardstick(policy, SPAN, today), member(**more), away, *sums)


def codes(standing: Standing) -> list[ReasonCode]:
    return [reason.code for reason in standing.reasons]


@pytest.mark.parametrize(
    ("confirmed", "provisional", "planned", "state", "owed"),
    [
        pytest.param("73.00", "0", "0", StandingState.MET, "0.00", id="just met"),
        pytest.param("72.90", "0", "0", StandingState.AT_RISK, "0.10", id="a tenth short"),
        pytest.param("72.90", "0.10", "0", StandingState.ON_TRACK, "0.10", id="the tenth is provisional"),
        pytest.param("0", "0", "73.00", StandingState.ON_TRACK, "73.00", id="all planned"),
        pytest.param("36.40", "0", "0", StandingState.AT_RISK, "36.60", id="as much as is over of the year"),
        pytest.param("36.39", "0", "0", StandingState.BEHIND, "36.61", id="less than that"),
    ],
)
def test_the_state_follows_from_what_is_earned_expected_and_over(
    confirmed: str, provisional: str, planned: str, state: StandingState, owed: str
) -> None:
    standing = stands(confirmed, provisional, planned)

    assert (standing.state, standing.owed) == (state, D(owed))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        pytest.param(date(2020, 8, 1), StandingState.AT_RISK, id="before the year nobody is behind"),
        pytest.param(date(2022, 1, 1), StandingState.BEHIND, id="after it all is due"),
    ],
)
def test_the_part_of_the_year_that_is_over_has_its_ends(today: date, state: StandingState) -> None:
    assert stands("72", today=today).state is state


def test_below_the_floor_is_said() -> None:
    assert ReasonCode.YEARLY_FLOOR in codes(stands("23.99"))
    assert ReasonCode.YEARLY_FLOOR not in codes(stands("24"))


def test_a_cap_limits_what_counts() -> None:
    rules = {RuleKey.YEARLY_CAP: "80"}

    above = stands("95", rules=rules)

    assert (above.confirmed, above.counted) == (D(95), D(80))
    assert ReasonCode.YEARLY_CAP in codes(above)
    assert ReasonCode.YEARLY_CAP not in codes(stands("80", rules=rules))
    assert stands("10", "90", rules={RuleKey.YEARLY_CAP: "50"}).state is StandingState.AT_RISK


LEAVE = Away(ExemptionKind.LONG_LEAVE, date(2020, 9, 1), date(2021, 2, 28))


def test_days_away_reduce_the_target_and_are_named() -> None:
    standing = stands(away=(LEAVE,))

    assert standing.target == D("36.80")
    assert [(reason.code, reason.value) for reason in standing.reasons if reason.rule_id is None][-2:] == [
        (ReasonCode.PRO_RATA, "184/365"),
        (ReasonCode.LONG_LEAVE, "2020-09-01/2021-02-28"),
    ]


def test_without_pro_rata_the_whole_target_is_due_unless_away_all_year() -> None:
    rules = {RuleKey.PRO_RATA: "off"}
    all_year = Away(ExemptionKind.EXEMPT, date(2020, 1, 1), date(2022, 1, 1))

    assert stands(away=(LEAVE,), rules=rules).target == 73
    exempt = stands(away=(all_year,), rules=rules)
    assert (exempt.state, exempt.target, exempt.owed) == (StandingState.EXEMPT, D(0), D(0))


@pytest.mark.parametrize(
    ("more", "days"),
    [
        pytest.param({}, 365, id="all year"),
        pytest.param({"hired_on": date(2020, 9, 1)}, 365, id="from the first day"),
        pytest.param({"hired_on": date(2021, 8, 31)}, 1, id="the last day only"),
        pytest.param({"left_on": date(2020, 9, 1)}, 1, id="the first day only"),
        pytest.param({"hired_on": date(2021, 9, 1)}, 0, id="comes later"),
        pytest.param({"left_on": date(2020, 8, 31)}, 0, id="left before"),
    ],
)
def test_only_days_at_the_school_count(more: dict[str, date], days: int) -> None:
    assert days_there(SPAN, more.get("hired_on"), more.get("left_on"), ())[0] == days


def away(first: date, last: date) -> Away:
    return Away(ExemptionKind.EXEMPT, first, last)


def test_days_away_twice_count_once_and_those_out_of_the_year_not_at_all() -> None:
    there, why = days_there(
        SPAN,
        None,
        None,
        [
            away(date(2021, 1, 5), date(2021, 1, 20)),
            away(date(2021, 1, 1), date(2021, 1, 10)),
            away(date(2021, 1, 7), date(2021, 1, 8)),
            away(date(2019, 1, 1), date(2019, 1, 10)),
            away(date(2022, 1, 1), date(2022, 1, 10)),
        ],
    )

    assert (there, len(why)) == (345, 3)


days = st.dates(date(2020, 6, 1), date(2021, 12, 31))
spans = st.tuples(days, days).map(lambda pair: away(min(pair), max(pair)))


@given(st.lists(spans, max_size=5), st.none() | days, st.none() | days)
def test_the_days_there_are_those_of_counting_them_one_by_one(
    absences: list[Away], hired_on: date | None, left_on: date | None
) -> None:
    there = 0
    for ordinal in range(SPAN.starts_on.toordinal(), SPAN.ends_on.toordinal() + 1):
        day = date.fromordinal(ordinal)
        absent = any(one.from_day <= day <= one.until_day for one in absences)
        there += not absent and (hired_on or day) <= day <= (left_on or day)

    assert days_there(SPAN, hired_on, left_on, absences)[0] == there


credits = st.decimals(min_value=-50, max_value=500, places=2)


@given(credits, credits, credits)
def test_what_is_owed_is_what_lacks_and_met_is_when_nothing_does(a: D, b: D, c: D) -> None:
    standing = stands(str(a), str(b), str(c))

    assert standing.owed == max(standing.target - standing.counted, 0)
    assert (standing.owed == 0) == (standing.state is StandingState.MET)


def test_halves_of_a_hundredth_are_rounded_up() -> None:
    assert (hundredths(D("0.005")), hundredths(Fraction(1, 3))) == (D("0.01"), D("0.33"))


def test_a_year_is_judged_by_the_rules_of_its_first_day() -> None:
    rules = [a_rule(RuleKey.YEARLY_TARGET, "80"), a_rule(RuleKey.YEARLY_TARGET, "90", date(2020, 9, 2))]
    ground = Ground(rules, [SPAN], {})

    assert ground.yardstick(2020, MIDDLE).target == 80
    with pytest.raises(SchoolYearUnknown):
        ground.yardstick(2021, MIDDLE)


def test_a_summary_is_by_name_with_the_groupless_last() -> None:
    maths, arts = uuid4(), uuid4()
    standings = [stands("80", subject_group_id=maths), stands(), stands("1", subject_group_id=arts)]

    groups = summarise(standings, GroupBy.SUBJECT_GROUP, {maths: "数学组", arts: "艺术组"})
    (school,) = summarise(standings, GroupBy.SCHOOL, {})

    assert [(one.name, one.teachers, one.met, one.owed) for one in groups] == [
        ("数学组", 1, 1, D(0)),
        ("艺术组", 1, 0, D(72)),
        (None, 1, 0, D(73)),
    ]
    assert (school.teachers, school.behind, school.confirmed) == (3, 2, D(81))
