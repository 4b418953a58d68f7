"""Assessments of a term's subject groups: set up, opened, previewed, published."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, Strict

from api.assessment.reports import report
from api.imports import XLSX
from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Flag, Line, omitted
from api.wiring.assessment import (
    AssessmentRulesPort,
    AssessmentsPort,
    HeadingsPort,
    OfficePort,
    ReportPrinterPort,
    ResultsPort,
)
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.assessment.assessment import Assessment
from domain.assessment.policy import Dimension
from domain.assessment.publishing import Preview, preview, publish
from domain.assessment.report import ReportFormat
from domain.assessment.scheme import FactKind, NewIndicator
from domain.assessment.setting_up import Plan, open_for_scoring, revise, set_up
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page

router = room("assessment", "/schools/{school}/assessments")

MEDIA_TYPES = {ReportFormat.PDF: "application/pdf", ReportFormat.XLSX: XLSX}
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()}
    }
}


class IndicatorBody(Body):
    dimension: Dimension
    title: Line
    share: Annotated[int, Strict(), Field(ge=1, le=100)]
    """Per cent of its dimension; a dimension's shares make 100."""

    needs_evidence: Flag = True
    fact: FactKind | None = None
    """Filled in by the system from this; left out: scored by the judges."""


Indicators = Annotated[tuple[IndicatorBody, ...], Field(max_length=100)]
Groups = Annotated[tuple[UUID, ...], Field(max_length=200)]


class AssessmentBody(Body):
    term_id: UUID
    title: Line = "教研组主题研修考核"
    group_ids: Groups | None = None
    """Left out: all subject groups."""

    indicators: Indicators | None = None
    """Left out: an example, to be changed while it is a draft."""


class AssessmentPatch(Body):
    title: Line = omitted()
    group_ids: Groups = omitted()
    indicators: Indicators = omitted()
    """In place of all there were."""


@router.get(
    "",
    operation_id="assessment_list_assessments",
    summary="Look through the assessments",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def list_assessments(
    assessments: AssessmentsPort, window: Windowed, term_id: UUID | None = None
) -> Page[Assessment]:
    """The latest first: all of them, or once opened those one judges or whose group one leads."""
    return await assessments.page(window, term_id=term_id)


@router.post(
    "",
    operation_id="assessment_create_assessment",
    summary="Set up a term's assessment",
    status_code=201,
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def create_assessment(
    body: AssessmentBody, assessments: AssessmentsPort, rules: AssessmentRulesPort, reply: Replies
) -> Assessment:
    """As a draft, of which nobody is told; it goes by the policy in force on the term's first day."""
    plan = Plan(body.term_id, body.title, body.group_ids, _indicators(body.indicators))
    return reply.created(await set_up(assessments, rules, plan))


@router.get(
    "/{assessment_id}",
    operation_id="assessment_get_assessment",
    summary="Look at an assessment",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def get_assessment(assessment_id: UUID, assessments: AssessmentsPort, reply: Replies) -> Assessment:
    """What the groups are assessed by, how far it is, and what the caller may do."""
    found = await assessments.get(assessment_id)
    if found is None:
        raise NotFound()
    return reply.tagged(found)


@router.patch(
    "/{assessment_id}",
    operation_id="assessment_update_assessment",
    summary="Change an assessment",
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def update_assessment(
    assessment_id: UUID,
    body: AssessmentPatch,
    assessments: AssessmentsPort,
    rules: AssessmentRulesPort,
    expected: Expected,
    reply: Replies,
) -> Assessment:
    """While it is a draft; it takes the policy as it stands now."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    if "indicators" in changes:
        changes["indicators"] = _indicators(body.indicators)
    return reply.tagged(await revise(assessments, rules, assessment_id, changes, expected=expected))


@router.post(
    "/{assessment_id}/open",
    operation_id="assessment_open_assessment",
    summary="Open an assessment for scoring",
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def open_assessment(
    assessment_id: UUID,
    assessments: AssessmentsPort,
    rules: AssessmentRulesPort,
    expected: Expected,
    reply: Replies,
) -> Assessment:
    """Groups bring evidence and judges score from now on; what it goes by stays."""
    return reply.tagged(await open_for_scoring(assessments, rules, assessment_id, expected=expected))


@router.get(
    "/{assessment_id}/preview",
    operation_id="assessment_preview_result",
    summary="Look at what would be published",
    dependencies=reads(Action.ASSESSMENT_READ),
)
async def preview_result(
    assessment_id: UUID, office: OfficePort, caller: Asker, now: Now, reply: Replies
) -> Preview:
    """Every group's result as it stands, and which scores are missing. Not for who judges."""
    return reply.tagged(await preview(office, assessment_id, caller=caller, now=now))


@router.post(
    "/{assessment_id}/publish",
    operation_id="assessment_publish_assessment",
    summary="Publish a term's result",
    dependencies=writes(Action.ASSESSMENT_WRITE),
)
async def publish_assessment(
    assessment_id: UUID, office: OfficePort, expected: Expected, now: Now, reply: Replies
) -> Assessment:
    """Once every score is there. It is frozen then, and the groups' leaders are told."""
    return reply.tagged(await publish(office, assessment_id, expected=expected, now=now))


@router.get(
    "/{assessment_id}/document",
    operation_id="assessment_print_result",
    summary="Print a published result",
    dependencies=reads(Action.ASSESSMENT_READ),
    response_class=Response,
    responses=DOCUMENT,
)
async def print_result(
    assessment_id: UUID,
    assessments: AssessmentsPort,
    results: ResultsPort,
    headings: HeadingsPort,
    printer: ReportPrinterPort,
    caller: Asker,
    format: Annotated[ReportFormat, Query(description="A workbook for counting on.")] = ReportFormat.PDF,
) -> Response:
    """The latest edition, in Chinese: the ranks and every group's lines; for a leader their group's alone."""
    found = await assessments.get(assessment_id)
    kept = [] if found is None else await results.edition(found)
    if found is None or not kept:
        raise NotFound()
    page = report(found, kept, await headings.of(found), caller)
    content = await (printer.pdf(page) if format is ReportFormat.PDF else printer.xlsx(page))
    name = quote(f"{found.title}（第{found.edition_no}版）.{format}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)


def _indicators(given: tuple[IndicatorBody, ...] | None) -> tuple[NewIndicator, ...] | None:
    return None if given is None else tuple(NewIndicator(**one.model_dump()) for one in given)
