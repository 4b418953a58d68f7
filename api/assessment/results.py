"""Published results, and appeals against them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field

from api.assessment.shapes import Points
from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.assessment import AppealsPort, AssessmentsPort, OfficePort, ResultsPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.assessment.appeals import Answer, Appeal, AppealState, LineCorrection, appeal, reject, uphold
from domain.assessment.publishing import ResultFilter
from domain.assessment.result import GroupResult
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page

router = room("assessment", "/schools/{school}/assessment-results")
assessment_router = room("assessment", "/schools/{school}/assessments/{assessment_id}")
appeal_router = room("assessment", "/schools/{school}/assessment-appeals")

SEVERAL = "Repeat for any of several."


class AppealBody(Body):
    group_id: UUID
    text: Paragraph
    """What of the result is wrong, and why."""


class LineCorrectionBody(Body):
    indicator_id: UUID
    score: Points
    """Out of 100, in place of what the line has."""

    reason: Paragraph


class UpholdBody(Body):
    answer: Paragraph
    corrections: Annotated[tuple[LineCorrectionBody, ...], Field(max_length=100)] = ()
    lifted: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
    """Deductions, or bonus points, of the result that count no more."""


class RejectBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="assessment_list_results",
    summary="Read the ranking table",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def list_results(
    results: ResultsPort,
    window: Windowed,
    assessment_id: UUID | None = None,
    group_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    edition_no: Annotated[
        int | None, Query(ge=1, le=100_000, description="Left out: of each assessment the latest.")
    ] = None,
) -> Page[GroupResult]:
    """By rank, each with every line explained: all groups, or for a leader those they lead."""
    return await results.page(ResultFilter(assessment_id, group_id, edition_no), window)


@router.get(
    "/{result_id}",
    operation_id="assessment_get_result",
    summary="Read a group's result",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def get_result(result_id: UUID, results: ResultsPort, reply: Replies) -> GroupResult:
    """Of one edition; it stays what it was, though a later edition says otherwise."""
    found = await results.get(result_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@assessment_router.get(
    "/appeals",
    operation_id="assessment_list_appeals",
    summary="List the appeals against a result",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def list_appeals(
    assessment_id: UUID,
    assessments: AssessmentsPort,
    appeals: AppealsPort,
    window: Windowed,
    state: Annotated[tuple[AppealState, ...], Query(description=SEVERAL)] = (),
) -> Page[Appeal]:
    """The latest first; for a leader those of their group."""
    if await assessments.get(assessment_id) is None:
        raise NotFound()
    return await appeals.page(assessment_id, window, state=state)


@assessment_router.post(
    "/appeals",
    operation_id="assessment_create_appeal",
    summary="Appeal against a result",
    status_code=201,
    dependencies=writes(Action.ASSESSMENT_SUBMIT),
)
async def create_appeal(
    assessment_id: UUID,
    body: AppealBody,
    office: OfficePort,
    appeals: AppealsPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> Appeal:
    """By the group's leader, once published; one at a time. What is published stands meanwhile."""
    made = await appeal(office, appeals, assessment_id, body.group_id, body.text, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/assessment-appeals")


@appeal_router.get(
    "",
    operation_id="assessment_list_all_appeals",
    summary="Look through the appeals",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def list_all_appeals(
    appeals: AppealsPort,
    window: Windowed,
    state: Annotated[tuple[AppealState, ...], Query(description=SEVERAL)] = (),
) -> Page[Appeal]:
    """Against any assessment's result, the latest first; for a leader those of their groups."""
    return await appeals.page(None, window, state=state)


@appeal_router.get(
    "/{appeal_id}",
    operation_id="assessment_get_appeal",
    summary="Look at an appeal",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def get_appeal(appeal_id: UUID, appeals: AppealsPort, reply: Replies) -> Appeal:
    """What was said, and what was answered."""
    found = await appeals.get(appeal_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@appeal_router.post(
    "/{appeal_id}/uphold",
    operation_id="assessment_uphold_appeal",
    summary="Uphold an appeal",
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def uphold_appeal(
    appeal_id: UUID,
    body: UpholdBody,
    office: OfficePort,
    appeals: AppealsPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Appeal:
    """Publishes a further edition with what it changes, all ranks anew; the edition before is kept."""
    corrections = tuple(LineCorrection(**one.model_dump()) for one in body.corrections)
    answer = Answer(body.answer, corrections, body.lifted)
    return reply.tagged(await uphold(office, appeals, appeal_id, answer, expected=expected, now=now))


@appeal_router.post(
    "/{appeal_id}/reject",
    operation_id="assessment_reject_appeal",
    summary="Reject an appeal",
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def reject_appeal(
    appeal_id: UUID,
    body: RejectBody,
    office: OfficePort,
    appeals: AppealsPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Appeal:
    """With the reason, which the leader reads; the result stands."""
    return reply.tagged(await reject(office, appeals, appeal_id, body.reason, expected=expected, now=now))
