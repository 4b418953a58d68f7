"""Exemptions and long leave, for which the target is reduced."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Paragraph
from api.wiring.credits import ExemptionsPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.training.credit import ExemptionKind
from domain.training.exemptions import Exemption, ExemptionFilter, NewExemption, exempt, void_exemption

router = room("training", "/schools/{school}/credit-exemptions")


class ExemptionBody(Body):
    teacher_id: UUID
    kind: ExemptionKind
    from_day: Day
    until_day: Day
    """The last of the days."""

    reason: Paragraph


@router.get(
    "",
    operation_id="training_list_credit_exemptions",
    summary="Look through exemptions",
    dependencies=reads(Action.CREDIT_READ),
)
async def list_credit_exemptions(
    exemptions: ExemptionsPort,
    window: Windowed,
    teacher_id: Annotated[tuple[UUID, ...], Query(description="Repeat for any of several.")] = (),
    kind: Annotated[tuple[ExemptionKind, ...], Query(description="Repeat for any of several.")] = (),
) -> Page[Exemption]:
    """The latest first, the void among them, as far as the caller sees."""
    return await exemptions.page(ExemptionFilter(teacher_id, kind), window)


@router.post(
    "",
    operation_id="training_create_credit_exemption",
    summary="Exempt a teacher for some days",
    status_code=201,
    dependencies=writes(Action.CREDIT_WRITE),
)
async def create_credit_exemption(
    body: ExemptionBody, exemptions: ExemptionsPort, reply: Replies
) -> Exemption:
    """With pro rata on, the target is reduced by these days; over a whole year nothing is owed."""
    return reply.created(await exempt(exemptions, NewExemption(**body.model_dump())))


@router.get(
    "/{exemption_id}",
    operation_id="training_get_credit_exemption",
    summary="Look at an exemption",
    dependencies=reads(Action.CREDIT_READ),
)
async def get_credit_exemption(exemption_id: UUID, exemptions: ExemptionsPort, reply: Replies) -> Exemption:
    """Who, for which days, and why."""
    found = await exemptions.get(exemption_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.post(
    "/{exemption_id}/void",
    operation_id="training_void_credit_exemption",
    summary="Take an exemption back",
    dependencies=writes(Action.CREDIT_WRITE),
)
async def void_credit_exemption(
    exemption_id: UUID, exemptions: ExemptionsPort, expected: Expected, now: Now, reply: Replies
) -> Exemption:
    """The days are owed for again."""
    return reply.tagged(await void_exemption(exemptions, exemption_id, expected=expected, now=now))
