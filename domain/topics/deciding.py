"""What the office enters about a topic: approved 立项, returned, rejected, raised, terminated 撤项."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.identity.access import Caller
from domain.lifecycle import advance
from domain.messages import Event, Notice
from domain.people.calendar import day_of
from domain.topics.lifecycle import LIFECYCLE, MilestoneKind
from domain.topics.policy import TopicPolicy
from domain.topics.topic import LevelOutcome, NewLevel, Topic, TopicDesk, TopicVerdict, held
from domain.works.work import WorkLevel


class DecidedInFuture(RuleViolation):
    """What was decided, was decided today or before; facts: `today`."""

    code = "topic_decided_in_future"


class MilestonesOutOfOrder(RuleViolation):
    """Opening, midterm and conclusion are due one after the other, and after the approval; facts: `days`."""

    code = "topic_milestones_out_of_order"


class LevelNotHigher(RuleViolation):
    """A topic is raised to a level above its own; facts: `level`."""

    code = "topic_level_not_higher"


class LevelNumberMisplaced(RuleViolation):
    """An approval has its number 立项编号; what was declined has none; facts: `outcome`."""

    code = "topic_number_misplaced"


class TopicNumberTaken(Conflict):
    """Another topic has this number at this level; facts: `number`."""

    code = "topic_number_taken"


@dataclass(frozen=True, slots=True)
class Approval:
    level: WorkLevel
    number: str
    approved_on: date
    due: Mapping[MilestoneKind, date]
    """Days other than the policy's."""


async def approve_topic(
    desk: TopicDesk, topic_id: UUID, approval: Approval, *, expected: int, caller: Caller, now: datetime
) -> Topic:
    """立项: its number, its level, and the days its steps are due. Every member is told.

    Raises NotFound, Stale, InvalidState, DecidedInFuture, MilestonesOutOfOrder, TopicNumberTaken.
    """
    topic = await held(desk.topics, topic_id, expected)
    state = advance(LIFECYCLE, topic.state, "approve")
    _check_decided(approval.approved_on, now)
    due = due_days(approval.approved_on, approval.due, desk.policy(approval.approved_on))
    new = NewLevel(approval.level, LevelOutcome.APPROVED, approval.approved_on, approval.number)
    await desk.topics.judge_proposal(
        topic_id, TopicVerdict.ACCEPTED, None, account_id=caller.account_id, at=now
    )
    level_id = await desk.topics.add_level(topic_id, new, account_id=caller.account_id, at=now)
    await desk.topics.plan_milestones(topic_id, due)
    approved = await desk.topics.change(
        topic_id,
        {"state": state, "level": new.level, "number": new.number, "approved_on": new.decided_on},
    )
    await _tell_level(desk, approved, level_id, now)
    return approved


async def return_topic(
    desk: TopicDesk, topic_id: UUID, remark: str, *, expected: int, caller: Caller, now: datetime
) -> Topic:
    """To be revised and submitted again; the leader is told why. Raises NotFound, Stale, InvalidState."""
    topic = await held(desk.topics, topic_id, expected)
    state = advance(LIFECYCLE, topic.state, "return")
    by = caller.account_id
    review_id = await desk.topics.judge_proposal(
        topic_id, TopicVerdict.RETURNED, remark, account_id=by, at=now
    )
    returned = await desk.topics.change(topic_id, {"state": state})
    await _tell(desk, Event.TOPIC_RETURNED, returned, review_id, [topic.leader_id], remark, now)
    return returned


async def reject_topic(
    desk: TopicDesk, topic_id: UUID, remark: str, *, expected: int, caller: Caller, now: datetime
) -> Topic:
    """For good; every member is told why. Raises NotFound, Stale, InvalidState."""
    topic = await held(desk.topics, topic_id, expected)
    state = advance(LIFECYCLE, topic.state, "reject")
    by = caller.account_id
    review_id = await desk.topics.judge_proposal(
        topic_id, TopicVerdict.REJECTED, remark, account_id=by, at=now
    )
    rejected = await desk.topics.change(topic_id, {"state": state, "ended_on": day_of(now)})
    await _tell(desk, Event.TOPIC_REJECTED, rejected, review_id, topic.member_ids, remark, now)
    return rejected


