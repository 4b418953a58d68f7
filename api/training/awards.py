"""Credit awards, taking them back, and adjusting credits by hand."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Line, Paragraph, SignedCredits, Year
from api.wiring.credits import AwardsPort, CreditBookPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.awards import Adjustment, adjust, void_award
from domain.training.catalogue import CourseKind
from domain.training.credit import AwardFilter, AwardState, CreditAward, award_actions

router = room("training", "/schools/{school}/credit-awards")
adjustment_router = room("training", "/schools/{school}/credit-adjustments")


class VoidBody(Body):
    reason: Paragraph


class AdjustmentBody(Body):
    teacher_id: UUID
    school_year: Year
    category: CourseKind
    credits: SignedCredits
    reason: Line
    """What the ledger will show."""


@router.get(
    "",
    operation_id="training_list_credit_awards",
    summary="Look through credit awards",
    dependencies=reads(Action.CREDIT_READ),
)
async def list_credit_awards(
    awards: AwardsPort,
    window: Windowed,
    teacher_id: Annotated[tuple[UUID, ...], Query(description="Repeat for any of several.")] = (),
    school_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
    state: Annotated[tuple[AwardState, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[CreditAward]:
    """The latest earned first, as far as the caller sees."""
    return await awards.page(AwardFilter(teacher_id, school_year, state), window)


@router.get(
    "/{award_id}",
    operation_id="training_get_credit_award",
    summary="Look at a credit award",
    dependencies=reads(Action.CREDIT_READ),
)
async def get_credit_award(award_id: UUID, awards: AwardsPort, reply: Replies) -> CreditAward:
    """What a training is worth to a teacher, and why."""
    award = await awards.get(award_id)
    if award is None:
        raise NotFound()
    return reply.tagged(award)


@router.post(
    "/{award_id}/void",
    operation_id="training_void_credit_award",
    summary="Take a credit award back",
    dependencies=writes(Action.CREDIT_WRITE),
)
async def void_credit_award(
    award_id: UUID, body: VoidBody, book: CreditBookPort, expected: Expected, reply: Replies
) -> CreditAward:
    """By counter-entries; the enrolment keeps its result, and the course may count again."""
    return reply.tagged(await void_award(book, award_id, expected=expected, reason=body.reason))


@adjustment_router.post(
    "",
    operation_id="training_create_credit_adjustment",
    summary="Give or take credits by hand",
    status_code=201,
    dependencies=writes(Action.CREDIT_WRITE, key=True),
)
async def create_credit_adjustment(
    body: AdjustmentBody, book: CreditBookPort, caller: Asker, now: Now, reply: Replies, request: Request
) -> CreditAward:
    """Confirmed at once; taken back, like any award, by voiding it."""
    award = await adjust(book, Adjustment(**body.model_dump()), now=now)
    awards = request.url.path.removesuffix("credit-adjustments") + "credit-awards"
    return reply.created(replace(award, allowed_actions=award_actions(award.state, caller)), awards)
