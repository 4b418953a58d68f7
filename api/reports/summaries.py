"""Term summaries 工作总结: written, previewed, frozen, printed."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from api.queries import Windowed
from api.reports.files import MEDIA_TYPES, answers, attachment
from api.routes import room
from api.shapes import Body, Paragraph
from api.wiring.reports import SummaryDeskPort, SummaryPrinterPort, TermSummariesPort
from api.wiring.request import Expected, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.reports.pages import SummaryFormat
from domain.reports.summarising import content, edition, found, freeze, reopen, set_up, write
from domain.reports.summary import (
    SummaryContent,
    SummaryEdition,
    SummarySlot,
    SummaryText,
    TermSummary,
)

router = room("reports", "/schools/{school}/term-summaries")
chart_router = room("reports", "/schools/{school}/summary-charts")

Edition = Annotated[
    int | None,
    Query(ge=1, le=100_000, description="Left out: what it says now, or said when it was frozen last."),
]


class TermSummaryBody(Body):
    term_id: UUID


class TermSummaryPatch(Body):
    """The office's own words, by where they stand; null takes them back."""

    opening: Paragraph | None = None
    guiding: Paragraph | None = None
    """指导思想."""

    training: Paragraph | None = None
    study: Paragraph | None = None
    themes: Paragraph | None = None
    research: Paragraph | None = None
    young: Paragraph | None = None
    closing: Paragraph | None = None

    def texts(self) -> dict[SummarySlot, str | None]:
        return {SummarySlot(name): text for name, text in self.model_dump(exclude_unset=True).items()}


class ReopenBody(Body):
    reason: Paragraph


@router.get(
    "",
    operation_id="reports_list_summaries",
    summary="Look through the term summaries",
    dependencies=reads(Action.SUMMARY_READ),
)
async def list_summaries(
    summaries: TermSummariesPort, window: Windowed, term_id: UUID | None = None
) -> Page[TermSummary]:
    """The latest set up first, each with the office's own words."""
    return await summaries.page(window, term_id=term_id)


@router.post(
    "",
    operation_id="reports_create_summary",
    summary="Set up a term's summary",
    status_code=201,
    dependencies=writes(Action.SUMMARY_WRITE),
)
async def create_summary(
    body: TermSummaryBody, summaries: TermSummariesPort, now: Now, reply: Replies
) -> TermSummary:
    """One for each term, as a draft that can be looked at from the term's first day on."""
    return reply.created(await set_up(summaries, body.term_id, at=now))


@router.get(
    "/{summary_id}",
    operation_id="reports_get_summary",
    summary="Look at a term summary",
    dependencies=reads(Action.SUMMARY_READ),
)
async def get_summary(summary_id: UUID, summaries: TermSummariesPort, reply: Replies) -> TermSummary:
    """How far it is, and the office's own words; `content` has what it says."""
    return reply.tagged(await found(summaries, summary_id))


