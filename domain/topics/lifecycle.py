"""What becomes of a topic, as data: proposed, approved 立项, opening 开题, midterm 中期, conclusion 结题."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from domain.errors import Forbidden
from domain.identity.access import Caller, reach
from domain.identity.actions import Action, Scope
from domain.lifecycle import Lifecycle, actions


class TopicState(StrEnum):
    DRAFT = "draft"
    """The proposal is being written."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    """To be revised and submitted again."""

    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    """By its leader, before it was approved."""

    APPROVED = "approved"
    """立项; its opening comes next."""

    OPENED = "opened"
    """Its opening is accepted; the midterm comes next."""

    MIDTERM = "midterm"
    """Its midterm is accepted; the conclusion comes next."""

    CONCLUDED = "concluded"
    TERMINATED = "terminated"
    """撤项."""


class MilestoneKind(StrEnum):
    """The steps of an approved topic, in their order."""

    OPENING = "opening"
    MIDTERM = "midterm"
    CONCLUSION = "conclusion"


PROPOSING = (TopicState.DRAFT, TopicState.RETURNED)
RUNNING = (TopicState.APPROVED, TopicState.OPENED, TopicState.MIDTERM)
OPEN = (TopicState.SUBMITTED, *RUNNING)
"""Those that count for how many a teacher leads."""

ENDED = (TopicState.REJECTED, TopicState.WITHDRAWN, TopicState.CONCLUDED, TopicState.TERMINATED)


def _running(state: TopicState, step: MilestoneKind, after: TopicState) -> Mapping[str, TopicState]:
    return {
        "regroup": state,
        "raise": state,
        "extend": state,
        step.value: after,
        "terminate": TopicState.TERMINATED,
    }


_PROPOSING = {"submit": TopicState.SUBMITTED, "withdraw": TopicState.WITHDRAWN}
LIFECYCLE: Lifecycle[TopicState] = {
    TopicState.DRAFT: {"update": TopicState.DRAFT, "regroup": TopicState.DRAFT, **_PROPOSING},
    TopicState.RETURNED: {"update": TopicState.RETURNED, "regroup": TopicState.RETURNED, **_PROPOSING},
    TopicState.SUBMITTED: {
        "approve": TopicState.APPROVED,
        "return": TopicState.RETURNED,
        "reject": TopicState.REJECTED,
        "withdraw": TopicState.WITHDRAWN,
    },
    TopicState.APPROVED: _running(TopicState.APPROVED, MilestoneKind.OPENING, TopicState.OPENED),
    TopicState.OPENED: _running(TopicState.OPENED, MilestoneKind.MIDTERM, TopicState.MIDTERM),
    TopicState.MIDTERM: _running(TopicState.MIDTERM, MilestoneKind.CONCLUSION, TopicState.CONCLUDED),
}
"""A milestone's name is the action of accepting it: only the one that comes next is handed in at all."""

_BY_LEADER = ("update", "submit", "withdraw", "extend")
_BY_OFFICE = ("approve", "return", "reject", "raise", "terminate")


class NotTopicLeader(Forbidden):
    """Its leader writes a topic, or the office; only the office changes who leads."""

    code = "not_topic_leader"


def leads(caller: Caller, leader_id: UUID) -> bool:
    """May this caller write for a topic with this leader?"""
    how_far = reach(Action.TOPIC_WRITE, caller.roles, caller.scopes)
    return how_far is not None and (how_far >= Scope.SCHOOL or caller.teacher_id == leader_id)


def leading_only(caller: Caller, leader_id: UUID) -> None:
    if not leads(caller, leader_id):
        raise NotTopicLeader()


def topic_actions(state: TopicState, leader_id: UUID, caller: Caller) -> tuple[str, ...]:
    """What this caller may do with a topic in this state."""
    led, decides = leads(caller, leader_id), caller.may(Action.TOPIC_DECIDE)
    regroups = led if state in PROPOSING else decides
    allowed = {
        **dict.fromkeys(_BY_LEADER, led),
        **dict.fromkeys(_BY_OFFICE, decides),
        "regroup": regroups,
    }
    return tuple(step for step in actions(LIFECYCLE, state) if allowed.get(step, False))
