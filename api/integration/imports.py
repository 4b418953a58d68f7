"""Bringing in, as files, what the district's platform gives."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Query, Response, UploadFile

from api.imports import TEMPLATE, template, worded, worded_page
from api.queries import Language, Windowed
from api.routes import room
from api.shapes import Line
from api.wiring.inbound import InboundDeskPort, PlatformFile, PlatformTemplate
from api.wiring.platform import ImportsPort
from api.wiring.request import Asker, Expected, Now, Replies, hands_out, reads, writes
from domain.identity.actions import Action
from domain.imports import FileImport, file_name
from domain.integration.inbound import Arrived, FileFormat, commit_arrived, preview_arrived, read_arrived
from domain.integration.inbound_columns import SHEETS
from domain.integration.platform import IMPORT_KINDS, Inbound
from domain.paging import Page

router = room("integration", "/schools/{school}/platform-imports")


async def arrived(
    reading: PlatformFile,
    file: Annotated[UploadFile, File(description="At most 10 MiB and 20,000 rows.")],
    kind: Annotated[Inbound, Form(description="What it holds.")],
    format: Annotated[FileFormat, Form(description="What kind of file it is.")],
    about: Annotated[
        Line | None,
        Form(description="The round's code, or the school year as 2020; of a catalogue nothing."),
    ] = None,
) -> Arrived:
    named, data = file_name(file.filename or "", otherwise=kind), await file.read()
    sheet = await reading(format, named, data).fetch(kind, about)
    return Arrived(kind, about, sheet, format, named, data)


SentFile = Annotated[Arrived, Depends(arrived)]
Kinds = Annotated[tuple[Inbound, ...], Query(description="Only of these kinds.")]


@router.get(
    "",
    operation_id="integration_list_imports",
    summary="List what came from the platform",
    dependencies=reads(Action.INTEGRATION_READ),
)
async def list_imports(
    imports: ImportsPort, window: Windowed, language: Language, kind: Kinds = ()
) -> Page[FileImport]:
    """Previews and committed ones, the latest first, whether they came as files or over HTTP."""
    kinds = [IMPORT_KINDS[one] for one in kind or Inbound]
    return worded_page(await imports.listed_of(kinds, window), language)


@router.post(
    "",
    operation_id="integration_preview_import",
    summary="Look over a file from the platform before committing it",
    status_code=201,
    dependencies=writes(Action.INTEGRATION_WRITE),
)
async def preview_import(
    sent: SentFile, desk: InboundDeskPort, caller: Asker, now: Now, language: Language, reply: Replies
) -> FileImport:
    """A dry run: what committing would do, and every error by its line. Nothing else is written."""
    made = await preview_arrived(sent, desk, account_id=caller.account_id, now=now)
    return reply.created(worded(made, language))


@router.get(
    "/template",
    operation_id="integration_download_template",
    summary="Download a file to fill in",
    dependencies=hands_out(Action.INTEGRATION_READ),
    response_class=Response,
    responses=TEMPLATE,
)
async def download_template(
    kind: Annotated[Inbound, Query(description="What is to be filled in.")], made: PlatformTemplate
) -> Response:
    """An XLSX of that kind, every column explained."""
    return template(await made(kind), f"{SHEETS[kind]}模板.xlsx")


@router.get(
    "/{import_id}",
    operation_id="integration_get_import",
    summary="Look at what came from the platform",
    dependencies=reads(Action.INTEGRATION_READ),
)
async def get_import(import_id: UUID, imports: ImportsPort, language: Language, reply: Replies) -> FileImport:
    """Its counts, and its errors in the language asked for."""
    return reply.tagged(worded(await read_arrived(imports, import_id), language))


@router.post(
    "/{import_id}/commit",
    operation_id="integration_commit_import",
    summary="Commit what came from the platform",
    dependencies=writes(Action.INTEGRATION_WRITE, key=True),
)
async def commit_import(
    import_id: UUID,
    desk: InboundDeskPort,
    caller: Asker,
    now: Now,
    expected: Expected,
    language: Language,
    reply: Replies,
) -> FileImport:
    """All of it or nothing, decided anew on what stands now. What was recorded before is left as it is."""
    done = await commit_arrived(import_id, desk, expected=expected, account_id=caller.account_id, now=now)
    return reply.tagged(worded(done, language))
