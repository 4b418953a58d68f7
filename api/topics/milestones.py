"""The steps of topics: what is due when, handing in, accepting, returning."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day
from api.topics.shapes import NO_REMARK, SEVERAL, FileIds, Report, TopicRemark, TopicReturn
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from api.wiring.topics import MilestonesPort, TopicDeskPort
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.topics.lifecycle import MilestoneKind
from domain.topics.milestones import (
    MilestoneFilter,
    MilestoneState,
    TopicMilestone,
    accept,
    hand_in,
    send_back,
)

router = room("topics", "/schools/{school}/topic-milestones")


class TopicSubmissionBody(Body):
    text: Report | None = None
    file_ids: FileIds = ()


@router.get(
    "",
    operation_id="topics_list_milestones",
    summary="See which steps of topics are due when",
    dependencies=reads(Action.TOPIC_READ),
)
async def list_milestones(
    milestones: MilestonesPort,
    window: Windowed,
    topic_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[MilestoneKind, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[MilestoneState, ...], Query(description=SEVERAL)] = (),
    due_from: Annotated[Day | None, Query(description="Due on this day or later.")] = None,
    due_to: Annotated[Day | None, Query(description="Due before this day.")] = None,
    overdue: Annotated[bool | None, Query(description="Due, next, and not handed in.")] = None,
    next: Annotated[bool | None, Query(description="The step a topic that runs has come to.")] = None,
    member_id: Annotated[tuple[UUID, ...], Query(description="Of their topics. " + SEVERAL)] = (),
) -> Page[TopicMilestone]:
    """Of one's own topics, or the school's; those due first come first."""
    due = due_from, due_to, overdue
    return await milestones.page(MilestoneFilter(topic_id, kind, state, *due, next, member_id), window)


@router.get(
    "/{milestone_id}",
    operation_id="topics_get_milestone",
    summary="Look at a step of a topic",
    dependencies=reads(Action.TOPIC_READ),
)
async def get_milestone(milestone_id: UUID, milestones: MilestonesPort, reply: Replies) -> TopicMilestone:
    """When it is due, and what was said to the latest handed in; `submission_id` is that."""
    found = await milestones.get(milestone_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{milestone_id}/hand-in",
    operation_id="topics_hand_in_milestone",
    summary="Hand in for a step",
    dependencies=writes(Action.TOPIC_WRITE),
)
async def hand_in_milestone(
    milestone_id: UUID,
    body: TopicSubmissionBody,
    desk: TopicDeskPort,
    milestones: MilestonesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TopicMilestone:
    """By the leader, for the step that comes next: a text, files, or both. Each is kept for good."""
    given = (milestone_id, body.text, body.file_ids)
    return reply.tagged(await hand_in(desk, milestones, *given, expected=expected, caller=caller, now=now))


@router.post(
    "/{milestone_id}/accept",
    operation_id="topics_accept_milestone",
    summary="Accept what was handed in for a step",
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def accept_milestone(
    milestone_id: UUID,
    desk: TopicDeskPort,
    milestones: MilestonesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
    body: TopicRemark = NO_REMARK,
) -> TopicMilestone:
    """The topic goes on to its next step; with the conclusion 结题 it is concluded. Its members are told."""
    said = (milestone_id, body.remark)
    return reply.tagged(await accept(desk, milestones, *said, expected=expected, caller=caller, now=now))


@router.post(
    "/{milestone_id}/return",
    operation_id="topics_return_milestone",
    summary="Return what was handed in for a step",
    dependencies=writes(Action.TOPIC_DECIDE),
)
async def return_milestone(
    milestone_id: UUID,
    body: TopicReturn,
    desk: TopicDeskPort,
    milestones: MilestonesPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TopicMilestone:
    """To be handed in again; the leader is told why."""
    said = (milestone_id, body.remark)
    return reply.tagged(await send_back(desk, milestones, *said, expected=expected, caller=caller, now=now))
