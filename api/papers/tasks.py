"""One's own reviews: reading a paper without names, handing the review in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, Strict

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.papers import PaperFilesPort, ReviewTasksPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.identity.actions import Action
from domain.paging import Page
from domain.papers.reviews import AspectRemark, PaperAspect, PaperVerdict, ReviewState
from domain.papers.tasks import (
    ReviewGiven,
    ReviewTask,
    ReviewTaskLine,
    TaskFilter,
    behind,
    decline,
    hand_in,
    read,
)
from domain.papers.versions import WORD, blind_file

router = room("papers", "/schools/{school}/review-tasks")

DOCX: dict[int | str, dict[str, Any]] = {
    200: {"content": {WORD: {"schema": {"type": "string", "format": "binary"}}}}
}
Mark = Annotated[int, Strict(), Field(ge=1, le=5)]


class AspectBody(Body):
    aspect: PaperAspect
    remark: Paragraph
    mark: Mark | None = None
    """1 … 5, 5 the best."""


class ReviewGivenBody(Body):
    verdict: PaperVerdict
    """What one recommends; the office decides."""

    aspects: Annotated[tuple[AspectBody, ...], Field(max_length=8)] = ()
    """Each of the eight at most once; at least one where the paper shall be returned."""

    remark: Paragraph | None = None


class DeclineReviewBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="papers_list_review_tasks",
    summary="Look through one's own reviews",
    dependencies=reads(Action.PAPER_REVIEW),
)
async def list_review_tasks(
    tasks: ReviewTasksPort,
    window: Windowed,
    state: Annotated[tuple[ReviewState, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[ReviewTaskLine]:
    """The latest assigned first: those that wait, and those handed in."""
    return await tasks.page(TaskFilter(state), window)


@router.get(
    "/{review_id}",
    operation_id="papers_get_review_task",
    summary="Read a paper one reviews",
    dependencies=reads(Action.PAPER_REVIEW),
)
async def get_review_task(review_id: UUID, tasks: ReviewTasksPort, reply: Replies) -> ReviewTask:
    """Under its number; the authors' names and numbers and the school's name are struck out: ×××."""
    return reply.tagged(await read(tasks, review_id))


@router.get(
    "/{review_id}/file",
    operation_id="papers_get_review_file",
    summary="Fetch the DOCX of a paper one reviews",
    dependencies=reads(Action.PAPER_REVIEW),
    response_class=Response,
    responses=DOCX,
)
async def get_review_file(review_id: UUID, tasks: ReviewTasksPort, files: PaperFilesPort) -> Response:
    """An anonymous copy, made when it is asked for: without properties, comments, traces of changes and
    names. Of a PDF there is none: `paper_file_not_blind`."""
    found = await behind(tasks, review_id)
    content = await files.anonymous(blind_file(found.file), found.mask)
    named = {"Content-Disposition": f'attachment; filename="paper-{found.alias_no}.docx"'}
    return Response(content, media_type=WORD, headers=named)


@router.post(
    "/{review_id}/submit",
    operation_id="papers_submit_review",
    summary="Hand a review in",
    dependencies=writes(Action.PAPER_REVIEW),
)
async def submit_review(
    review_id: UUID,
    body: ReviewGivenBody,
    tasks: ReviewTasksPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ReviewTask:
    """Once. Its authors read it as 评审一, 评审二, … when the office has decided, and never whose it is."""
    aspects = tuple(AspectRemark(one.aspect, one.remark, one.mark) for one in body.aspects)
    given = ReviewGiven(body.verdict, aspects, body.remark)
    return reply.tagged(await hand_in(tasks, review_id, given, expected=expected, now=now))


@router.post(
    "/{review_id}/decline",
    operation_id="papers_decline_review",
    summary="Decline a review",
    status_code=204,
    dependencies=writes(Action.PAPER_REVIEW),
)
async def decline_review(
    review_id: UUID, body: DeclineReviewBody, tasks: ReviewTasksPort, expected: Expected, now: Now
) -> None:
    """For a reason the office reads. One sees the paper no longer."""
    await decline(tasks, review_id, body.reason, expected=expected, now=now)
