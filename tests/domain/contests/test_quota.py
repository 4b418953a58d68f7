"""How many works may be sent, and why."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contests.policy import CONTEST_POLICY, ContestRule, ContestRuleKey, Rounding, in_force
from domain.contests.quota import QuotaFacts, reckon, rounded, settled
from domain.policy import RuleValueInvalid
from persistence.ids import new_id

DAY = date(2021, 4, 20)


@pytest.mark.parametrize(
    ("number", "rounding", "whole"),
    [
        pytest.param(Fraction(25, 10), Rounding.DOWN, 2, id="a half, down"),
        pytest.param(Fraction(25, 10), Rounding.HALF_UP, 3, id="a half, up"),
        pytest.param(Fraction(24, 10), Rounding.HALF_UP, 2, id="less than a half"),
        pytest.param(Fraction(21, 10), Rounding.UP, 3, id="any part, up"),
        pytest.param(Fraction(3), Rounding.UP, 3, id="whole already"),
    ],
)
def test_a_part_of_the_staff_is_rounded_as_set(number: Fraction, rounding: Rounding, whole: int) -> None:
    assert rounded(number, rounding) == whole


def test_the_source_s_rule_is_a_share_of_staff_and_last_year_s_first_prizes() -> None:
    found = reckon(QuotaFacts(staff=52, first_prizes=2), in_force([], DAY), on=DAY, places=None)

    assert (found.share_of_staff, found.first_prizes_counted, found.places) == (16, 2, 18)
    assert (found.explicit, found.share, found.share_rule_id) == (False, "0.3", None)


def test_a_number_set_takes_the_place_of_the_rule_s_and_gives_it_back() -> None:
    found = reckon(QuotaFacts(52, 2), in_force([], DAY), on=DAY, places=0)

    assert (found.places, found.explicit, found.by_rule) == (0, True, 18)
    assert settled(found, None).places == 18


def test_first_prizes_may_not_count() -> None:
    off = ContestRule(new_id(), ContestRuleKey.QUOTA_ADDS_FIRST_PRIZES, "off", DAY)
    found = reckon(QuotaFacts(52, 2), in_force([off], DAY), on=DAY, places=None)

    assert (found.first_prizes, found.first_prizes_counted, found.places) == (2, 0, 16)
    assert found.first_prizes_rule_id == off.id


@settings(deadline=None)
@given(
    staff=st.integers(0, 300),
    prizes=st.integers(0, 30),
    share=st.fractions(0, 1, max_denominator=9999),
    rounding=st.sampled_from(Rounding),
)
def test_a_quota_is_its_parts_and_never_more_than_staff_and_prizes(
    staff: int, prizes: int, share: Fraction, rounding: Rounding
) -> None:
    said = {
        ContestRuleKey.QUOTA_SHARE: f"{share.numerator}/{share.denominator}",
        ContestRuleKey.QUOTA_ROUNDING: rounding.value,
    }
    rules = [ContestRule(new_id(), key, value, DAY) for key, value in said.items()]
    found = reckon(QuotaFacts(staff, prizes), in_force(rules, DAY), on=DAY, places=None)

    assert found.places == found.by_rule == found.share_of_staff + found.first_prizes_counted
    assert 0 <= found.places <= staff + prizes
    assert abs(found.share_of_staff - share * staff) < 1


@pytest.mark.parametrize("key", list(ContestRuleKey))
def test_a_rule_says_what_its_key_takes(key: ContestRuleKey) -> None:
    CONTEST_POLICY.parse(key, CONTEST_POLICY.defaults[key])
    with pytest.raises(RuleValueInvalid):
        CONTEST_POLICY.parse(key, "若干")
