"""The steps of an approved topic 开题、中期、结题: handing in, accepting, returning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.messages import Event, Notice
from domain.paging import Page, Window
from domain.people.calendar import day_of
from domain.topics.lifecycle import LIFECYCLE, MilestoneKind, TopicState, leading_only, leads
from domain.topics.proposing import check_files
from domain.topics.topic import Topic, TopicDesk, TopicFile, TopicVerdict, held


class MilestoneState(StrEnum):
    OPEN = "open"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"


MILESTONE_LIFECYCLE: Lifecycle[MilestoneState] = {
    MilestoneState.OPEN: {"hand_in": MilestoneState.HANDED_IN},
    MilestoneState.HANDED_IN: {
        "hand_in": MilestoneState.HANDED_IN,
        "accept": MilestoneState.ACCEPTED,
        "return": MilestoneState.RETURNED,
    },
    MilestoneState.RETURNED: {"hand_in": MilestoneState.HANDED_IN},
}
AWAITED = (MilestoneState.OPEN, MilestoneState.RETURNED)
"""Somebody has still to hand something in."""


class TopicSubmissionKind(StrEnum):
    PROPOSAL = "proposal"
    OPENING = "opening"
    MIDTERM = "midterm"
    CONCLUSION = "conclusion"


class TopicSubmissionEmpty(RuleViolation):
    """A text, a file, or both must be handed in."""

    code = "topic_submission_empty"


@dataclass(frozen=True, slots=True)
class TopicMilestone:
    """One step of a topic."""

    id: UUID
    topic_id: UUID
    topic_title: str
    topic_state: TopicState
    leader_id: UUID
    kind: MilestoneKind
    due_on: date
    state: MilestoneState
    overdue: bool
    """The topic runs, nothing good is handed in, and the day it was due is past."""

    submission_id: UUID | None
    """The latest handed in."""

    handed_in_at: datetime | None
    remark: str | None
    """What was said to the latest."""

    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicSubmission:
    """A proposal as it was submitted, or what was handed in for a step; never changed after."""

    id: UUID
    topic_id: UUID
    milestone_id: UUID | None
    """null: the proposal."""

    kind: TopicSubmissionKind
    number: int
    """1 for the first of its kind."""

    text: str | None
    files: tuple[TopicFile, ...]
    account_id: UUID
    submitted_at: datetime
    verdict: TopicVerdict | None
    """null: not judged, or handed in anew before it was."""

    remark: str | None
    judged_by: UUID | None
    judged_at: datetime | None
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MilestoneFilter:
    topic_id: tuple[UUID, ...] = ()
    kind: tuple[MilestoneKind, ...] = ()
    state: tuple[MilestoneState, ...] = ()
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool | None = None
    next: bool | None = None
    """The first step not accepted of a topic that runs."""

    member_id: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmissionFilter:
    topic_id: tuple[UUID, ...] = ()
    milestone_id: tuple[UUID, ...] = ()
    kind: tuple[TopicSubmissionKind, ...] = ()


class Milestones(Protocol):
    """Of the topics a caller may see."""

    async def page(self, filters: MilestoneFilter, window: Window) -> Page[TopicMilestone]:
        """Those due first come first."""
        ...

    async def get(self, milestone_id: UUID) -> TopicMilestone | None: ...

    async def for_update(self, milestone_id: UUID) -> TopicMilestone | None: ...

    async def of_topic(self, topic_id: UUID) -> Sequence[TopicMilestone]:
        """All three, in their order."""
        ...

    async def hand_in(
        self,
        one: TopicMilestone,
        text: str | None,
        file_ids: Sequence[UUID],
        *,
        account_id: UUID,
        at: datetime,
    ) -> None:
        """Keeps it for good, under the next number; the topic is locked."""
        ...

    async def judge(
        self,
        one: TopicMilestone,
        verdict: TopicVerdict,
        remark: str | None,
        *,
        account_id: UUID,
        at: datetime,
    ) -> None: ...

    async def became(self, milestone_id: UUID, state: MilestoneState) -> TopicMilestone: ...

    async def move(self, due: Sequence[tuple[UUID, date]]) -> None:
        """Sets when these are due, in one statement."""
        ...

    async def submissions(self, filters: SubmissionFilter, window: Window) -> Page[TopicSubmission]:
        """The latest first."""
        ...

    async def submission(self, submission_id: UUID) -> TopicSubmission | None: ...


def milestone_actions(
    kind: MilestoneKind, state: MilestoneState, topic: TopicState, leader_id: UUID, caller: Caller
) -> tuple[str, ...]:
    """What this caller may do with a step; nothing unless it is the one that comes next."""
    if kind.value not in actions(LIFECYCLE, topic):
        return ()
    led, decides = leads(caller, leader_id), caller.may(Action.TOPIC_DECIDE)
    return tuple(
        step for step in actions(MILESTONE_LIFECYCLE, state) if (led if step == "hand_in" else decides)
    )


async def hand_in(
    desk: TopicDesk,
    milestones: Milestones,
    milestone_id: UUID,
    text: str | None,
    file_ids: Sequence[UUID],
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> TopicMilestone:
    """A further submission for the step that comes next.

    Raises NotFound, Stale, NotTopicLeader, InvalidState, TopicSubmissionEmpty, UnknownReference.
    """
    topic, one = await _held(desk, milestones, milestone_id, expected)
    leading_only(caller, topic.leader_id)
    advance(LIFECYCLE, topic.state, one.kind.value)
    state = advance(MILESTONE_LIFECYCLE, one.state, "hand_in")
    if text is None and not file_ids:
        raise TopicSubmissionEmpty()
    await check_files(desk.files, file_ids, caller)
    await milestones.hand_in(one, text, file_ids, account_id=caller.account_id, at=now)
    return await milestones.became(milestone_id, state)


async def accept(
    desk: TopicDesk,
    milestones: Milestones,
    milestone_id: UUID,
    remark: str | None,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> TopicMilestone:
    """The topic goes on to its next step, or is concluded; every member is told.

    Raises NotFound, Stale, InvalidState.
    """
    topic, one = await _held(desk, milestones, milestone_id, expected)
    after = advance(LIFECYCLE, topic.state, one.kind.value)
    state = advance(MILESTONE_LIFECYCLE, one.state, "accept")
    await milestones.judge(one, TopicVerdict.ACCEPTED, remark, account_id=caller.account_id, at=now)
    await desk.topics.lapse_extensions(topic.id, at=now)
    ended = {"ended_on": day_of(now)} if after is TopicState.CONCLUDED else {}
    await desk.topics.change(topic.id, {"state": after, **ended})
    await _tell(desk, Event.TOPIC_STEP_ACCEPTED, topic, one, topic.member_ids, remark, now)
    return await milestones.became(milestone_id, state)


async def send_back(
    desk: TopicDesk,
    milestones: Milestones,
    milestone_id: UUID,
    remark: str,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> TopicMilestone:
    """To be handed in again; the leader is told why. Raises NotFound, Stale, InvalidState."""
    topic, one = await _held(desk, milestones, milestone_id, expected)
    advance(LIFECYCLE, topic.state, one.kind.value)
    state = advance(MILESTONE_LIFECYCLE, one.state, "return")
    await milestones.judge(one, TopicVerdict.RETURNED, remark, account_id=caller.account_id, at=now)
    await _tell(desk, Event.TOPIC_STEP_RETURNED, topic, one, [topic.leader_id], remark, now)
    return await milestones.became(milestone_id, state)


async def _held(
    desk: TopicDesk, milestones: Milestones, milestone_id: UUID, expected: int
) -> tuple[Topic, TopicMilestone]:
    """The topic first, then its step. Raises NotFound, Stale."""
    seen = await milestones.get(milestone_id)
    if seen is None:
        raise NotFound()
    topic = await held(desk.topics, seen.topic_id)
    one = await milestones.for_update(milestone_id)
    assert one is not None
    match(one.version, expected)
    return topic, one


async def _tell(
    desk: TopicDesk,
    event: Event,
    topic: Topic,
    one: TopicMilestone,
    to: Sequence[UUID],
    remark: str | None,
    now: datetime,
) -> None:
    """About what was handed in, so that each return is told."""
    facts = {"topic": topic.title, "step": one.kind.value, **({"reason": remark} if remark else {})}
    about, link = one.submission_id or one.id, f"topic-milestones/{one.id}"
    await desk.messages.tell_all([Notice(event, about, member, facts, link) for member in to], at=now)
