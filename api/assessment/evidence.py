"""Evidence of the groups; deductions and bonus points of the office."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.assessment.shapes import SomePoints
from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.assessment import AdjustmentsPort, AssessmentsPort, EvidencePort
from api.wiring.platform import FileLinksPort, FilesPort
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.assessment.adjusting import Adjustment, AdjustmentKind, NewAdjustment, adjust, void
from domain.assessment.evidence import Evidence, NewEvidence, bring, take_back
from domain.assessment.policy import Dimension
from domain.errors import NotFound
from domain.files import FileLink
from domain.identity.actions import Action
from domain.paging import Page

assessment_router = room("assessment", "/schools/{school}/assessments/{assessment_id}")
router = room("assessment", "/schools/{school}/evidence-items")
adjustment_router = room("assessment", "/schools/{school}/assessment-adjustments")

SEVERAL = "Repeat for any of several."


class EvidenceBody(Body):
    group_id: UUID
    indicator_id: UUID
    text: Paragraph | None = None
    file_id: UUID | None = None
    """An uploaded file of one's own."""


class GroupAdjustmentBody(Body):
    group_id: UUID
    kind: AdjustmentKind
    points: SomePoints
    reason: Paragraph
    dimension: Dimension | None = None
    """Of a deduction; bonus points belong to none."""

    text: Paragraph | None = None
    """The evidence in words; this or a file."""

    file_id: UUID | None = None


class VoidBody(Body):
    reason: Paragraph


@assessment_router.get(
    "/evidence-items",
    operation_id="assessment_list_evidence",
    summary="List the evidence of an assessment",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def list_evidence(
    assessment_id: UUID,
    assessments: AssessmentsPort,
    book: EvidencePort,
    window: Windowed,
    group_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    indicator_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
) -> Page[Evidence]:
    """For the office and the judges all, for a leader their group's."""
    if await assessments.get(assessment_id) is None:
        raise NotFound()
    return await book.page(assessment_id, window, group_ids=group_id, indicator_ids=indicator_id)


@assessment_router.post(
    "/evidence-items",
    operation_id="assessment_create_evidence",
    summary="Bring evidence for an indicator",
    status_code=201,
    dependencies=writes(Action.ASSESSMENT_SUBMIT),
)
async def create_evidence(
    assessment_id: UUID,
    body: EvidenceBody,
    assessments: AssessmentsPort,
    book: EvidencePort,
    files: FilesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> Evidence:
    """By the group's leader, or the office for them: a text, a file, or both."""
    new = NewEvidence(**body.model_dump())
    made = await bring(assessments, book, files, assessment_id, new, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/evidence-items")


@router.get(
    "/{evidence_id}",
    operation_id="assessment_get_evidence",
    summary="Look at a piece of evidence",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def get_evidence(evidence_id: UUID, book: EvidencePort, reply: Replies) -> Evidence:
    """What was brought, for what, by whom."""
    found = await book.get(evidence_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.get(
    "/{evidence_id}/link",
    operation_id="assessment_link_evidence",
    summary="Get a link to a file of evidence",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def link_evidence(evidence_id: UUID, book: EvidencePort, links: FileLinksPort, now: Now) -> FileLink:
    """Good for five minutes, for whoever has it; 404 where there is a text alone."""
    found = await book.get(evidence_id)
    if found is None or found.file_id is None:
        raise NotFound()
    return await links.to(found.file_id, now=now)


@router.delete(
    "/{evidence_id}",
    operation_id="assessment_delete_evidence",
    summary="Take a piece of evidence back",
    status_code=204,
    response_model=None,
    dependencies=writes(Action.ASSESSMENT_SUBMIT),
)
async def delete_evidence(
    evidence_id: UUID, assessments: AssessmentsPort, book: EvidencePort, caller: Asker, expected: Expected
) -> None:
    """Before publication; not the last that a judge has scored by."""
    await take_back(assessments, book, evidence_id, expected=expected, caller=caller)


@assessment_router.get(
    "/adjustments",
    operation_id="assessment_list_adjustments",
    summary="List deductions and bonus points",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def list_adjustments(
    assessment_id: UUID,
    assessments: AssessmentsPort,
    adjustments: AdjustmentsPort,
    window: Windowed,
    group_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
) -> Page[Adjustment]:
    """Those taken back too; for a leader their group's, once published."""
    found = await assessments.get(assessment_id)
    if found is None:
        raise NotFound()
    return await adjustments.page(found, window, group_ids=group_id)


@assessment_router.post(
    "/adjustments",
    operation_id="assessment_create_adjustment",
    summary="Enter a deduction or bonus points",
    status_code=201,
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def create_adjustment(
    assessment_id: UUID,
    body: GroupAdjustmentBody,
    assessments: AssessmentsPort,
    adjustments: AdjustmentsPort,
    files: FilesPort,
    caller: Asker,
    now: Now,
    reply: Replies,
) -> Adjustment:
    """With its reason and its evidence; bonus points count up to the policy's cap."""
    new = NewAdjustment(**body.model_dump())
    made = await adjust(assessments, adjustments, files, assessment_id, new, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/assessment-adjustments")


@adjustment_router.get(
    "/{adjustment_id}",
    operation_id="assessment_get_adjustment",
    summary="Look at a deduction or bonus",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def get_adjustment(adjustment_id: UUID, adjustments: AdjustmentsPort, reply: Replies) -> Adjustment:
    """Its points, its reason, and whether it was taken back."""
    found = await adjustments.get(adjustment_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@adjustment_router.post(
    "/{adjustment_id}/void",
    operation_id="assessment_void_adjustment",
    summary="Take a deduction or bonus back",
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def void_adjustment(
    adjustment_id: UUID,
    body: VoidBody,
    assessments: AssessmentsPort,
    adjustments: AdjustmentsPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> Adjustment:
    """Before publication; it stays in the list with why."""
    gone = await void(
        assessments, adjustments, adjustment_id, expected=expected, because=body.reason, now=now
    )
    return reply.tagged(gone)