@router.patch(
    "/{summary_id}",
    operation_id="reports_update_summary",
    summary="Write in a term summary",
    dependencies=writes(Action.SUMMARY_WRITE),
)
async def update_summary(
    summary_id: UUID,
    body: TermSummaryPatch,
    summaries: TermSummariesPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TermSummary:
    """Each place keeps what was written last, however often the figures change."""
    return reply.tagged(await write(summaries, summary_id, body.texts(), expected=expected, at=now))


@router.get(
    "/{summary_id}/content",
    operation_id="reports_get_summary_content",
    summary="Read a term summary",
    dependencies=reads(Action.SUMMARY_READ),
)
async def get_summary_content(
    summary_id: UUID, desk: SummaryDeskPort, now: Now, edition_no: Edition = None
) -> SummaryContent:
    """Section by section: sentences, tables, charts, and figures, each with the list that it counts.

    A draft is counted as it is read; an edition says what it said when it was frozen."""
    return await _said(desk, summary_id, edition_no, now)


@router.get(
    "/{summary_id}/document",
    operation_id="reports_print_summary",
    summary="Print a term summary",
    dependencies=reads(Action.SUMMARY_READ),
    response_class=Response,
    responses=answers("docx", "pdf", "xlsx"),
)
async def print_summary(
    summary_id: UUID,
    desk: SummaryDeskPort,
    printer: SummaryPrinterPort,
    now: Now,
    format: Annotated[
        SummaryFormat, Query(description="DOCX is for writing on, the workbook has the annexes.")
    ] = SummaryFormat.DOCX,
    edition_no: Edition = None,
) -> Response:
    """In Chinese, in the order of the school's own summaries, with charts."""
    said = await _said(desk, summary_id, edition_no, now)
    make = {
        SummaryFormat.DOCX: printer.docx,
        SummaryFormat.PDF: printer.pdf,
        SummaryFormat.XLSX: printer.xlsx,
    }
    return attachment(await make[format](said), f"{said.title}（{said.subtitle}）", format)


@router.post(
    "/{summary_id}/freeze",
    operation_id="reports_freeze_summary",
    summary="Freeze a term summary",
    dependencies=writes(Action.SUMMARY_WRITE),
)
async def freeze_summary(
    summary_id: UUID, desk: SummaryDeskPort, expected: Expected, now: Now, reply: Replies
) -> TermSummary:
    """Counts all once more and keeps it as the next edition: no later change of data changes it."""
    return reply.tagged(await freeze(desk, summary_id, expected=expected, now=now))


@router.post(
    "/{summary_id}/reopen",
    operation_id="reports_reopen_summary",
    summary="Reopen a term summary",
    dependencies=writes(Action.SUMMARY_REOPEN),
)
async def reopen_summary(
    summary_id: UUID,
    body: ReopenBody,
    summaries: TermSummariesPort,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> TermSummary:
    """By the principal, with the reason: it is a draft again, and the edition stays what it was."""
    return reply.tagged(await reopen(summaries, summary_id, body.reason, expected=expected, at=now))


@router.get(
    "/{summary_id}/editions",
    operation_id="reports_list_summary_editions",
    summary="List a summary's editions",
    dependencies=reads(Action.SUMMARY_READ),
)
async def list_summary_editions(
    summary_id: UUID, summaries: TermSummariesPort, window: Windowed
) -> Page[SummaryEdition]:
    """The latest first, and why each was reopened."""
    return await summaries.editions((await found(summaries, summary_id)).id, window)


@router.get(
    "/{summary_id}/texts",
    operation_id="reports_list_summary_texts",
    summary="List all the office wrote",
    dependencies=reads(Action.SUMMARY_READ),
)
async def list_summary_texts(
    summary_id: UUID, summaries: TermSummariesPort, window: Windowed, slot: SummarySlot | None = None
) -> Page[SummaryText]:
    """The latest first; what was replaced is kept."""
    return await summaries.texts((await found(summaries, summary_id)).id, window, slot=slot)


@chart_router.get(
    "/{summary_id}",
    operation_id="reports_draw_summary_chart",
    summary="Draw a chart of a term summary",
    dependencies=reads(Action.SUMMARY_READ),
    response_class=Response,
    responses=answers("svg"),
)
async def draw_summary_chart(
    summary_id: UUID,
    desk: SummaryDeskPort,
    printer: SummaryPrinterPort,
    now: Now,
    key: Annotated[str, Query(max_length=64, pattern=r"^[a-z_]+$", description="As the content has it.")],
    edition_no: Edition = None,
) -> Response:
    """As SVG, 160 mm wide, its texts outlines."""
    chart = (await _said(desk, summary_id, edition_no, now)).charts().get(key)
    if chart is None:
        raise NotFound()
    return Response(await printer.svg(chart.chart), media_type=MEDIA_TYPES["svg"])


async def _said(desk: SummaryDeskPort, summary_id: UUID, edition_no: int | None, now: Now) -> SummaryContent:
    if edition_no is None:
        return await content(desk, summary_id, now=now)
    return await edition(desk.summaries, summary_id, edition_no)
