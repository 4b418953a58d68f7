"""Who earns the hours of a project, and the two scores."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.projects.outcome import Facts, OutcomeReason, judge, weighted
from domain.projects.policy import PROJECT_POLICY, ProjectPolicy, ProjectRule, ProjectRuleKey
from persistence.policy import SINCE

DAY = SINCE.replace(year=2021)
POLICY = PROJECT_POLICY.in_force([], DAY)
GOOD = Facts(uuid4(), "张伟", 2, 2, 0, 0, "accepted", None, True)


def policy(**values: str) -> ProjectPolicy:
    rows = [ProjectRule(uuid4(), ProjectRuleKey(key), value, SINCE) for key, value in values.items()]
    return PROJECT_POLICY.in_force(rows, DAY)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        pytest.param({}, [], id="came to all, homework accepted"),
        pytest.param({"present": 0, "late": 2}, [], id="late to all"),
        pytest.param({"present": 1, "excused": 1}, [], id="excused from one, came to the other"),
        pytest.param({"present": 1}, [OutcomeReason.ABSENT], id="absent from one"),
        pytest.param({"present": 0}, [OutcomeReason.ABSENT], id="absent from all"),
        pytest.param({"present": 0, "excused": 2}, [OutcomeReason.EXCUSED_FROM_ALL], id="excused from all"),
        pytest.param({"expected": 0, "present": 0}, [OutcomeReason.NOT_EXPECTED], id="expected at none"),
        pytest.param({"homework": None}, [OutcomeReason.HOMEWORK_MISSING], id="no homework"),
        pytest.param(
            {"homework": "handed_in"}, [OutcomeReason.HOMEWORK_NOT_ACCEPTED], id="homework not judged"
        ),
        pytest.param(
            {"present": 0, "homework": None},
            [OutcomeReason.ABSENT, OutcomeReason.HOMEWORK_MISSING],
            id="neither",
        ),
    ],
)
def test_the_hours_are_all_or_nothing_and_nothing_has_its_reasons(
    facts: dict[str, object], reasons: list[OutcomeReason]
) -> None:
    outcome = judge(replace(GOOD, **facts), POLICY, homework_required=True)  # type: ignore[arg-type]
    assert (outcome.reasons, outcome.granted) == (reasons, not reasons)


def test_where_no_homework_is_asked_for_none_is_missed() -> None:
    assert judge(replace(GOOD, homework=None), POLICY, homework_required=False).granted


def test_a_school_may_ask_for_part_of_the_activities_only() -> None:
    half = policy(attendance_share="1/2")
    assert judge(replace(GOOD, present=1), half, homework_required=True).granted
    nothing = policy(attendance_share="0/1")
    assert not judge(replace(GOOD, present=0), nothing, homework_required=True).granted


@pytest.mark.parametrize(
    ("facts", "process", "effect", "total"),
    [
        pytest.param({}, "100.00", "100.00", "100.00", id="all in full, no mark"),
        pytest.param({"mark": Decimal("90")}, "100.00", "90.00", "94.00", id="a mark"),
        pytest.param({"present": 1, "late": 1}, "92.00", "100.00", "96.80", id="late once"),
        pytest.param({"evaluated": False}, "80.00", "100.00", "92.00", id="no evaluation"),
        pytest.param({"homework": None}, "100.00", "0.00", "40.00", id="no homework"),
        pytest.param({"present": 0, "excused": 2}, "20.00", "100.00", "68.00", id="excused from all"),
    ],
)
def test_scores_by_the_shipped_weights(
    facts: dict[str, object], process: str, effect: str, total: str
) -> None:
    outcome = judge(replace(GOOD, **facts), POLICY, homework_required=True)  # type: ignore[arg-type]
    assert (str(outcome.process), str(outcome.effect), str(outcome.total)) == (process, effect, total)


def test_without_any_weight_a_score_is_nothing() -> None:
    outcome = judge(GOOD, policy(weight_process="0", weight_effect="0"), homework_required=True)
    assert outcome.total == 0


@given(st.lists(st.tuples(st.integers(0, 100), st.decimals(0, 100, places=2)), min_size=1, max_size=6))
def test_a_weighted_score_stays_between_its_parts(parts: list[tuple[int, Decimal]]) -> None:
    counted = [value for weight, value in parts if weight]
    found = weighted(*parts)
    if counted:
        assert min(counted) <= found <= max(counted)
    else:
        assert found == 0
