"""Entries: entered, revised, withdrawn; their results, and anonymous copies."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Query, Response
from pydantic import AfterValidator, StringConstraints
from starlette.responses import StreamingResponse

from api.contests.contests import YearIn
from api.imports import TEMPLATE, template
from api.queries import Windowed
from api.routes import room
from api.shapes import Body, Day, Line, Paragraph, omitted, safe
from api.wiring.contests import (
    ContestsPort,
    CopierPort,
    EntriesPort,
    EntryDeskPort,
    JudgesDeskPort,
    OriginalsPort,
    RegisterSheet,
    ResultDeskPort,
)
from api.wiring.request import Asker, Expected, Now, Replies, reads, writes
from domain.contests.copies import original_of, originals_of, register_of
from domain.contests.entering import WORD, enter, revise_entry, withdraw
from domain.contests.entry import ContestEntry, EntryFilter, EntryState, NewEntry, seen_entry
from domain.contests.results import Result, record_result
from domain.identity.actions import Action
from domain.paging import Page
from domain.works.award import Prize

contest_router = room("contests", "/schools/{school}/contests/{contest_id}")
router = room("contests", "/schools/{school}/contest-entries")

SEVERAL = "Repeat for any of several."
ZIP = "application/zip"
BINARY = {"schema": {"type": "string", "format": "binary"}}

Manuscript = Annotated[
    str, StringConstraints(min_length=1, max_length=16_000, strip_whitespace=True), AfterValidator(safe)
]


class ContestEntryBody(Body):
    contest_id: UUID
    work_id: UUID
    category: Line | None = None
    """One of the contest's, where it has any."""

    text: Manuscript | None = None
    """Either this or a file."""

    file_id: UUID | None = None
    """An uploaded Word document of one's own, at most 8 MiB."""


class ContestEntryPatch(Body):
    category: Line | None = None
    text: Manuscript = omitted()
    """Takes the place of a file."""

    file_id: UUID = omitted()
    """Takes the place of a text, or of another file."""


class ContestResultBody(Body):
    prize: Prize | None = None
    """null: it won nothing."""

    awarded_on: Day | None = None
    """Of a prize, the day it was given."""

    reason: Paragraph | None = None
    """Why the result that stands is wrong, where an award is taken back."""


@router.get(
    "",
    operation_id="contests_list_entries",
    summary="Look through entries",
    dependencies=reads(Action.CONTEST_ENTRY_READ),
)
async def list_entries(
    entries: EntriesPort,
    window: Windowed,
    contest_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    state: Annotated[tuple[EntryState, ...], Query(description=SEVERAL)] = (),
    teacher_id: Annotated[tuple[UUID, ...], Query(description="Authors; repeat for any of several.")] = (),
    school_year: Annotated[tuple[YearIn, ...], Query(description="Of the contest. " + SEVERAL)] = (),
) -> Page[ContestEntry]:
    """The latest first: all for the office and the principal, for others works they are an author of."""
    return await entries.page(EntryFilter(contest_id, state, teacher_id, school_year), window)


@router.post(
    "",
    operation_id="contests_create_entry",
    summary="Enter a work for a contest",
    status_code=201,
    dependencies=writes(Action.CONTEST_ENTER),
)
async def create_entry(
    body: ContestEntryBody, desk: EntryDeskPort, caller: Asker, now: Now, reply: Replies
) -> ContestEntry:
    """By its first author, or by the office for them, until entries are due."""
    return reply.created(await enter(desk, NewEntry(**body.model_dump()), caller=caller, now=now))


@router.get(
    "/{entry_id}",
    operation_id="contests_get_entry",
    summary="Look at an entry",
    dependencies=reads(Action.CONTEST_ENTRY_READ),
)
async def get_entry(entry_id: UUID, entries: EntriesPort, reply: Replies) -> ContestEntry:
    """What was entered, and what became of it."""
    return reply.tagged(await seen_entry(entries, entry_id))


