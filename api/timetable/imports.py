"""Bringing in timetables."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Response, UploadFile

from api.imports import TEMPLATE, template, worded, worded_page
from api.queries import Language, Windowed
from api.routes import room
from api.shapes import Day, Line
from api.wiring.platform import ImportsPort
from api.wiring.request import Asker, Expected, Now, Replies, hands_out, reads, writes
from api.wiring.timetable import FreshIds, TimetableFilesPort, TimetableStorePort
from domain.identity.actions import Action
from domain.imports import FileImport, ImportKind, file_name, read_import
from domain.paging import Page
from domain.timetable import importing
from domain.timetable.importing import TimetableFormat, Upload

router = room("timetable", "/schools/{school}/timetable-imports")

TEMPLATE_NAME = "课表模板.xlsx"
BELLS = "Bell times, where the file has no sheet 节次: 08:00-08:45, 08:55-09:40, …"


async def upload(
    file: Annotated[UploadFile, File(description="At most 10 MiB and 5,000 lessons.")],
    format: Annotated[TimetableFormat, Form(description="What kind of file it is.")],
    effective_from: Annotated[Day, Form(description="The first day it is in force.")],
    name: Annotated[Line | None, Form(description="What the version is called.")] = None,
    periods: Annotated[Line | None, Form(description=BELLS)] = None,
) -> Upload:
    called = file_name(file.filename or "", otherwise="timetable")
    return Upload(format, called, await file.read(), effective_from, name, periods)


Sent = Annotated[Upload, Depends(upload)]


@router.get(
    "",
    operation_id="timetable_list_timetable_imports",
    summary="List the timetables brought in",
    dependencies=reads(Action.TIMETABLE_WRITE),
)
async def list_timetable_imports(
    imports: ImportsPort, window: Windowed, language: Language
) -> Page[FileImport]:
    """Previews and committed ones, the latest first."""
    return worded_page(await imports.listed(ImportKind.TIMETABLE, window), language)


@router.post(
    "",
    operation_id="timetable_preview_timetable_import",
    summary="Look over a timetable before committing it",
    status_code=201,
    dependencies=writes(Action.TIMETABLE_WRITE),
)
async def preview_timetable_import(
    sent: Sent,
    caller: Asker,
    files: TimetableFilesPort,
    store: TimetableStorePort,
    imports: ImportsPort,
    fresh_id: FreshIds,
    now: Now,
    language: Language,
    reply: Replies,
) -> FileImport:
    """A dry run: what committing would do, and every error by its line, clashes among them.

    The same `effective_from` once more is the same version, changed. Nothing but the preview is written.
    """
    made = await importing.preview(
        sent, caller=caller, now=now, files=files, store=store, imports=imports, new_id=fresh_id
    )
    return reply.created(worded(made, language))


@router.get(
    "/template",
    operation_id="timetable_download_timetable_template",
    summary="Download the timetable to fill in",
    dependencies=hands_out(Action.TIMETABLE_WRITE),
    response_class=Response,
    responses=TEMPLATE,
)
async def download_timetable_template(files: TimetableFilesPort) -> Response:
    """An XLSX with the classes' week, the periods, and the meetings and duties."""
    return template(await files.template(), TEMPLATE_NAME)


@router.get(
    "/{import_id}",
    operation_id="timetable_get_timetable_import",
    summary="Look at a timetable import",
    dependencies=reads(Action.TIMETABLE_WRITE),
)
async def get_timetable_import(
    import_id: UUID, imports: ImportsPort, language: Language, reply: Replies
) -> FileImport:
    """Its counts, and its errors in the language asked for."""
    return reply.tagged(worded(await read_import(imports, import_id, ImportKind.TIMETABLE), language))


@router.post(
    "/{import_id}/commit",
    operation_id="timetable_commit_timetable_import",
    summary="Commit a timetable",
    dependencies=writes(Action.TIMETABLE_WRITE),
)
async def commit_timetable_import(
    import_id: UUID,
    store: TimetableStorePort,
    imports: ImportsPort,
    fresh_id: FreshIds,
    now: Now,
    expected: Expected,
    language: Language,
    reply: Replies,
) -> FileImport:
    """All of it or nothing; the same file once more changes nothing.

    Refused where published swaps or cover stand on lessons the file would change.
    """
    done = await importing.commit(
        import_id, expected=expected, now=now, store=store, imports=imports, new_id=fresh_id
    )
    return reply.tagged(worded(done, language))
