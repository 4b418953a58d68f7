"""When steps are due and put off, when leaders are reminded, and what a change of members comes to."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.messages import Event
from domain.policy import RuleValueInvalid
from domain.topics.deciding import MilestonesOutOfOrder, due_days, higher, months_later
from domain.topics.extensions import put_off
from domain.topics.lifecycle import MilestoneKind, TopicState
from domain.topics.milestones import MilestoneState, TopicMilestone
from domain.topics.policy import TOPIC_POLICY, TopicRule, TopicRuleKey, in_force
from domain.topics.proposing import moves
from domain.topics.reminding import AwaitedStep, due_notice
from domain.works.work import WorkLevel
from persistence.ids import new_id

APPROVED = date(2020, 8, 31)
POLICY = in_force([], APPROVED)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
PEOPLE = [new_id() for _ in range(6)]
GROUPS = st.lists(st.sampled_from(PEOPLE), unique=True, max_size=6)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2020, 8, 31), 6, date(2021, 2, 28), id="no such day: the month's last"),
        pytest.param(date(2019, 8, 31), 6, date(2020, 2, 29), id="in a leap year"),
        pytest.param(date(2020, 11, 10), 1, date(2020, 12, 10), id="December"),
        pytest.param(date(2020, 12, 31), 0, date(2020, 12, 31), id="none"),
        pytest.param(date(2020, 12, 1), 12, date(2021, 12, 1), id="a year"),
    ],
)
def test_months_later(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_more_months_are_never_earlier(day: date, few: int, more: int) -> None:
    few, more = sorted((few, more))
    later = months_later(day, more)

    assert day <= months_later(day, few) <= later
    assert (later.year - day.year) * 12 + later.month - day.month == more


def test_steps_are_due_as_the_policy_says_or_as_given() -> None:
    due = due_days(APPROVED, {MilestoneKind.MIDTERM: date(2021, 3, 1)}, POLICY)

    assert list(due.values()) == [date(2020, 10, 31), date(2021, 3, 1), date(2021, 8, 31)]


@pytest.mark.parametrize("kind", list(MilestoneKind))
def test_steps_before_the_approval_are_refused(kind: MilestoneKind) -> None:
    with pytest.raises(MilestonesOutOfOrder):
        due_days(APPROVED, {kind: date(2020, 8, 30)}, POLICY)


def test_the_last_step_comes_last() -> None:
    with pytest.raises(MilestonesOutOfOrder):
        due_days(APPROVED, {MilestoneKind.OPENING: date(2022, 1, 1)}, POLICY)


def test_levels_are_ordered() -> None:
    assert higher(WorkLevel.COUNTY, WorkLevel.SCHOOL)
    assert not higher(WorkLevel.COUNTY, WorkLevel.COUNTY)
    assert not higher(WorkLevel.SCHOOL, WorkLevel.NATION)


def step(due_on: date) -> TopicMilestone:
    return TopicMilestone(
        *(new_id(), new_id(), "题", TopicState.APPROVED, new_id(), MilestoneKind.OPENING, due_on),
        *(MilestoneState.OPEN, False, None, None, None, 1),
    )


@given(st.lists(DAYS, min_size=1, max_size=3).map(sorted), st.integers(1, 800))
def test_putting_off_keeps_the_steps_apart(days: list[date], later: int) -> None:
    steps = [step(day) for day in days]

    moved = put_off(steps, days[0] + timedelta(days=later))

    assert [one for one, _ in moved] == [one.id for one in steps]
    assert [day for _, day in moved] == [day + timedelta(days=later) for day in days]


@given(GROUPS, GROUPS)
def test_the_changes_lead_from_the_old_group_to_the_new_one(before: list[UUID], after: list[UUID]) -> None:
    places = {one: place for place, one in enumerate(before, start=1)}
    made = moves(before, after)
    for move in made:
        assert places.get(move.teacher_id) == move.before != move.after
        places[move.teacher_id] = move.after  # type: ignore[assignment]

    held = {one: place for one, place in places.items() if place is not None}
    assert sorted(held, key=lambda one: held[one]) == after
    assert sorted(held.values()) == list(range(1, len(after) + 1))
    assert len({move.teacher_id for move in made}) == len(made)


AWAITED = AwaitedStep(new_id(), "题", new_id(), MilestoneKind.OPENING, date(2021, 3, 15))


@pytest.mark.parametrize(
    ("day", "event"),
    [
        pytest.param(date(2021, 2, 28), None, id="fifteen days before"),
        pytest.param(date(2021, 3, 1), Event.TOPIC_STEP_DUE, id="fourteen days before"),
        pytest.param(date(2021, 3, 15), Event.TOPIC_STEP_DUE, id="on the day"),
        pytest.param(date(2021, 3, 16), Event.TOPIC_STEP_OVERDUE, id="the day after"),
    ],
)
def test_leaders_are_reminded_before_and_after(day: date, event: Event | None) -> None:
    found = due_notice(AWAITED, POLICY, day)

    assert (found and found.event) == event


def test_reminders_may_be_switched_off() -> None:
    off = [
        TopicRule(new_id(), key, "off", date(2020, 1, 1))
        for key in (TopicRuleKey.REMIND_BEFORE_DAYS, TopicRuleKey.REMIND_AFTER_DAYS)
    ]
    policy = in_force(off, APPROVED)

    assert due_notice(AWAITED, policy, date(2021, 3, 14)) is None
    assert due_notice(AWAITED, policy, date(2021, 4, 14)) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param(TopicRuleKey.MEMBERS_MOST, "0", id="nobody"),
        pytest.param(TopicRuleKey.MEMBERS_MOST, "21", id="more than a work has"),
        pytest.param(TopicRuleKey.CONCLUSION_MONTHS, "off", id="never due"),
        pytest.param(TopicRuleKey.LED_MOST, "2.5", id="half a topic"),
    ],
)
def test_a_rule_says_what_its_key_takes(key: TopicRuleKey, value: str) -> None:
    with pytest.raises(RuleValueInvalid):
        TOPIC_POLICY.parse(key, value)


def test_every_default_can_be_read() -> None:
    assert {
        key: TOPIC_POLICY.parse(key, text) is not None for key, text in TOPIC_POLICY.defaults.items()
    } == (dict.fromkeys(TopicRuleKey, True))
