"""Arranging reviews: whom to ask, asking one or many, somebody else in their place."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Day, Paragraph
from api.wiring.papers import (
    Near,
    PaperPolicyNow,
    PaperReviewsPort,
    PapersPort,
    ReviewDeskPort,
    ReviewerPoolPort,
)
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.papers.conflicts import ReviewerCandidate, suggested
from domain.papers.paper import seen
from domain.papers.reviews import (
    NewReview,
    PaperReview,
    ReviewFilter,
    ReviewState,
    arranging,
    assign,
    assign_all,
    remove,
    replace,
)
from domain.people.calendar import day_of

paper_router = room("papers", "/schools/{school}/papers/{paper_id}")
router = room("papers", "/schools/{school}/paper-reviews")

SEVERAL = "Repeat for any of several."
YearAsked = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
MOST = 500


class PaperReviewBody(Body):
    reviewer_id: UUID
    due_on: Day | None = None
    """Left out: as many days from today as the policy gives."""


class BulkPaperReview(PaperReviewBody):
    paper_id: UUID


class BulkPaperReviewsBody(Body):
    items: Annotated[list[BulkPaperReview], Field(min_length=1, max_length=MOST)]


class ReplaceReviewerBody(Body):
    reviewer_id: UUID


class RemoveReviewBody(Body):
    reason: Paragraph


@dataclass(frozen=True, slots=True)
class AssignedReviews:
    items: list[PaperReview]


@paper_router.get(
    "/reviewer-candidates",
    operation_id="papers_list_reviewer_candidates",
    summary="See who may review a paper",
    dependencies=reads(Action.PAPER_MANAGE),
)
async def list_reviewer_candidates(
    paper_id: UUID,
    papers: PapersPort,
    pool: ReviewerPoolPort,
    near: Near,
    policy: PaperPolicyNow,
    caller: Asker,
    now: Now,
) -> Page[ReviewerCandidate]:
    """Experienced by the policy, near to none of its authors; who has least to review first."""
    arranging(await seen(papers, paper_id), caller)
    found = suggested(await pool.candidates(paper_id, near), policy, day_of(now))
    return Page(found, None, False)


@paper_router.post(
    "/reviews",
    operation_id="papers_create_review",
    summary="Ask a teacher to review a paper",
    status_code=201,
    dependencies=writes(Action.PAPER_MANAGE, key=True),
)
async def create_review(
    paper_id: UUID,
    body: PaperReviewBody,
    desk: ReviewDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> PaperReview:
    """Of the version handed in. They are told the paper's number and the day, and get it without names."""
    new = NewReview(paper_id, body.reviewer_id, body.due_on)
    made = await assign(desk, new, expected=expected, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/paper-reviews")


@router.get(
    "",
    operation_id="papers_list_reviews",
    summary="Look through the reviews",
    dependencies=reads(Action.PAPER_OVERSEE),
)
async def list_reviews(
    reviews: PaperReviewsPort,
    window: Windowed,
    paper_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    reviewer_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[ReviewState, ...], Query(description=SEVERAL)] = (),
    school_year: Annotated[tuple[YearAsked, ...], Query(description=SEVERAL)] = (),
) -> Page[PaperReview]:
    """The latest assigned first, with names; never those of one's own papers. `conflicts` names what has
    come up since between a reviewer and the authors."""
    return await reviews.page(ReviewFilter(paper_id, reviewer_id, state, school_year), window)


@router.post(
    "/bulk",
    operation_id="papers_create_reviews",
    summary="Ask many teachers at once",
    dependencies=writes(Action.PAPER_MANAGE, key=True),
)
async def create_reviews(
    body: BulkPaperReviewsBody, desk: ReviewDeskPort, caller: Asker, now: Now
) -> AssignedReviews:
    """All or none: when some are refused, `errors` names each by its place among the items."""
    new = [NewReview(one.paper_id, one.reviewer_id, one.due_on) for one in body.items]
    return AssignedReviews(list(await assign_all(desk, new, caller=caller, now=now)))


@router.get(
    "/{review_id:one}",
    operation_id="papers_get_review",
    summary="Look at a review",
    dependencies=reads(Action.PAPER_OVERSEE),
)
async def get_review(review_id: UUID, reviews: PaperReviewsPort, reply: Replies) -> PaperReview:
    """Who was asked, by when, and what they said."""
    found = await reviews.get(review_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{review_id:one}/replace",
    operation_id="papers_replace_reviewer",
    summary="Ask somebody else in a reviewer's place",
    status_code=201,
    dependencies=writes(Action.PAPER_MANAGE),
)
async def replace_reviewer(
    review_id: UUID,
    body: ReplaceReviewerBody,
    desk: ReviewDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> PaperReview:
    """By the same day; the other's review is removed."""
    made = await replace(desk, review_id, body.reviewer_id, expected=expected, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/paper-reviews")


@router.post(
    "/{review_id:one}/remove",
    operation_id="papers_remove_review",
    summary="Take a review back",
    dependencies=writes(Action.PAPER_MANAGE),
)
async def remove_review(
    review_id: UUID,
    body: RemoveReviewBody,
    desk: ReviewDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> PaperReview:
    """Until it is handed in. The reviewer sees the paper no longer."""
    gone = await remove(desk, review_id, body.reason, expected=expected, caller=caller, now=now)
    return reply.tagged(gone)