@router.patch(
    "/{entry_id}",
    operation_id="contests_update_entry",
    summary="Revise an entry",
    dependencies=writes(Action.CONTEST_ENTER),
)
async def update_entry(
    entry_id: UUID,
    body: ContestEntryPatch,
    desk: EntryDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ContestEntry:
    """Its category, or another text or file, until entries are due."""
    changes = body.model_dump(exclude_unset=True)
    changed = await revise_entry(desk, entry_id, changes, expected=expected, caller=caller, now=now)
    return reply.tagged(changed)


@router.post(
    "/{entry_id}/withdraw",
    operation_id="contests_withdraw_entry",
    summary="Withdraw an entry",
    dependencies=writes(Action.CONTEST_ENTER),
)
async def withdraw_entry(
    entry_id: UUID,
    contests: ContestsPort,
    entries: EntriesPort,
    caller: Asker,
    expected: Expected,
    reply: Replies,
) -> ContestEntry:
    """By its author until the ranking is published; by the office until the works are sent."""
    return reply.tagged(await withdraw(contests, entries, entry_id, expected=expected, caller=caller))


@router.post(
    "/{entry_id}/result",
    operation_id="contests_record_result",
    summary="Enter or correct an entry's result",
    dependencies=writes(Action.CONTEST_WRITE, key=True),
)
async def record_entry_result(
    entry_id: UUID,
    body: ContestResultBody,
    desk: ResultDeskPort,
    caller: Asker,
    expected: Expected,
    now: Now,
    reply: Replies,
) -> ContestEntry:
    """A prize becomes a confirmed award of the work; another result voids it, with the reason."""
    result = Result(**body.model_dump())
    done = await record_result(desk, entry_id, result, expected=expected, caller=caller, now=now)
    return reply.tagged(done)


@router.get(
    "/{entry_id}/anonymous-copy",
    operation_id="contests_download_anonymous_copy",
    summary="Download an entry without names",
    dependencies=reads(Action.CONTEST_ENTRY_READ),
    response_class=Response,
    responses={200: {"content": {WORD: BINARY}}},
)
async def download_anonymous_copy(
    entry_id: UUID,
    desk: JudgesDeskPort,
    entries: EntriesPort,
    originals: OriginalsPort,
    copier: CopierPort,
    caller: Asker,
) -> Response:
    """A Word document, for the judges who score it, the office and the principal."""
    original = await original_of(desk, entries, originals, entry_id, caller=caller)
    content = await copier.one(original)
    return Response(content, media_type=WORD, headers=_attachment(f"{original.alias}.docx"))


@contest_router.get(
    "/anonymous-copies",
    operation_id="contests_download_anonymous_copies",
    summary="Download all entries without names",
    dependencies=reads(Action.CONTEST_WRITE),
    response_class=Response,
    responses={200: {"content": {ZIP: BINARY}}},
)
async def download_anonymous_copies(
    contest_id: UUID,
    contests: ContestsPort,
    entries: EntriesPort,
    originals: OriginalsPort,
    copier: CopierPort,
) -> Response:
    """A ZIP of Word documents named by number, once entries are closed."""
    contest, found = await originals_of(contests, entries, originals, contest_id)
    chunks = await copier.zipped(found)
    headers = _attachment(f"{contest.title}匿名稿.zip")
    return StreamingResponse(chunks, media_type=ZIP, headers=headers)


@contest_router.get(
    "/register",
    operation_id="contests_download_register",
    summary="Download whose each number is",
    dependencies=reads(Action.CONTEST_WRITE),
    response_class=Response,
    responses=TEMPLATE,
)
async def download_register(
    contest_id: UUID,
    contests: ContestsPort,
    entries: EntriesPort,
    originals: OriginalsPort,
    write: RegisterSheet,
) -> Response:
    """An XLSX for the office alone, once entries are closed."""
    contest, lines = await register_of(contests, entries, originals, contest_id)
    return template(write(contest.title, lines), f"{contest.title}编号与作者.xlsx")


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
