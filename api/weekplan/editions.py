"""Editions of a week's plan, as they were published."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Query, Response

from api.queries import Language
from api.routes import room
from api.weekplan.sheets import sheet
from api.weekplan.wording import worded_changes, worded_edition
from api.wiring.request import reads
from api.wiring.weekplan import WeekPlansPort, WeekPrinterPort
from domain.identity.actions import Action
from domain.paging import Page
from domain.weekplan.entries import EntryChange
from domain.weekplan.plan import SheetFormat, WeekEdition
from domain.weekplan.planning import changes_since, edition

router = room("weekplan", "/schools/{school}/week-editions")

MEDIA_TYPES = {
    SheetFormat.PDF: "application/pdf",
    SheetFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()}
    }
}


@router.get(
    "/{edition_id}",
    operation_id="weekplan_get_edition",
    summary="Read an edition of a week's plan",
    dependencies=reads(Action.WEEK_READ),
)
async def get_edition(edition_id: UUID, plans: WeekPlansPort, language: Language) -> WeekEdition:
    """Word for word as it was published, and what was new in it."""
    return worded_edition(await edition(plans, edition_id), language)


@router.get(
    "/{edition_id}/document",
    operation_id="weekplan_print_edition",
    summary="Print an edition of a week's plan",
    dependencies=reads(Action.WEEK_READ),
    response_class=Response,
    responses=DOCUMENT,
)
async def print_edition(
    edition_id: UUID,
    plans: WeekPlansPort,
    printer: WeekPrinterPort,
    format: Annotated[SheetFormat, Query(description="DOCX is for writing on.")] = SheetFormat.PDF,
) -> Response:
    """On A4, in Chinese, with what changed since the edition before; one replaced by a later one is void."""
    found = await edition(plans, edition_id)
    page = sheet(found, await plans.heading(found.plan_id))
    content = await (printer.pdf(page) if format is SheetFormat.PDF else printer.docx(page))
    name = quote(f"第{found.week_no}周工作安排（第{found.number}版）.{format}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)


@router.get(
    "/{edition_id}/changes",
    operation_id="weekplan_list_changes",
    summary="Compare an edition with another one",
    dependencies=reads(Action.WEEK_READ),
)
async def list_changes(
    edition_id: UUID,
    plans: WeekPlansPort,
    language: Language,
    since: Annotated[int, Query(ge=1, le=100_000, description="The number of the plan's other edition.")] = 1,
) -> Page[EntryChange]:
    """What was added, changed and removed since that edition; all on one page."""
    return Page(worded_changes(await changes_since(plans, edition_id, since), language), None, False)
