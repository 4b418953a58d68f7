"""Batches of bonuses: drafted, corrected by counter-entries, printed; and the lines they pay."""

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, Strict

from api.bonus.payroll import payroll
from api.bonus.tables import MOST
from api.imports import XLSX
from api.queries import Windowed
from api.routes import room
from api.shapes import FIRST_YEAR, LAST_YEAR, Body, Day, Line, Paragraph, Year, omitted
from api.wiring.bonus import (
    BatchesPort,
    BonusDeskPort,
    BonusFactsPort,
    PayrollBookPort,
    PayrollPrinterPort,
    PeriodsPort,
)
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.bonus.batch import BatchFilter, BatchKind, BatchState, BonusBatch
from domain.bonus.correcting import CorrectionLine, NewAdjustment, correct
from domain.bonus.drafting import NewBatch, draft, revise
from domain.bonus.payroll import PayrollFormat
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.changes import read

router = room("bonus", "/schools/{school}/bonus-batches")

SEVERAL = "Repeat for any of several."
MEDIA_TYPES = {PayrollFormat.PDF: "application/pdf", PayrollFormat.XLSX: XLSX}
DOCUMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()}
    }
}


class CorrectionLineBody(Body):
    award_id: UUID
    """One that the batch paid for."""

    teacher_id: UUID
    amount_fen: Annotated[int, Strict(), Field(ge=-MOST, le=MOST)]
    """Below zero: taken back."""

    reason: Paragraph | None = None


Corrections = Annotated[tuple[CorrectionLineBody, ...], Field(min_length=1, max_length=500)]


class BonusBatchBody(Body):
    title: Line
    school_year: Year
    """The one its sums count in, and whose awards it gathers unless days are given."""

    term_number: Literal[1, 2] | None = None
    """Awards of one term of it."""

    from_day: Day | None = None
    until_day: Day | None = None
    """The last day whose awards it gathers."""


class BonusBatchPatch(Body):
    title: Line = omitted()
    from_day: Day = omitted()
    until_day: Day = omitted()
    reason: Paragraph = omitted()
    """Of an adjustment, as `lines`."""

    lines: Corrections = omitted()
    """In place of those there were."""


class BonusCorrectionBody(Body):
    title: Line
    reason: Paragraph
    lines: Corrections


@router.get(
    "",
    operation_id="bonus_list_batches",
    summary="Look through the batches of bonuses",
    dependencies=reads(Action.BONUS_OVERSEE),
)
async def list_batches(
    batches: BatchesPort,
    window: Windowed,
    school_year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
    state: Annotated[tuple[BatchState, ...], Query(description=SEVERAL)] = (),
    kind: Annotated[tuple[BatchKind, ...], Query(description=SEVERAL)] = (),
    corrects_id: Annotated[tuple[UUID, ...], Query(description="Adjustments to these.")] = (),
) -> Page[BonusBatch]:
    """The latest first, cancelled ones too."""
    return await batches.page(BatchFilter(school_year, state, kind, corrects_id), window)


@router.post(
    "",
    operation_id="bonus_create_batch",
    summary="Draft a batch of bonuses",
    status_code=201,
    dependencies=writes(Action.BONUS_WRITE),
)
async def create_batch(
    body: BonusBatchBody, desk: BonusDeskPort, periods: PeriodsPort, caller: Asker, now: Now, reply: Replies
) -> BonusBatch:
    """Gathers the confirmed awards of its days that no other batch settles: of each work the highest, less
    what the work was paid before."""
    made = await draft(desk, periods, NewBatch(**body.model_dump()), caller=caller, now=now)
    return reply.created(made)


@router.get(
    "/{batch_id}",
    operation_id="bonus_get_batch",
    summary="Look at a batch of bonuses",
    dependencies=reads(Action.BONUS_OVERSEE),
)
async def get_batch(batch_id: UUID, batches: BatchesPort, reply: Replies) -> BonusBatch:
    """Its sums, which awards it passes over and why, who signed, and what the caller may do. What it pays is
    read from `bonus-lines?batch_id=`."""
    return reply.tagged(await read(batches, batch_id))


@router.patch(
    "/{batch_id}",
    operation_id="bonus_update_batch",
    summary="Change a draft, and gather it anew",
    dependencies=writes(Action.BONUS_WRITE),
)
async def update_batch(
    batch_id: UUID,
    body: BonusBatchPatch,
    desk: BonusDeskPort,
    caller: Asker,
    now: Now,
    expected: Expected,
    reply: Replies,
) -> BonusBatch:
    """Its lines are made again by today's awards and tables; an empty patch does only that. Whoever does it
    has proposed it."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    if "lines" in changes:
        changes["lines"] = _lines(body.lines)
    return reply.tagged(await revise(desk, batch_id, changes, expected=expected, caller=caller, now=now))


@router.post(
    "/{batch_id}/corrections",
    operation_id="bonus_create_correction",
    summary="Draft an adjustment to a paid batch",
    status_code=201,
    dependencies=writes(Action.BONUS_WRITE),
)
async def create_correction(
    batch_id: UUID,
    body: BonusCorrectionBody,
    batches: BatchesPort,
    facts: BonusFactsPort,
    caller: Asker,
    now: Now,
    expected: Expected,
    reply: Replies,
) -> BonusBatch:
    """Counter-entries, as a batch of their own that is checked, approved and paid as any other."""
    new = NewAdjustment(body.title, body.reason, _lines(body.lines))
    made = await correct(batches, facts, batch_id, new, expected=expected, caller=caller, now=now)
    return reply.created(made, f"/api/v1/schools/{caller.school_id}/bonus-batches")


@router.get(
    "/{batch_id}/document",
    operation_id="bonus_print_batch",
    summary="Print a batch's payroll list",
    dependencies=reads(Action.BONUS_OVERSEE),
    response_class=Response,
    responses=DOCUMENT,
)
async def print_batch(
    batch_id: UUID,
    batches: BatchesPort,
    book: PayrollBookPort,
    printer: PayrollPrinterPort,
    format: Annotated[PayrollFormat, Query(description="A workbook for counting on.")] = PayrollFormat.PDF,
) -> Response:
    """In Chinese: each teacher's sum, the lines behind it, and 制表、审核、批准 to sign."""
    batch = await read(batches, batch_id)
    sheet = payroll(batch, await book.of(batch))
    content = await (printer.pdf(sheet) if format is PayrollFormat.PDF else printer.xlsx(sheet))
    name = quote(f"{batch.title}.{format}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)


def _lines(given: tuple[CorrectionLineBody, ...]) -> tuple[CorrectionLine, ...]:
    return tuple(CorrectionLine(**one.model_dump()) for one in given)
