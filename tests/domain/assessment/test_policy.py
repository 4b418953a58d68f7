"""The policy of assessments: what its rows may say, and what an assessment keeps of them."""

from datetime import date
from decimal import Decimal

import pytest

from domain.assessment.policy import (
    ASSESSMENT_POLICY,
    AssessmentRule,
    AssessmentRuleKey,
    Band,
    Dimension,
    WeightsNotHundred,
    kept_policy,
)
from domain.assessment.scheme import EXAMPLE, NewIndicator, SharesNotHundred, check_indicators, numbered
from domain.policy import RuleValueInvalid
from tests.domain.assessment.results import ident


def test_a_new_school_weighs_all_alike() -> None:
    found = kept_policy(ASSESSMENT_POLICY.rows_in_force([], date(2021, 2, 20)))

    assert found.weights.value == dict.fromkeys(Dimension, 20)
    assert found.bands.value == {
        Band.EXCELLENT: Decimal(90),
        Band.GOOD: Decimal(75),
        Band.PASS: Decimal(60),
    }
    assert (found.bonus_cap.value, found.trim_from.value) == (Decimal(5), 5)
    assert found.unexcused_points.value == Decimal(10)


@pytest.mark.parametrize("total", ["20/20/20/20/21", "0/0/0/0/0", "100/100/0/0/0"])
def test_weights_make_a_hundred(total: str) -> None:
    with pytest.raises(WeightsNotHundred) as refused:
        ASSESSMENT_POLICY.parse(AssessmentRuleKey.WEIGHTS, total)
    assert refused.value.facts == {"total": sum(map(int, total.split("/")))}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param(AssessmentRuleKey.WEIGHTS, "50/50", id="two weights"),
        pytest.param(AssessmentRuleKey.WEIGHTS, "20.5/19.5/20/20/20", id="no whole weight"),
        pytest.param(AssessmentRuleKey.WEIGHTS, "-20/60/20/20/20", id="a weight below nothing"),
        pytest.param(AssessmentRuleKey.BANDS, "90/90/60", id="two bands alike"),
        pytest.param(AssessmentRuleKey.BANDS, "90/75/60/50", id="four bands"),
        pytest.param(AssessmentRuleKey.TRIM_FROM, "2", id="two judges, none left"),
    ],
)
def test_what_does_not_read_as_its_key_is_refused(key: AssessmentRuleKey, value: str) -> None:
    with pytest.raises(RuleValueInvalid):
        ASSESSMENT_POLICY.parse(key, value)


def test_the_row_a_figure_comes_from_is_kept() -> None:
    row = AssessmentRule(ident(3), AssessmentRuleKey.BONUS_CAP, "2.5", date(2021, 1, 1))

    found = kept_policy(ASSESSMENT_POLICY.rows_in_force([row], date(2021, 2, 20)))

    assert (found.bonus_cap.id, found.bonus_cap.value) == (ident(3), Decimal("2.5"))


def test_the_example_is_a_scheme() -> None:
    check_indicators(EXAMPLE)

    found = numbered(EXAMPLE[::-1], map(ident, range(len(EXAMPLE))))

    assert [one.dimension for one in found] == sorted(
        (one.dimension for one in EXAMPLE), key=list(Dimension).index
    )
    assert not any(one.needs_evidence for one in found if one.fact)


def test_a_dimension_without_indicators_is_no_scheme() -> None:
    every = [NewIndicator(dimension, "x", 100) for dimension in Dimension]

    with pytest.raises(SharesNotHundred) as refused:
        check_indicators(every[:-1])
    assert refused.value.facts == {"dimension": Dimension.ROUTINE, "total": 0}
