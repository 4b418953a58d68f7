"""The ledger of cover: its lines, the sums of a term, corrections by hand, and the workbook for payroll."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, Strict

from api.imports import TEMPLATE, template
from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph, SignedCredits
from api.wiring.covering import CoverLedgerPort, PayrollSheet
from api.wiring.request import Asker, Now, Replies, reads, writes
from domain.errors import NotFound
from domain.identity.actions import Action
from domain.paging import Page
from domain.timetable.cover_ledger import Adjustment, CoverEntry, CoverStanding, EntryFilter, adjust
from domain.timetable.covering import CoverEntryKind
from domain.timetable.lessons import LessonKind

router = room("timetable", "/schools/{school}/cover-entries")
standing_router = room("timetable", "/schools/{school}/cover-standings")

Several = "Repeat for any of several."
OneTerm = Annotated[UUID | None, Query(description="Left out: the present one.")]
Fen = Annotated[int, Strict(), Field(ge=-100_000_000, le=100_000_000)]


class CoverAdjustmentBody(Body):
    term_id: UUID
    teacher_id: UUID
    kind: CoverEntryKind
    day: Day
    subject: Line
    lesson_kind: LessonKind = LessonKind.TEACHING
    lessons: SignedCredits
    """What the sum changes by, such as "-1"."""

    amount_fen: Fen
    points: SignedCredits
    note: Paragraph
    """Why, for whoever reads the ledger later."""

    corrects_id: UUID | None = None
    """The line this one corrects: of the same teacher, term and kind."""


@router.get(
    "",
    operation_id="timetable_list_cover_entries",
    summary="Read the ledger of cover",
    dependencies=reads(Action.COVER_PAY_READ),
)
async def list_cover_entries(
    ledger: CoverLedgerPort,
    window: Windowed,
    term_id: Annotated[tuple[UUID, ...], Query(description=Several)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description=Several)] = (),
    kind: Annotated[tuple[CoverEntryKind, ...], Query(description=Several)] = (),
) -> Page[CoverEntry]:
    """The latest line first. Lines are never changed: what was wrong is taken back by another line."""
    return await ledger.page(EntryFilter(term_id, teacher_id, kind), window)


@router.get(
    "/{entry_id}",
    operation_id="timetable_get_cover_entry",
    summary="Look at a line of the ledger of cover",
    dependencies=reads(Action.COVER_PAY_READ),
)
async def get_cover_entry(entry_id: UUID, ledger: CoverLedgerPort, reply: Replies) -> CoverEntry:
    """What a figure of the ledger comes from."""
    entry = await ledger.get(entry_id)
    if entry is None:
        raise NotFound()
    return reply.tagged(entry)


@router.post(
    "",
    operation_id="timetable_create_cover_entry",
    summary="Correct the ledger of cover",
    status_code=201,
    dependencies=writes(Action.COVER_WRITE, key=True),
)
async def create_cover_entry(
    body: CoverAdjustmentBody, ledger: CoverLedgerPort, caller: Asker, now: Now, reply: Replies
) -> CoverEntry:
    """By a line of its own, with why; the audit keeps who entered it."""
    adjustment = Adjustment(**body.model_dump())
    return reply.created(await adjust(ledger, adjustment, account_id=caller.account_id, now=now))


@standing_router.get(
    "",
    operation_id="timetable_list_cover_standings",
    summary="Read each teacher's sums of cover",
    dependencies=reads(Action.COVER_PAY_READ),
)
async def list_cover_standings(
    ledger: CoverLedgerPort, window: Windowed, term_id: OneTerm = None
) -> Page[CoverStanding]:
    """Of one term, in the order of names: nobody is ranked."""
    return await ledger.standings(term_id, window)


@standing_router.get(
    "/workbook",
    operation_id="timetable_download_cover_workbook",
    summary="Download a term's cover for payroll",
    dependencies=reads(Action.COVER_PAY_READ),
    response_class=Response,
    responses=TEMPLATE,
)
async def download_cover_workbook(
    ledger: CoverLedgerPort, write: PayrollSheet, term_id: OneTerm = None
) -> Response:
    """Sums and the lines behind them; money in yuan."""
    term = await ledger.payroll(term_id)
    if term is None:
        raise NotFound()
    return template(write(term), f"{term.title}.xlsx")
