"""Bringing in catalogues."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Response, UploadFile

from api.imports import TEMPLATE, template, worded, worded_page
from api.queries import Language, Windowed
from api.routes import room
from api.wiring.catalogue import (
    CatalogueFilesPort,
    CatalogueStorePort,
    EnrolmentsPort,
    FreshIds,
    PlanningPort,
)
from api.wiring.platform import ImportsPort, MessagesPort
from api.wiring.request import Asker, Expected, Now, Replies, hands_out, reads, writes
from domain.identity.actions import Action
from domain.imports import FileImport, ImportKind, file_name, read_import
from domain.paging import Page
from domain.training import catalogue_import
from domain.training.catalogue_import import CatalogueFormat, Upload

router = room("training", "/schools/{school}/catalogue-imports")

TEMPLATE_NAME = "培训目录模板.xlsx"


async def upload(
    file: Annotated[UploadFile, File(description="At most 10 MiB and 5,000 rows.")],
    format: Annotated[CatalogueFormat, Form(description="What kind of file it is.")],
) -> Upload:
    return Upload(format, file_name(file.filename or "", otherwise="catalogue"), await file.read())


Sent = Annotated[Upload, Depends(upload)]


@router.get(
    "",
    operation_id="training_list_catalogue_imports",
    summary="List the catalogues brought in",
    dependencies=reads(Action.COURSE_WRITE),
)
async def list_catalogue_imports(
    imports: ImportsPort, window: Windowed, language: Language
) -> Page[FileImport]:
    """Previews and committed ones, the latest first."""
    return worded_page(await imports.listed(ImportKind.CATALOGUE, window), language)


@router.post(
    "",
    operation_id="training_preview_catalogue_import",
    summary="Look over a catalogue before committing it",
    status_code=201,
    dependencies=writes(Action.COURSE_WRITE),
)
async def preview_catalogue_import(
    sent: Sent,
    caller: Asker,
    files: CatalogueFilesPort,
    store: CatalogueStorePort,
    imports: ImportsPort,
    fresh_id: FreshIds,
    now: Now,
    language: Language,
    reply: Replies,
) -> FileImport:
    """A dry run: what committing would do, and every error by its line. Nothing else is written."""
    made = await catalogue_import.preview(
        sent, caller=caller, now=now, files=files, store=store, imports=imports, new_id=fresh_id
    )
    return reply.created(worded(made, language))


@router.get(
    "/template",
    operation_id="training_download_catalogue_template",
    summary="Download the catalogue to fill in",
    dependencies=hands_out(Action.COURSE_WRITE),
    response_class=Response,
    responses=TEMPLATE,
)
async def download_catalogue_template(files: CatalogueFilesPort) -> Response:
    """An XLSX with a row for each block of a session, every column explained."""
    return template(await files.template(), TEMPLATE_NAME)


@router.get(
    "/{import_id}",
    operation_id="training_get_catalogue_import",
    summary="Look at a catalogue import",
    dependencies=reads(Action.COURSE_WRITE),
)
async def get_catalogue_import(
    import_id: UUID, imports: ImportsPort, language: Language, reply: Replies
) -> FileImport:
    """Its counts, and its errors in the language asked for."""
    return reply.tagged(worded(await read_import(imports, import_id, ImportKind.CATALOGUE), language))


@router.post(
    "/{import_id}/commit",
    operation_id="training_commit_catalogue_import",
    summary="Commit a catalogue",
    dependencies=writes(Action.COURSE_WRITE),
)
async def commit_catalogue_import(
    import_id: UUID,
    store: CatalogueStorePort,
    planning: PlanningPort,
    enrolments: EnrolmentsPort,
    messages: MessagesPort,
    imports: ImportsPort,
    fresh_id: FreshIds,
    now: Now,
    expected: Expected,
    language: Language,
    reply: Replies,
) -> FileImport:
    """All of it or nothing. New sessions are drafts; the same file once more changes nothing."""
    done = await catalogue_import.commit(
        import_id,
        expected=expected,
        now=now,
        store=store,
        planning=planning,
        places=enrolments,
        messages=messages,
        imports=imports,
        new_id=fresh_id,
    )
    return reply.tagged(worded(done, language))
