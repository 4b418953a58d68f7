"""Five years together: caps by year, the limit of school-based training, the 90-hour course."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from domain.people.calendar import SchoolYearSpan, SchoolYearUnknown
from domain.training.credit import ExemptionKind, ReasonCode
from domain.training.cycle import CycleStanding, YearSums, cycle_years, judge_cycle
from domain.training.policy import CreditRule, RuleKey
from domain.training.standing import Away, Ground, Member, StandingState
from tests.domain.training.ledger_book import a_rule

D = Decimal
LAST = SchoolYearSpan(2020, date(2020, 9, 1), date(2021, 8, 31))
LATE = date(2021, 3, 1)


def year_of(confirmed: str, *, own: str = "0", hoped: str = "0", long: int = 0) -> YearSums:
    return YearSums(D(confirmed), D(hoped), D(0), D(own), D(0), long)


def stands(
    sums: dict[int, YearSums],
    *rules: CreditRule,
    today: date = LATE,
    away: tuple[Away, ...] = (),
    **more: Any,
) -> CycleStanding:
    ground = Ground(rules, [LAST], {})
    facts = {"subject_group_id": None, "grade_group_id": None, "hired_on": None, "left_on": None} | more
    member = Member(uuid4(), "单老师", "3002", **facts)
    return judge_cycle(ground.policy(2020), cycle_years(ground, 2020), today, member, away, sums)


def test_the_years_are_added_up() -> None:
    cycle = stands({2016: year_of("100"), 2019: year_of("160", long=1), 2020: year_of("100", hoped="5")})

    assert (cycle.cycle_year, cycle.until_year) == (2016, 2020)
    assert (cycle.confirmed, cycle.provisional, cycle.counted, cycle.owed) == (D(360), D(5), D(360), D(0))
    assert (cycle.state, cycle.long_courses) == (StandingState.MET, 1)


def test_school_based_training_counts_up_to_its_share() -> None:
    cycle = stands({2020: year_of("200", own="130")})
    unlimited = stands({2020: year_of("200", own="130")}, a_rule(RuleKey.SCHOOL_BASED_SHARE, "off"))

    assert (cycle.counted, cycle.school_based) == (D(190), D(130))
    assert ReasonCode.SCHOOL_BASED_SHARE in [reason.code for reason in cycle.reasons]
    assert unlimited.counted == 200


def test_a_year_counts_up_to_the_cap_of_its_own_policy() -> None:
    cap = a_rule(RuleKey.YEARLY_CAP, "80", date(2018, 9, 1))

    cycle = stands({2017: year_of("100"), 2018: year_of("100", own="15")}, cap)

    assert cycle.counted == 180
    assert [reason.rule_id for reason in cycle.reasons].count(cap.id) == 1


@pytest.mark.parametrize(
    ("sums", "today", "state"),
    [
        pytest.param({2020: year_of("360")}, LATE, StandingState.AT_RISK, id="no 90-hour course at last"),
        pytest.param({2020: year_of("360")}, date(2019, 3, 1), StandingState.ON_TRACK, id="none so far"),
        pytest.param({2020: year_of("300", hoped="60", long=1)}, LATE, StandingState.ON_TRACK, id="hoped"),
        pytest.param({2020: year_of("350", long=1)}, LATE, StandingState.AT_RISK, id="nearly"),
        pytest.param({2020: year_of("100", long=1)}, LATE, StandingState.BEHIND, id="far from it"),
        pytest.param({}, date(2016, 9, 1), StandingState.AT_RISK, id="the first day"),
    ],
)
def test_the_state_needs_credits_and_the_long_course(
    sums: dict[int, YearSums], today: date, state: StandingState
) -> None:
    assert stands(sums, today=today).state is state


def test_who_came_late_owes_the_days_there() -> None:
    late = stands({}, hired_on=date(2020, 9, 1))
    whole = stands({}, a_rule(RuleKey.PRO_RATA, "off"), hired_on=date(2020, 9, 1))

    assert (late.target, whole.target) == (D("71.96"), D("360.00"))  # 365 of 1826 days
    assert [reason.value for reason in late.reasons if reason.code is ReasonCode.PRO_RATA] == ["365/1826"]


def test_who_is_exempt_throughout_owes_nothing() -> None:
    away = Away(ExemptionKind.EXEMPT, date(2010, 1, 1), date(2030, 1, 1))

    cycle = stands({}, away=(away,))

    assert (cycle.state, cycle.target, cycle.long_courses_due) == (StandingState.EXEMPT, D(0), 0)


def test_a_cycle_is_asked_for_by_a_year_the_calendar_knows() -> None:
    with pytest.raises(SchoolYearUnknown):
        cycle_years(Ground([], [LAST], {}), 2021)


def test_years_to_come_are_taken_to_lie_like_the_one_asked_for() -> None:
    leap = SchoolYearSpan(2020, date(2020, 2, 29), date(2021, 2, 27))

    years = cycle_years(Ground([], [leap], {}), 2020)

    assert years[-1].span is leap
    assert years[0].span == SchoolYearSpan(2016, date(2016, 2, 28), date(2017, 2, 27))
