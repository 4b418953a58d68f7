"""Bringing in rosters."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Response, UploadFile

from api.imports import TEMPLATE, template, worded, worded_page
from api.queries import Language, Windowed
from api.routes import room
from api.shapes import Line
from api.wiring.people import (
    CalendarPort,
    FreshIds,
    PublicCalendarPort,
    RosterFilesPort,
    RostersPort,
    SpellerPort,
)
from api.wiring.platform import ImportsPort
from api.wiring.request import Asker, Expected, Now, Replies, hands_out, reads, writes
from domain.identity.actions import Action
from domain.imports import FileImport, ImportKind, file_name, read_import
from domain.paging import Page
from domain.people import roster
from domain.people.roster import Upload
from domain.people.roster_rows import RosterFormat

router = room("people", "/schools/{school}/roster-imports")

TEMPLATE_NAME = "教师花名册模板.xlsx"


async def upload(
    file: Annotated[UploadFile, File(description="At most 10 MiB; 5,000 rows in a sheet.")],
    format: Annotated[RosterFormat, Form(description="What kind of file it is.")],
    org: Annotated[Line | None, Form(description="Of a bundle: which org is this school.")] = None,
    term_id: Annotated[UUID | None, Form(description="The term of the assignments; the current one.")] = None,
    mark_leavers: Annotated[
        bool, Form(description="The roster is complete: mark whoever is not on it as left.")
    ] = False,
) -> Upload:
    name = file_name(file.filename or "", otherwise="roster")
    return Upload(format, name, await file.read(), org, term_id, mark_leavers)


Sent = Annotated[Upload, Depends(upload)]


@router.get(
    "",
    operation_id="people_list_roster_imports",
    summary="List the rosters brought in",
    dependencies=reads(Action.ROSTER_IMPORT),
)
async def list_roster_imports(imports: ImportsPort, window: Windowed, language: Language) -> Page[FileImport]:
    """Previews and committed ones, the latest first."""
    return worded_page(await imports.listed(ImportKind.ROSTER, window), language)


@router.post(
    "",
    operation_id="people_preview_roster_import",
    summary="Look over a roster before committing it",
    status_code=201,
    dependencies=writes(Action.ROSTER_IMPORT),
)
async def preview_roster_import(
    sent: Sent,
    caller: Asker,
    files: RosterFilesPort,
    rosters: RostersPort,
    imports: ImportsPort,
    speller: SpellerPort,
    fresh_id: FreshIds,
    now: Now,
    language: Language,
    reply: Replies,
) -> FileImport:
    """A dry run: what committing would do, and every error by its line. Nothing else is written.

    A bundle may hold several orgs; `org` names the one that is this school. Pupils, guardians and their data
    are counted as ignored and not kept.
    """
    made = await roster.preview(
        sent,
        import_id=fresh_id(),
        caller=caller,
        now=now,
        files=files,
        rosters=rosters,
        imports=imports,
        speller=speller,
        new_id=fresh_id,
    )
    return reply.created(worded(made, language))


@router.get(
    "/template",
    operation_id="people_download_roster_template",
    summary="Download the roster to fill in",
    dependencies=hands_out(Action.ROSTER_IMPORT),
    response_class=Response,
    responses=TEMPLATE,
)
async def download_roster_template(files: RosterFilesPort) -> Response:
    """An XLSX with a sheet for each kind, every column explained."""
    return template(await files.template(), TEMPLATE_NAME)


@router.get(
    "/{import_id}",
    operation_id="people_get_roster_import",
    summary="Look at a roster import",
    dependencies=reads(Action.ROSTER_IMPORT),
)
async def get_roster_import(
    import_id: UUID, imports: ImportsPort, language: Language, reply: Replies
) -> FileImport:
    """Its counts, and its errors in the language asked for."""
    return reply.tagged(worded(await read_import(imports, import_id, ImportKind.ROSTER), language))


@router.post(
    "/{import_id}/commit",
    operation_id="people_commit_roster_import",
    summary="Commit a roster",
    dependencies=writes(Action.ROSTER_IMPORT),
)
async def commit_roster_import(
    import_id: UUID,
    rosters: RostersPort,
    imports: ImportsPort,
    calendar: CalendarPort,
    public: PublicCalendarPort,
    speller: SpellerPort,
    fresh_id: FreshIds,
    now: Now,
    expected: Expected,
    language: Language,
    reply: Replies,
) -> FileImport:
    """Planned again against what stands now, and written whole or not at all."""
    done = await roster.commit(
        import_id,
        expected=expected,
        now=now,
        rosters=rosters,
        imports=imports,
        calendar=calendar,
        public=public,
        speller=speller,
        new_id=fresh_id,
    )
    return reply.tagged(worded(done, language))
