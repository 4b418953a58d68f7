"""Putting a topic off 延期: asked for by its leader with a reason, decided by the office, kept for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.lifecycle import Lifecycle, actions, advance, match
from domain.messages import Event
from domain.paging import Page, Window
from domain.people.calendar import day_of
from domain.topics.lifecycle import LIFECYCLE, MilestoneKind, leading_only
from domain.topics.milestones import Milestones, MilestoneState, TopicMilestone
from domain.topics.topic import Topic, TopicDesk, held


class TopicExtensionState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    """Until the day asked for, or another."""

    REFUSED = "refused"
    LAPSED = "lapsed"
    """The step was accepted, or the topic ended, before it was decided."""


EXTENSION_LIFECYCLE: Lifecycle[TopicExtensionState] = {
    TopicExtensionState.ASKED: {"grant": TopicExtensionState.GRANTED, "refuse": TopicExtensionState.REFUSED},
}


class ExtensionNotLater(RuleViolation):
    """A step is put off to a day after the one it is due, and after today; facts: `after`."""

    code = "topic_extension_not_later"


class ExtensionsUsedUp(Conflict):
    """The topic was put off as often as the policy allows; facts: `most`."""

    code = "topic_extensions_used_up"


class ExtensionAsked(Conflict):
    """One was asked for already, and is not decided."""

    code = "topic_extension_asked"


@dataclass(frozen=True, slots=True)
class TopicExtension:
    """That a topic be put off: asked for, and what became of it."""

    id: UUID
    topic_id: UUID
    topic_title: str
    milestone_id: UUID
    step: MilestoneKind
    """What came next when it was asked for."""

    due_on: date
    """When that was due then."""

    until: date
    """The day asked for."""

    reason: str
    state: TopicExtensionState
    granted_until: date | None
    remark: str | None
    account_id: UUID
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewExtension:
    topic_id: UUID
    milestone_id: UUID
    due_on: date
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class ExtensionFilter:
    topic_id: tuple[UUID, ...] = ()
    state: tuple[TopicExtensionState, ...] = ()


class Extensions(Protocol):
    """Of the topics a caller may see."""

    async def page(self, filters: ExtensionFilter, window: Window) -> Page[TopicExtension]:
        """The latest first."""
        ...

    async def get(self, extension_id: UUID) -> TopicExtension | None: ...

    async def for_update(self, extension_id: UUID) -> TopicExtension | None: ...

    async def granted(self, topic_id: UUID) -> int:
        """How many there were."""
        ...

    async def add(self, new: NewExtension, *, account_id: UUID, at: datetime) -> TopicExtension:
        """Raises ExtensionAsked."""
        ...

    async def decide(
        self,
        extension_id: UUID,
        state: TopicExtensionState,
        granted_until: date | None,
        remark: str | None,
        *,
        account_id: UUID,
        at: datetime,
    ) -> TopicExtension: ...


@dataclass(frozen=True, slots=True)
class ExtensionDesk:
    desk: TopicDesk
    milestones: Milestones
    extensions: Extensions


def extension_actions(state: TopicExtensionState, caller: Caller) -> tuple[str, ...]:
    return actions(EXTENSION_LIFECYCLE, state) if caller.may(Action.TOPIC_DECIDE) else ()


async def ask(
    at: ExtensionDesk, topic_id: UUID, until: date, reason: str, *, caller: Caller, now: datetime
) -> TopicExtension:
    """That the step which comes next be put off until that day.

    Raises NotFound, NotTopicLeader, InvalidState, ExtensionNotLater, ExtensionsUsedUp, ExtensionAsked.
    """
    topic = await held(at.desk.topics, topic_id)
    leading_only(caller, topic.leader_id)
    advance(LIFECYCLE, topic.state, "extend")
    step = waiting(await at.milestones.of_topic(topic_id))[0]
    _check_later(until, step, now)
    most = at.desk.policy(day_of(now)).extensions_most.value
    if await at.extensions.granted(topic_id) >= most:
        raise ExtensionsUsedUp(most=most)
    new = NewExtension(topic_id, step.id, step.due_on, until, reason)
    return await at.extensions.add(new, account_id=caller.account_id, at=now)


async def grant(
    at: ExtensionDesk,
    extension_id: UUID,
    until: date | None,
    remark: str | None,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
) -> TopicExtension:
    """Until the day asked for or another one; the steps after it are moved by as many days.

    Raises NotFound, Stale, InvalidState, ExtensionNotLater.
    """
    topic, one = await _held(at, extension_id, expected)
    state = advance(EXTENSION_LIFECYCLE, one.state, "grant")
    steps = waiting(await at.milestones.of_topic(topic.id))
    granted_until = until or one.until
    _check_later(granted_until, steps[0], now)
    await at.milestones.move(put_off(steps, granted_until))
    by = caller.account_id
    decided = await at.extensions.decide(extension_id, state, granted_until, remark, account_id=by, at=now)
    await _tell(at, Event.TOPIC_EXTENSION_GRANTED, topic, decided, granted_until, now)
    return decided


async def refuse(
    at: ExtensionDesk, extension_id: UUID, remark: str, *, expected: int, caller: Caller, now: datetime
) -> TopicExtension:
    """The days stay; the leader is told why. Raises NotFound, Stale, InvalidState."""
    topic, one = await _held(at, extension_id, expected)
    state = advance(EXTENSION_LIFECYCLE, one.state, "refuse")
    by = caller.account_id
    decided = await at.extensions.decide(extension_id, state, None, remark, account_id=by, at=now)
    await _tell(at, Event.TOPIC_EXTENSION_REFUSED, topic, decided, one.due_on, now)
    return decided


def waiting(steps: Sequence[TopicMilestone]) -> list[TopicMilestone]:
    """Those not accepted yet, in their order; a topic that runs has one at least."""
    return [one for one in steps if one.state is not MilestoneState.ACCEPTED]


def put_off(steps: Sequence[TopicMilestone], until: date) -> list[tuple[UUID, date]]:
    """The first of the steps is due on that day, the others as many days later as it."""
    later = until - steps[0].due_on
    return [(one.id, one.due_on + later) for one in steps]


def _check_later(until: date, step: TopicMilestone, now: datetime) -> None:
    after = max(step.due_on, day_of(now))
    if until <= after:
        raise ExtensionNotLater(after=after.isoformat())


async def _held(at: ExtensionDesk, extension_id: UUID, expected: int) -> tuple[Topic, TopicExtension]:
    """The topic first, then what was asked for. Raises NotFound, Stale."""
    seen = await at.extensions.get(extension_id)
    if seen is None:
        raise NotFound()
    topic = await held(at.desk.topics, seen.topic_id)
    one = await at.extensions.for_update(extension_id)
    assert one is not None
    match(one.version, expected)
    return topic, one


async def _tell(
    at: ExtensionDesk, event: Event, topic: Topic, one: TopicExtension, due_on: date, now: datetime
) -> None:
    facts = {"topic": topic.title, "step": one.step.value, "due_on": due_on.isoformat()}
    if one.remark:
        facts["reason"] = one.remark
    link = f"topic-extensions/{one.id}"
    await at.desk.messages.tell(event, about=one.id, to=[topic.leader_id], facts=facts, link=link, at=now)
