"""Dated rules: how each is written, and which holds on a day."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest

from domain.policy import RuleValueInvalid
from domain.training.policy import (
    DEFAULTS,
    CreditRule,
    RuleKey,
    in_force,
    parse,
    rows_in_force,
)


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        pytest.param(RuleKey.YEARLY_TARGET, "73", Decimal(73), id="whole credits"),
        pytest.param(RuleKey.YEARLY_TARGET, "73.55", Decimal("73.55"), id="hundredths"),
        pytest.param(RuleKey.YEARLY_CAP, "off", None, id="off"),
        pytest.param(RuleKey.YEARLY_CAP, "90", Decimal(90), id="a cap"),
        pytest.param(RuleKey.CYCLE_ANCHOR_YEAR, "2016", 2016, id="a year"),
        pytest.param(RuleKey.SCHOOL_BASED_SHARE, "1/3", Fraction(1, 3), id="a share"),
        pytest.param(RuleKey.ABSENCE_VOID_SHARE, "0.2", Fraction(1, 5), id="a share as decimals"),
        pytest.param(RuleKey.PRO_RATA, "on", True, id="on"),
        pytest.param(RuleKey.PRO_RATA, "off", False, id="a switch off"),
    ],
)
def test_a_rule_reads_as_its_key_says(key: RuleKey, written: str, value: object) -> None:
    assert parse(key, written) == value


@pytest.mark.parametrize(
    ("key", "written"),
    [
        (RuleKey.YEARLY_TARGET, "off"),
        (RuleKey.YEARLY_TARGET, "1e3"),
        (RuleKey.YEARLY_TARGET, "٧٣"),
        (RuleKey.CYCLE_YEARS, "21"),
        (RuleKey.CYCLE_YEARS, "five"),
        (RuleKey.ABSENCE_VOID_SHARE, "1/0"),
        (RuleKey.ABSENCE_VOID_SHARE, "6/5"),
        (RuleKey.ABSENCE_VOID_SHARE, "much"),
        (RuleKey.PRO_RATA, "maybe"),
    ],
)
def test_another_form_is_refused_with_the_one_expected(key: RuleKey, written: str) -> None:
    with pytest.raises(RuleValueInvalid) as refused:
        parse(key, written)

    assert refused.value.facts["key"] == key.value
    assert refused.value.facts["expected"]


def test_every_shipped_default_is_of_its_keys_form() -> None:
    for key in RuleKey:
        parse(key, DEFAULTS[key])


def target(value: str, since: date, entered: int = 1) -> CreditRule:
    at = datetime(2020, 1, entered, tzinfo=UTC)
    return CreditRule(uuid4(), RuleKey.YEARLY_TARGET, value, since, entered_at=at)


def test_the_latest_start_holds_and_of_two_the_later_entered() -> None:
    old, new = target("73", date(2000, 1, 1)), target("80", date(2020, 9, 1))
    corrected, coming = target("81", date(2020, 9, 1), entered=2), target("99", date(2021, 9, 1))
    rules = [corrected, coming, new, old]

    assert in_force(rules, date(2020, 8, 31)).yearly_target.id == old.id
    assert in_force(rules, date(2020, 9, 1)).yearly_target.value == 81
    assert in_force(reversed(rules), date(2021, 8, 31)).yearly_target.id == corrected.id


def test_a_key_without_a_row_has_the_shipped_default() -> None:
    policy = in_force([], date(2020, 9, 1))

    assert (policy.yearly_target.value, policy.yearly_target.id) == (Decimal(73), None)
    assert len(rows_in_force([], date(2020, 9, 1))) == len(RuleKey)
    assert rows_in_force(rows_in_force([], date(2020, 9, 1)), date(2020, 9, 1))[0].id is None


@pytest.mark.parametrize(
    ("year", "first"),
    [(2016, 2016), (2020, 2016), (2021, 2021), (2015, 2011), (2030, 2026)],
)
def test_the_anchor_and_the_length_place_every_cycle(year: int, first: int) -> None:
    assert in_force([], date(2020, 9, 1)).cycle_of(year) == first
