"""Bringing in an organiser's list of results."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Response, UploadFile

from api.imports import TEMPLATE, template, worded, worded_page
from api.queries import Language, Windowed
from api.routes import room
from api.shapes import Day
from api.wiring.catalogue import FreshIds
from api.wiring.contests import ResultDeskPort, ResultFilesPort
from api.wiring.platform import ImportsPort
from api.wiring.request import Asker, Expected, Now, Replies, hands_out, reads, writes
from domain.contests.result_import import ResultFormat, ResultUpload, commit_results, preview_results
from domain.identity.actions import Action
from domain.imports import FileImport, ImportKind, file_name, read_import
from domain.paging import Page

router = room("contests", "/schools/{school}/contest-result-imports")

TEMPLATE_NAME = "评比结果模板.xlsx"


async def upload(
    file: Annotated[UploadFile, File(description="At most 10 MiB and 5,000 rows.")],
    format: Annotated[ResultFormat, Form(description="What kind of file it is.")],
    contest_id: Annotated[UUID, Form(description="Whose results they are.")],
    awarded_on: Annotated[Day, Form(description="The day the prizes were given.")],
) -> ResultUpload:
    called = file_name(file.filename or "", otherwise="results")
    return ResultUpload(contest_id, awarded_on, format, called, await file.read())


SentResults = Annotated[ResultUpload, Depends(upload)]


@router.get(
    "",
    operation_id="contests_list_result_imports",
    summary="List the results brought in",
    dependencies=reads(Action.CONTEST_WRITE),
)
async def list_result_imports(imports: ImportsPort, window: Windowed, language: Language) -> Page[FileImport]:
    """Previews and committed ones, the latest first."""
    return worded_page(await imports.listed(ImportKind.CONTEST_RESULTS, window), language)


@router.post(
    "",
    operation_id="contests_preview_result_import",
    summary="Look over results before committing them",
    status_code=201,
    dependencies=writes(Action.CONTEST_WRITE),
)
async def preview_result_import(
    sent: SentResults,
    desk: ResultDeskPort,
    files: ResultFilesPort,
    imports: ImportsPort,
    fresh_id: FreshIds,
    caller: Asker,
    now: Now,
    language: Language,
    reply: Replies,
) -> FileImport:
    """A dry run: how many results are new, and every error by its line. Nothing else is written."""
    made = await preview_results(
        sent, desk, caller=caller, now=now, files=files, imports=imports, new_id=fresh_id
    )
    return reply.created(worded(made, language))


@router.get(
    "/template",
    operation_id="contests_download_result_template",
    summary="Download the list of results to fill in",
    dependencies=hands_out(Action.CONTEST_WRITE),
    response_class=Response,
    responses=TEMPLATE,
)
async def download_result_template(files: ResultFilesPort) -> Response:
    """An XLSX with a row for each entry, every column explained."""
    return template(await files.template(), TEMPLATE_NAME)


@router.get(
    "/{import_id}",
    operation_id="contests_get_result_import",
    summary="Look at an import of results",
    dependencies=reads(Action.CONTEST_WRITE),
)
async def get_result_import(
    import_id: UUID, imports: ImportsPort, language: Language, reply: Replies
) -> FileImport:
    """Its counts, and its errors in the language asked for."""
    return reply.tagged(worded(await read_import(imports, import_id, ImportKind.CONTEST_RESULTS), language))


@router.post(
    "/{import_id}/commit",
    operation_id="contests_commit_result_import",
    summary="Commit results",
    dependencies=writes(Action.CONTEST_WRITE),
)
async def commit_result_import(
    import_id: UUID,
    desk: ResultDeskPort,
    imports: ImportsPort,
    caller: Asker,
    now: Now,
    expected: Expected,
    language: Language,
    reply: Replies,
) -> FileImport:
    """All of them or none, each once: prizes become confirmed awards, and their authors are told."""
    done = await commit_results(import_id, desk, expected=expected, caller=caller, now=now, imports=imports)
    return reply.tagged(worded(done, language))