async def raise_topic(
    desk: TopicDesk, topic_id: UUID, new: NewLevel, *, expected: int, caller: Caller, now: datetime
) -> Topic:
    """What a higher level decided about the same work; once approved there, it is the topic's level.

    Raises NotFound, Stale, InvalidState, LevelNotHigher, LevelNumberMisplaced, DecidedInFuture,
    TopicNumberTaken.
    """
    topic = await held(desk.topics, topic_id, expected)
    advance(LIFECYCLE, topic.state, "raise")
    if not higher(new.level, topic.level):
        raise LevelNotHigher(level=topic.level.value)
    approved = new.outcome is LevelOutcome.APPROVED
    if approved != (new.number is not None):
        raise LevelNumberMisplaced(outcome=new.outcome.value)
    _check_decided(new.decided_on, now)
    level_id = await desk.topics.add_level(topic_id, new, account_id=caller.account_id, at=now)
    changes = {"level": new.level, "number": new.number} if approved else {}
    raised = await desk.topics.change(topic_id, changes)
    if approved:
        await _tell_level(desk, raised, level_id, now)
    return raised


async def terminate_topic(
    desk: TopicDesk, topic_id: UUID, reason: str, *, expected: int, now: datetime
) -> Topic:
    """撤项; every member is told why. Raises NotFound, Stale, InvalidState."""
    topic = await held(desk.topics, topic_id, expected)
    state = advance(LIFECYCLE, topic.state, "terminate")
    await desk.topics.lapse_extensions(topic_id, at=now)
    ended = {"state": state, "ended_on": day_of(now), "ended_because": reason}
    terminated = await desk.topics.change(topic_id, ended)
    await _tell(desk, Event.TOPIC_TERMINATED, terminated, topic_id, topic.member_ids, reason, now)
    return terminated


def higher(level: WorkLevel, than: WorkLevel) -> bool:
    levels = list(WorkLevel)
    return levels.index(level) > levels.index(than)


def due_days(
    approved_on: date, given: Mapping[MilestoneKind, date], policy: TopicPolicy
) -> Mapping[MilestoneKind, date]:
    """When the steps are due: as given, else so many months after the approval. MilestonesOutOfOrder."""
    months = {
        MilestoneKind.OPENING: policy.opening_months.value,
        MilestoneKind.MIDTERM: policy.midterm_months.value,
        MilestoneKind.CONCLUSION: policy.conclusion_months.value,
    }
    due = {kind: given.get(kind) or months_later(approved_on, months[kind]) for kind in MilestoneKind}
    days = [approved_on, *due.values()]
    if days != sorted(days):
        raise MilestonesOutOfOrder(days="、".join(one.isoformat() for one in days))
    return due


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last: 31 August and six months are 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_month = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = date.fromordinal(next_month.toordinal() - 1)
    return last if day.day > last.day else last.replace(day=day.day)


def _check_decided(day: date, now: datetime) -> None:
    if day > day_of(now):
        raise DecidedInFuture(today=day_of(now).isoformat())


async def _tell_level(desk: TopicDesk, topic: Topic, level_id: UUID, now: datetime) -> None:
    facts = {"topic": topic.title, "level": topic.level.value, "number": topic.number or ""}
    link = f"topics/{topic.id}"
    told = [Notice(Event.TOPIC_APPROVED, level_id, one, facts, link) for one in topic.member_ids]
    await desk.messages.tell_all(told, at=now)


async def _tell(
    desk: TopicDesk, event: Event, topic: Topic, about: UUID, to: Sequence[UUID], reason: str, now: datetime
) -> None:
    facts = {"topic": topic.title, "reason": reason}
    await desk.messages.tell(event, about=about, to=to, facts=facts, link=f"topics/{topic.id}", at=now)
