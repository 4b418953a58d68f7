"""The lifecycle of topics, walked: what it has, what it refuses, and who may do what of it."""

from itertools import product

import pytest

from domain.errors import InvalidState
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.lifecycle import advance
from domain.topics.extensions import EXTENSION_LIFECYCLE, TopicExtensionState
from domain.topics.lifecycle import (
    ENDED,
    LIFECYCLE,
    RUNNING,
    MilestoneKind,
    TopicState,
    topic_actions,
)
from domain.topics.milestones import MILESTONE_LIFECYCLE, MilestoneState, milestone_actions
from persistence.ids import new_id

LEADER = new_id()
STEPS = sorted({step for steps in LIFECYCLE.values() for step in steps})


def caller(*roles: Role, teacher_id: object = None) -> Caller:
    ids = [new_id() for _ in range(3)]
    return Caller(ids[0], ids[1], 1, ids[2], teacher_id, frozenset(roles), None, Scope.OWN)  # type: ignore[arg-type]


@pytest.mark.parametrize(("state", "step"), list(product(TopicState, STEPS)))
def test_a_topic_takes_the_steps_of_its_state_and_no_others(state: TopicState, step: str) -> None:
    if step in LIFECYCLE.get(state, {}):
        assert advance(LIFECYCLE, state, step) in TopicState
    else:
        with pytest.raises(InvalidState):
            advance(LIFECYCLE, state, step)


def test_what_has_ended_takes_no_step() -> None:
    assert {state for state in TopicState if not LIFECYCLE.get(state)} == set(ENDED)


def test_each_running_state_waits_for_the_next_milestone() -> None:
    awaited = [[step for step in LIFECYCLE[state] if step in list(MilestoneKind)] for state in RUNNING]

    assert awaited == [["opening"], ["midterm"], ["conclusion"]]
    assert [LIFECYCLE[state][kind] for state, kind in zip(RUNNING, MilestoneKind, strict=True)] == [
        *RUNNING[1:],
        TopicState.CONCLUDED,
    ]


def test_a_step_accepted_is_not_judged_again() -> None:
    taken = {state: set(MILESTONE_LIFECYCLE.get(state, {})) for state in MilestoneState}

    assert taken == {
        MilestoneState.OPEN: {"hand_in"},
        MilestoneState.HANDED_IN: {"hand_in", "accept", "return"},
        MilestoneState.RETURNED: {"hand_in"},
        MilestoneState.ACCEPTED: set(),
    }


def test_an_extension_is_decided_once() -> None:
    assert {state for state in TopicExtensionState if EXTENSION_LIFECYCLE.get(state)} == {
        TopicExtensionState.ASKED
    }


@pytest.mark.parametrize(
    ("who", "state", "expected"),
    [
        pytest.param(
            "leader", TopicState.DRAFT, ("update", "regroup", "submit", "withdraw"), id="leader drafts"
        ),
        pytest.param("leader", TopicState.SUBMITTED, ("withdraw",), id="leader waits"),
        pytest.param("leader", TopicState.APPROVED, ("extend",), id="leader of one that runs"),
        pytest.param("member", TopicState.DRAFT, (), id="a member does nothing"),
        pytest.param("principal", TopicState.SUBMITTED, (), id="the principal looks"),
        pytest.param(
            "office", TopicState.SUBMITTED, ("approve", "return", "reject", "withdraw"), id="office judges"
        ),
        pytest.param(
            "office",
            TopicState.OPENED,
            ("regroup", "raise", "extend", "terminate"),
            id="office of one that runs",
        ),
    ],
)
def test_what_is_offered_is_for_this_caller(who: str, state: TopicState, expected: tuple[str, ...]) -> None:
    callers = {
        "leader": caller(Role.TEACHER, teacher_id=LEADER),
        "member": caller(Role.TEACHER, teacher_id=new_id()),
        "office": caller(Role.RESEARCH_OFFICE),
        "principal": caller(Role.PRINCIPAL),
    }

    assert topic_actions(state, LEADER, callers[who]) == expected


def test_only_the_step_that_comes_next_offers_anything() -> None:
    leader, office = caller(Role.TEACHER, teacher_id=LEADER), caller(Role.RESEARCH_OFFICE)
    handed_in = MilestoneState.HANDED_IN

    def offered(kind: MilestoneKind, topic: TopicState, who: Caller) -> tuple[str, ...]:
        return milestone_actions(kind, handed_in, topic, LEADER, who)

    assert offered(MilestoneKind.OPENING, TopicState.APPROVED, leader) == ("hand_in",)
    assert offered(MilestoneKind.OPENING, TopicState.APPROVED, office) == ("hand_in", "accept", "return")
    assert offered(MilestoneKind.OPENING, TopicState.TERMINATED, office) == ()
    assert offered(MilestoneKind.MIDTERM, TopicState.APPROVED, office) == ()
