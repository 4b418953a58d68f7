"""When signing in opens, is late, and closes."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activities.policy import ACTIVITY_POLICY, ActivityPolicy, ActivityRule, ActivityRuleKey, window_of
from persistence.policy import SINCE
from tests.activity_scene import at_two


def policy(opens: int, late: int, closes: int) -> ActivityPolicy:
    figures = zip(ActivityRuleKey, (opens, late, closes), strict=True)
    rows = [ActivityRule(uuid4(), key, str(figure), SINCE) for key, figure in figures]
    return ACTIVITY_POLICY.in_force(rows, at_two().date())


@pytest.mark.parametrize(
    ("given_policy", "minutes"),
    [
        pytest.param(ACTIVITY_POLICY.in_force([], at_two().date()), (-15, 5, 30), id="as shipped"),
        pytest.param(policy(0, 0, 0), (0, 0, 0), id="nobody can sign in"),
        pytest.param(policy(10, 60, 20), (-10, 20, 20), id="never late after it closed"),
    ],
)
def test_the_window_of_an_activity(given_policy: ActivityPolicy, minutes: tuple[int, int, int]) -> None:
    window = window_of(at_two(), given_policy)
    assert (window.opens_at, window.late_at, window.closes_at) == tuple(map(at_two, minutes))


@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 600))
def test_the_moments_of_a_window_are_in_order(opens: int, late: int, closes: int) -> None:
    window = window_of(at_two(), policy(opens, late, closes))
    assert window.opens_at <= window.late_at <= window.closes_at
