"""What the office enters about topics: 立项, returned, rejected, raised to a higher level, 撤项."""

from uuid import UUID

from api.routes import room
from api.shapes import Body, Day, Line, Paragraph
from api.topics.shapes import TopicReturn
from api.wiring.request import Asker, Expected, Now, Replies, writes
from api.wiring.topics import TopicDeskPort
from domain.identity.actions import Action
from domain.topics.deciding import (
    Approval,
    approve_topic,
    raise_topic,
    reject_topic,
    return_topic,
    terminate_topic,
)
from domain.topics.lifecycle import MilestoneKind
from domain.topics.topic import LevelOutcome, NewLevel, Topic
from domain.works.work import WorkLevel

router = room("topics", "/schools/{school}/topics/{topic_id}")


class TopicApproval(Body):
    level: WorkLevel
    number: Line
    """立项编号."""

    approved_on: Day
    """Today or before."""

    opening_due_on: Day | None = None
    """Left out: so many months after the approval as the policy says; likewise below."""

    midterm_due_on: Day | None = None
    conclusion_due_on: Day | None = None


class TopicRaise(Body):
    level: WorkLevel
    """Above the topic's own."""

    outcome: LevelOutcome
    decided_on: Day
    """Today or before."""

    number: Line | None = None
    """立项编号: of an approval a must."""

    remark: Paragraph | None = None


class TopicTermination(Body):
    reason: Paragraph
    """Why; every member reads it."""


@router.post(
    "/approve",
    operation_id="topics_approve_topic",
    summary="Approve a topic",
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def approve(
    topic_id: UUID,
    body: TopicApproval,
    desk: TopicDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Topic:
    """立项: it begins on that day; opening, midterm and conclusion get the days they are due."""
    given = {kind: getattr(body, f"{kind}_due_on") for kind in MilestoneKind}
    due = {kind: day for kind, day in given.items() if day is not None}
    approval = Approval(body.level, body.number, body.approved_on, due)
    return reply.tagged(
        await approve_topic(desk, topic_id, approval, expected=expected, caller=caller, now=now)
    )


@router.post(
    "/return",
    operation_id="topics_return_topic",
    summary="Hand a proposal back",
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def hand_back(
    topic_id: UUID,
    body: TopicReturn,
    desk: TopicDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Topic:
    """To be revised and submitted again; the leader is told why."""
    return reply.tagged(
        await return_topic(desk, topic_id, body.remark, expected=expected, caller=caller, now=now)
    )


@router.post(
    "/reject",
    operation_id="topics_reject_topic",
    summary="Reject a proposal",
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def reject(
    topic_id: UUID,
    body: TopicReturn,
    desk: TopicDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Topic:
    """For good; every member is told why."""
    return reply.tagged(
        await reject_topic(desk, topic_id, body.remark, expected=expected, caller=caller, now=now)
    )


@router.post(
    "/raise",
    operation_id="topics_raise_topic",
    summary="Enter what a higher level decided",
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def raise_level(
    topic_id: UUID,
    body: TopicRaise,
    desk: TopicDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Topic:
    """It stays one topic and one work; approved there, that is its level, and its number."""
    new = NewLevel(**body.model_dump())
    return reply.tagged(await raise_topic(desk, topic_id, new, expected=expected, caller=caller, now=now))


@router.post(
    "/terminate",
    operation_id="topics_terminate_topic",
    summary="Terminate a topic",
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def terminate(
    topic_id: UUID, body: TopicTermination, desk: TopicDeskPort, expected: Expected, now: Now, reply: Replies
) -> Topic:
    """撤项, while it runs; every member is told why."""
    return reply.tagged(await terminate_topic(desk, topic_id, body.reason, expected=expected, now=now))
