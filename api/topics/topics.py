"""Topics: looking through them, proposing, submitting, withdrawing, their members and levels."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph, omitted
from api.topics.shapes import SEVERAL, FileIds, Report
from api.wiring.platform import FileLinksPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.topics import TopicDeskPort, TopicsPort
from domain.errors import NotFound
from domain.files import FileLink
from domain.identity.actions import Action
from domain.paging import Page
from domain.topics.lifecycle import TopicState
from domain.topics.proposing import add_topic, regroup_topic, revise_topic, submit_topic, withdraw_topic
from domain.topics.topic import NewTopic, Topic, TopicFilter, TopicLevel, TopicMemberChange
from domain.works.work import WorkLevel

router = room("topics", "/schools/{school}/topics")

Members = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]
"""Teachers, each once; the first leads."""


class TopicBody(Body):
    title: Line
    level: WorkLevel
    """The one it is proposed for."""

    member_ids: Members
    """课题组, in order; the first leads. Alone: an individual topic 个人课题."""

    plan: Report | None = None
    """研究方案, or as a file."""

    file_ids: FileIds = ()


class TopicPatch(Body):
    title: Line = omitted()
    level: WorkLevel = omitted()
    plan: Report | None = None
    file_ids: FileIds = omitted()


class TopicWithdrawal(Body):
    reason: Paragraph | None = None


class TopicRegrouping(Body):
    member_ids: Members
    reason: Paragraph | None = None


NO_REASON = TopicWithdrawal()


@router.get(
    "",
    operation_id="topics_list_topics",
    summary="Look through the topics",
    dependencies=reads(Action.TOPIC_READ),
)
async def list_topics(
    topics: TopicsPort,
    window: Windowed,
    state: Annotated[tuple[TopicState, ...], Query(description=SEVERAL)] = (),
    level: Annotated[tuple[WorkLevel, ...], Query(description=SEVERAL)] = (),
    term_id: Annotated[
        tuple[UUID, ...], Query(description="Running in this term, however long ago they began. " + SEVERAL)
    ] = (),
    member_id: Annotated[tuple[UUID, ...], Query(description="A teacher. " + SEVERAL)] = (),
    approved_from: Annotated[Day | None, Query(description="Approved on this day or later.")] = None,
    approved_to: Annotated[Day | None, Query(description="Approved before this day.")] = None,
    overdue: Annotated[bool | None, Query(description="Something is due and not handed in.")] = None,
) -> Page[Topic]:
    """One's own, or the school's; the latest entered first."""
    filters = TopicFilter(state, level, term_id, member_id, approved_from, approved_to, overdue)
    return await topics.page(filters, window)


@router.post(
    "",
    operation_id="topics_create_topic",
    summary="Draft a topic",
    status_code=201,
    dependencies=writes(Action.TOPIC_WRITE),
)
async def create_topic(
    body: TopicBody, desk: TopicDeskPort, caller: Asker, now: Now, reply: Replies
) -> Topic:
    """By who is to lead it, or the office. The other members are told; nothing is proposed yet."""
    return reply.created(await add_topic(desk, NewTopic(**body.model_dump()), caller=caller, now=now))


@router.get(
    "/{topic_id}",
    operation_id="topics_get_topic",
    summary="Look at a topic",
    dependencies=reads(Action.TOPIC_READ),
)
async def get_topic(topic_id: UUID, topics: TopicsPort, reply: Replies) -> Topic:
    """Its steps: `topic-milestones?topic_id=`; what was handed in: `topic-submissions?topic_id=`."""
    return reply.tagged(await _seen(topics, topic_id))


@router.patch(
    "/{topic_id}",
    operation_id="topics_update_topic",
    summary="Revise a proposal",
    dependencies=writes(Action.TOPIC_WRITE),
)
async def update_topic(
    topic_id: UUID, body: TopicPatch, desk: TopicDeskPort, caller: Asker, expected: Expected, reply: Replies
) -> Topic:
    """As a draft, or when it was returned."""
    changes = body.model_dump(exclude_unset=True)
    return reply.tagged(await revise_topic(desk, topic_id, expected=expected, changes=changes, caller=caller))


@router.post(
    "/{topic_id}/submit",
    operation_id="topics_submit_topic",
    summary="Submit a proposal",
    dependencies=writes(Action.TOPIC_WRITE),
)
async def submit(
    topic_id: UUID, desk: TopicDeskPort, caller: Asker, expected: Expected, now: Now, reply: Replies
) -> Topic:
    """Kept as it is submitted (`topic-submissions`). A teacher leads a limited number of open topics."""
    return reply.tagged(await submit_topic(desk, topic_id, expected=expected, caller=caller, now=now))


@router.post(
    "/{topic_id}/withdraw",
    operation_id="topics_withdraw_topic",
    summary="Withdraw a proposal",
    dependencies=writes(Action.TOPIC_WRITE),
)
async def withdraw(
    topic_id: UUID,
    desk: TopicDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: TopicWithdrawal = NO_REASON,
) -> Topic:
    """Before it is approved; a topic that runs is terminated by the office."""
    return reply.tagged(
        await withdraw_topic(desk, topic_id, body.reason, expected=expected, caller=caller, now=now)
    )


@router.post(
    "/{topic_id}/regroup",
    operation_id="topics_regroup_topic",
    summary="Change who the members are, or their order",
    dependencies=writes(Action.TOPIC_WRITE),
)
async def regroup(
    topic_id: UUID,
    body: TopicRegrouping,
    desk: TopicDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Topic:
    """Of a proposal by its leader; of a topic that runs, and who leads it, by the office. Kept as history."""
    given = (topic_id, body.member_ids, body.reason)
    return reply.tagged(await regroup_topic(desk, *given, expected=expected, caller=caller, now=now))


@router.get(
    "/{topic_id}/member-changes",
    operation_id="topics_list_member_changes",
    summary="See who was a member, and when",
    dependencies=reads(Action.TOPIC_READ),
)
async def list_member_changes(
    topic_id: UUID, topics: TopicsPort, window: Windowed
) -> Page[TopicMemberChange]:
    """Every change of place, the latest first; `after: 1` took the lead."""
    await _seen(topics, topic_id)
    return await topics.member_changes(topic_id, window)


@router.get(
    "/{topic_id}/levels",
    operation_id="topics_list_levels",
    summary="See at which levels a topic was approved or declined",
    dependencies=reads(Action.TOPIC_READ),
)
async def list_levels(topic_id: UUID, topics: TopicsPort, window: Windowed) -> Page[TopicLevel]:
    """One work at several levels: each decision with its number, the latest entered first."""
    await _seen(topics, topic_id)
    return await topics.levels(topic_id, window)


@router.get(
    "/{topic_id}/links",
    operation_id="topics_list_plan_links",
    summary="Fetch the files of a plan",
    dependencies=reads(Action.TOPIC_READ),
)
async def list_plan_links(
    topic_id: UUID, topics: TopicsPort, links: FileLinksPort, now: Now
) -> Page[FileLink]:
    """A link for each, in their order; they need no sign-in and end soon."""
    found = await _seen(topics, topic_id)
    return Page(await links.to_each([file.id for file in found.files], now=now), None, False)


async def _seen(topics: TopicsPort, topic_id: UUID) -> Topic:
    found = await topics.get(topic_id)
    if found is None:
        raise NotFound()
    return found
