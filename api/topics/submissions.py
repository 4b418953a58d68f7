"""What was handed in: proposals and reports, each with what was said to it."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.topics.shapes import SEVERAL
from api.wiring.platform import FileLinksPort
from api.wiring.request import Now, Replies, reads
from api.wiring.topics import MilestonesPort
from domain.errors import NotFound
from domain.files import FileLink
from domain.identity.actions import Action
from domain.paging import Page
from domain.topics.milestones import SubmissionFilter, TopicSubmission, TopicSubmissionKind

router = room("topics", "/schools/{school}/topic-submissions")


@router.get(
    "",
    operation_id="topics_list_submissions",
    summary="Look through what was handed in for topics",
    dependencies=reads(Action.TOPIC_READ),
)
async def list_submissions(
    milestones: MilestonesPort,
    window: Windowed,
    topic_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    milestone_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[TopicSubmissionKind, ...], Query(description=SEVERAL)] = (),
) -> Page[TopicSubmission]:
    """Every version, with its verdict; the latest first."""
    return await milestones.submissions(SubmissionFilter(topic_id, milestone_id, kind), window)


@router.get(
    "/{submission_id}",
    operation_id="topics_get_submission",
    summary="Read something handed in for a topic",
    dependencies=reads(Action.TOPIC_READ),
)
async def get_submission(submission_id: UUID, milestones: MilestonesPort, reply: Replies) -> TopicSubmission:
    """Its text, and which files belong to it."""
    return reply.tagged(await _seen(milestones, submission_id))


@router.get(
    "/{submission_id}/links",
    operation_id="topics_list_submission_links",
    summary="Fetch the files of something handed in for a topic",
    dependencies=reads(Action.TOPIC_READ),
)
async def list_submission_links(
    submission_id: UUID, milestones: MilestonesPort, links: FileLinksPort, now: Now
) -> Page[FileLink]:
    """A link for each, in their order; they need no sign-in and end soon."""
    found = await _seen(milestones, submission_id)
    return Page(await links.to_each([file.id for file in found.files], now=now), None, False)


async def _seen(milestones: MilestonesPort, submission_id: UUID) -> TopicSubmission:
    found = await milestones.submission(submission_id)
    if found is None:
        raise NotFound()
    return found
