"""The responsible teacher is asked for each lesson plan, all of them for the closing."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.extension.policy import EXTENSION_POLICY, ExtensionRule, ExtensionRuleKey
from domain.extension.reminding import notices, unprepared
from domain.messages import Event, missing_facts
from tests.domain.extension.test_gaps import MONDAY, facts

RUN = facts(4, frozenset({1, 9}), frozenset({2}))
POLICY = EXTENSION_POLICY.in_force([], MONDAY)


@pytest.mark.parametrize(
    ("weeks", "numbers"),
    [
        pytest.param(0, [], id="nothing held yet"),
        pytest.param(1, [1], id="on the first day"),
        pytest.param(2, [1], id="the second has its plan"),
        pytest.param(4, [1, 3, 4], id="planned, taught or not"),
        pytest.param(9, [1, 3, 4, 9], id="beyond the plan"),
    ],
)
def test_what_is_unprepared(weeks: int, numbers: list[int]) -> None:
    assert [no for no, _ in unprepared(RUN, MONDAY + timedelta(7 * weeks))] == numbers


def test_who_is_told_what() -> None:
    told = notices(RUN, POLICY, date(2021, 6, 22))

    plans = [one for one in told if one.event is Event.EXTENSION_PLAN_MISSING]
    closing = [one for one in told if one.event is Event.EXTENSION_CLOSING_DUE]
    assert {one.recipient_id for one in plans} == {UUID(int=3)}
    assert len({one.about for one in plans}) == len(plans) == 4
    assert [one.recipient_id for one in closing] == [UUID(int=3), UUID(int=4)]
    assert [missing_facts(one) for one in told] == [[]] * 6


def test_the_days_are_policy() -> None:
    later = ExtensionRule(UUID(int=1), ExtensionRuleKey.PLAN_AFTER_DAYS, "7", MONDAY, None, None)
    policy = EXTENSION_POLICY.in_force([later], MONDAY)

    assert notices(RUN, policy, MONDAY + timedelta(13)) == []
    assert len(notices(RUN, policy, MONDAY + timedelta(14))) == 1
    assert all(one.event is Event.EXTENSION_PLAN_MISSING for one in notices(RUN, POLICY, date(2021, 6, 21)))
