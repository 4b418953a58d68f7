"""Reminding leaders of the steps of their topics: when the day is near, and when it is past.

On any day: topics are due in vacations too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid5

from domain.messages import Event, Messages, Notice
from domain.topics.lifecycle import MilestoneKind
from domain.topics.policy import TopicPolicy


@dataclass(frozen=True, slots=True)
class AwaitedStep:
    """The step a topic that runs waits for."""

    milestone_id: UUID
    topic_title: str
    leader_id: UUID
    kind: MilestoneKind
    due_on: date


class AwaitedSteps(Protocol):
    async def awaited(self, due_until: date) -> Sequence[AwaitedStep]:
        """Those due until that day; however many in one statement."""
        ...


async def remind(
    steps: AwaitedSteps, messages: Messages, policy: TopicPolicy, *, day: date, now: datetime
) -> int:
    """In the caller's transaction; how many were written to. Who was told is not told again."""
    before = policy.remind_before_days.value
    found = await steps.awaited(day + timedelta(days=before or 0))
    told = [notice for one in found if (notice := due_notice(one, policy, day)) is not None]
    await messages.tell_all(told, at=now)
    return len(told)


def due_notice(one: AwaitedStep, policy: TopicPolicy, day: date) -> Notice | None:
    """What the leader is told on that day, if anything.

    About the step and its day together: what is put off is due, and told, anew.
    """
    before, after = policy.remind_before_days.value, policy.remind_after_days.value
    left = (one.due_on - day).days
    if before is not None and 0 <= left <= before:
        event = Event.TOPIC_STEP_DUE
    elif after is not None and -left >= after:
        event = Event.TOPIC_STEP_OVERDUE
    else:
        return None
    facts = {"topic": one.topic_title, "step": one.kind.value, "due_on": one.due_on.isoformat()}
    about = uuid5(one.milestone_id, one.due_on.isoformat())
    return Notice(event, about, one.leader_id, facts, f"topic-milestones/{one.milestone_id}")
