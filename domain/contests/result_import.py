"""Bringing in an organiser's results 评比结果导入: looked over first, committed second, whole or not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.contests.contest import LIFECYCLE, Contest, held
from domain.contests.result_rows import planned
from domain.contests.results import ResultDesk, record_all
from domain.identity.access import Caller
from domain.imports import (
    FileImport,
    ImportHasErrors,
    ImportKind,
    Imports,
    Sheet,
    kept_sheet,
    previewed,
    sheet_to_keep,
    to_commit,
)
from domain.lifecycle import advance
from domain.people.changes import UnknownReference
from domain.people.roster_rows import Errors


class ResultFormat(StrEnum):
    """What kind of file results come in."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class ResultUpload:
    contest_id: UUID
    awarded_on: date
    """The day of all its prizes."""

    format: ResultFormat
    filename: str
    data: bytes


class ResultFiles(Protocol):
    async def read(self, upload: ResultUpload) -> Sheet:
        """The table of the file. Raises UnreadableFile, FileTooLarge."""
        ...

    async def template(self) -> bytes: ...


async def preview_results(
    upload: ResultUpload,
    desk: ResultDesk,
    *,
    caller: Caller,
    now: datetime,
    files: ResultFiles,
    imports: Imports,
    new_id: Callable[[], UUID],
) -> FileImport:
    """What committing would do, with every error by its line; only the preview itself is written.

    Raises UnknownReference, InvalidState, UnreadableFile, FileTooLarge.
    """
    contest = await desk.contests.get(upload.contest_id)
    if contest is None:
        raise UnknownReference(field="contest_id")
    advance(LIFECYCLE, contest.state, "record")
    sheet, errors = await files.read(upload), Errors()
    plan = planned(sheet, await desk.entries.standing(contest.id), errors)
    new = previewed(
        new_id(),
        ImportKind.CONTEST_RESULTS,
        format=upload.format,
        filename=upload.filename,
        data=upload.data,
        counts=plan.counts,
        errors=errors.found,
        at=now,
    )
    kept = {
        "contest_id": str(contest.id),
        "awarded_on": upload.awarded_on.isoformat(),
        "sheet": sheet_to_keep(sheet),
    }
    await imports.add(new, plan=kept, account_id=caller.account_id)
    return new


async def commit_results(
    import_id: UUID,
    desk: ResultDesk,
    *,
    expected: int,
    caller: Caller,
    now: datetime,
    imports: Imports,
) -> FileImport:
    """Plans again, against what stands now; an entry whose result is in already is left as it is.

    Raises NotFound, Stale, AlreadyCommitted, ImportHasErrors, InvalidState, AwardGivenOtherwise.
    """
    kept = await to_commit(imports, import_id, ImportKind.CONTEST_RESULTS, expected=expected)
    contest = await _contest(desk, UUID(kept["contest_id"]))
    errors = Errors()
    plan = planned(kept_sheet(kept["sheet"]), await desk.entries.standing(contest.id), errors)
    if errors.found:
        raise ImportHasErrors(errors=len(errors.found))
    await record_all(
        desk,
        contest,
        plan.results,
        awarded_on=date.fromisoformat(kept["awarded_on"]),
        account_id=caller.account_id,
        now=now,
    )
    return await imports.committed(import_id, counts=plan.counts, at=now)


async def _contest(desk: ResultDesk, contest_id: UUID) -> Contest:
    contest = await held(desk.contests, contest_id)
    advance(LIFECYCLE, contest.state, "record")
    return contest
