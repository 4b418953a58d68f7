"""Bringing in a catalogue 培训目录导入: looked over first, committed second, whole or not at all.

Courses and sessions are recognised by their codes; what the file does not name is left as it is.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

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
from domain.messages import Messages
from domain.people.roster_rows import Errors
from domain.training.catalogue import Planning
from domain.training.catalogue_file import understood
from domain.training.catalogue_plan import Changes, Present, plan
from domain.training.catalogue_rows import CatalogueFile
from domain.training.places import Places
from domain.training.promoting import fill


class CatalogueFormat(StrEnum):
    """What kind of file a catalogue comes in."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Upload:
    format: CatalogueFormat
    filename: str
    data: bytes


class CatalogueFiles(Protocol):
    async def read(self, upload: Upload) -> Sheet:
        """The table of the file. Raises UnreadableFile, FileTooLarge."""
        ...

    async def template(self) -> bytes: ...


class CatalogueStore(Protocol):
    async def present(
        self,
        *,
        course_codes: Collection[str],
        course_platform_ids: Collection[str],
        session_codes: Collection[str],
        platform_ids: Collection[str],
        lock: bool,
    ) -> Present: ...

    async def apply(self, changes: Changes) -> None:
        """In a fixed number of statements, however long the file."""
        ...


async def preview(
    upload: Upload,
    *,
    caller: Caller,
    now: datetime,
    files: CatalogueFiles,
    store: CatalogueStore,
    imports: Imports,
    new_id: Callable[[], UUID],
) -> FileImport:
    """What committing would do, with every error by its line; only the preview itself is written."""
    return await preview_sheet(
        await files.read(upload),
        format=upload.format,
        filename=upload.filename,
        data=upload.data,
        account_id=caller.account_id,
        now=now,
        store=store,
        imports=imports,
        new_id=new_id,
    )


async def preview_sheet(
    sheet: Sheet,
    *,
    format: str,
    filename: str,
    data: bytes,
    account_id: UUID,
    now: datetime,
    store: CatalogueStore,
    imports: Imports,
    new_id: Callable[[], UUID],
) -> FileImport:
    """The same of a table that is read already, whatever way it came."""
    errors = Errors()
    file = understood(sheet, errors)
    changes = plan(file, await _present(store, file, lock=False), new_id=new_id, errors=errors)
    new = previewed(
        new_id(),
        ImportKind.CATALOGUE,
        format=format,
        filename=filename,
        data=data,
        counts=changes.counts,
        errors=errors.found,
        at=now,
    )
    await imports.add(new, plan=sheet_to_keep(sheet), account_id=account_id)
    return new


async def commit(
    import_id: UUID,
    *,
    expected: int,
    now: datetime,
    store: CatalogueStore,
    planning: Planning,
    places: Places,
    messages: Messages,
    imports: Imports,
    new_id: Callable[[], UUID],
) -> FileImport:
    """Plans again, against what stands now, and writes all of it.

    Raises NotFound, Stale, AlreadyCommitted, ImportHasErrors.
    """
    kept = await to_commit(imports, import_id, ImportKind.CATALOGUE, expected=expected)
    errors = Errors()
    file = understood(kept_sheet(kept), errors)
    changes = plan(file, await _present(store, file, lock=True), new_id=new_id, errors=errors)
    if errors.found:
        raise ImportHasErrors(errors=len(errors.found))
    await _write(changes, store=store, planning=planning, places=places, messages=messages, now=now)
    return await imports.committed(import_id, counts=changes.counts, at=now)


async def _write(
    changes: Changes,
    *,
    store: CatalogueStore,
    planning: Planning,
    places: Places,
    messages: Messages,
    now: datetime,
) -> None:
    session_ids = [row["id"] for row in changes.change_sessions]
    course_ids = [row["id"] for row in changes.change_courses]
    waited_for = await places.hold(session_ids=session_ids, course_ids=course_ids)
    await store.apply(changes)
    await planning.replan_courses(changes.repriced)
    await planning.replan_sessions(changes.rescheduled)
    for session_id in sorted(waited_for.intersection(changes.enlarged)):
        await fill(places, messages, session_id, now=now)
    await places.follow(session_ids=session_ids, course_ids=course_ids, at=now)


async def _present(store: CatalogueStore, file: CatalogueFile, *, lock: bool) -> Present:
    def numbers(rows: Collection[Any], field: str) -> set[str]:
        return {row.said[field] for row in rows if field in row.said}

    return await store.present(
        course_codes=file.courses.keys(),
        course_platform_ids=numbers(file.courses.values(), "course_platform_id"),
        session_codes=file.sessions.keys(),
        platform_ids=numbers(file.sessions.values(), "platform_id"),
        lock=lock,
    )
