"""Bringing in a timetable 课表导入: looked over first, committed second, whole or not at all.

A version is known by its first day: the same day once more is the same version, and a lesson that says the
same of slot, weeks, kind, subject, teachers, classes and room keeps its id. What was swapped or covered on
top of a lesson is history: a file that would take the lesson away from under it is refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.identity.access import Caller
from domain.imports import (
    FileImport,
    FileTooLarge,
    Grid,
    ImportHasErrors,
    ImportKind,
    Imports,
    Sheet,
    UnreadableFile,
    previewed,
    to_commit,
)
from domain.people.roster_rows import Errors
from domain.timetable.import_facts import Present
from domain.timetable.import_grid import heading_of, read_grids
from domain.timetable.import_history import Published, undisturbed
from domain.timetable.import_plan import Changes, plan
from domain.timetable.import_rows import MOST_LESSONS, LessonRow, PeriodRow, TimetableFile
from domain.timetable.import_tables import (
    FET_COLUMNS,
    LESSON_COLUMNS,
    PERIODS_SHEET,
    named,
    periods_said,
    read_fet,
    read_lessons,
    read_periods,
)


class TimetableFormat(StrEnum):
    """What kind of file a timetable comes in."""

    GRID = "grid"
    """XLSX: a row for each class, a column for each slot."""

    CSV = "csv"
    """A row for each lesson."""

    FET = "fet"
    """FET's own timetable CSV."""


@dataclass(frozen=True, slots=True)
class Upload:
    format: TimetableFormat
    filename: str
    data: bytes
    effective_from: date
    """The first day it is in force."""

    name: str | None
    periods: str | None
    """Bell times, where the file has no sheet of them: 08:00-08:45, 08:55-09:40, …"""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The tables of a file: those with a header, and those that are read cell by cell."""

    tables: Sequence[Sheet]
    grids: Sequence[Grid] = ()


class TimetableFiles(Protocol):
    async def read(self, upload: Upload) -> Sheets:
        """Raises UnreadableFile, FileTooLarge."""
        ...

    async def template(self) -> bytes: ...


class TimetableStore(Protocol):
    async def hold(self) -> None:
        """Waits until nobody else is committing a timetable of the school."""
        ...

    async def present(self, effective_from: date) -> Present: ...

    async def published(self, since: date) -> Published:
        """Of the days from `since` on, which are held: nobody publishes a change meanwhile."""
        ...

    async def apply(self, changes: Changes, *, at: datetime) -> None:
        """In a fixed number of statements, however long the timetable."""
        ...


def understood(upload: Upload, sheets: Sheets, errors: Errors) -> TimetableFile:
    """Raises UnreadableFile, FileTooLarge."""
    lessons: list[LessonRow] = []
    bells: list[PeriodRow] = []
    columns: dict[str, dict[str, str]] = {}
    for sheet in sheets.tables:
        if sheet.name == PERIODS_SHEET and upload.format is TimetableFormat.GRID:
            bells += read_periods(sheet, errors)
        else:
            fet = upload.format is TimetableFormat.FET
            lessons += read_fet(sheet, errors) if fet else read_lessons(sheet, errors)
            columns[sheet.name] = named(FET_COLUMNS if fet else LESSON_COLUMNS)
    if upload.format is TimetableFormat.GRID and not any(heading_of(one) for one in sheets.grids):
        raise UnreadableFile(why="no_timetable_sheet")
    lessons = read_grids(sheets.grids, errors) + lessons
    if len(lessons) > MOST_LESSONS:
        raise FileTooLarge(what="lessons", limit=MOST_LESSONS)
    if upload.periods and not bells:
        bells = periods_said(upload.periods, upload.filename, errors)
    return TimetableFile(lessons, bells, columns)


async def preview(
    upload: Upload,
    *,
    caller: Caller,
    now: datetime,
    files: TimetableFiles,
    store: TimetableStore,
    imports: Imports,
    new_id: Callable[[], UUID],
) -> FileImport:
    """What committing would do, with every error by its line; only the preview itself is written."""
    errors = Errors()
    file = understood(upload, await files.read(upload), errors)
    present = await store.present(upload.effective_from)
    changes = plan(
        file,
        present,
        effective_from=upload.effective_from,
        name=upload.name,
        new_id=new_id,
        errors=errors,
    )
    new = previewed(
        new_id(),
        ImportKind.TIMETABLE,
        format=upload.format,
        filename=upload.filename,
        data=upload.data,
        counts=changes.counts,
        errors=[replace(one, file=one.file or upload.filename) for one in errors.found],
        at=now,
    )
    kept = asdict(file) | {"effective_from": upload.effective_from.isoformat(), "name": upload.name}
    await imports.add(new, plan=kept, account_id=caller.account_id)
    return new


async def commit(
    import_id: UUID,
    *,
    expected: int,
    now: datetime,
    store: TimetableStore,
    imports: Imports,
    new_id: Callable[[], UUID],
) -> FileImport:
    """Plans again, against what stands now, and writes all of it.

    Raises NotFound, Stale, AlreadyCommitted, ImportHasErrors, TimetableLessonsChanged.
    """
    kept = await to_commit(imports, import_id, ImportKind.TIMETABLE, expected=expected)
    await store.hold()
    since, errors = date.fromisoformat(kept["effective_from"]), Errors()
    changes = plan(
        _file(kept),
        await store.present(since),
        effective_from=since,
        name=kept["name"],
        new_id=new_id,
        errors=errors,
    )
    if errors.found:
        raise ImportHasErrors(errors=len(errors.found))
    if changes.moves:
        undisturbed(await store.published(since), changes)
    await store.apply(changes, at=now)
    return await imports.committed(import_id, counts=changes.counts, at=now)


def _file(kept: dict[str, Any]) -> TimetableFile:
    lessons = [LessonRow(**row) for row in kept["lessons"]]
    return TimetableFile(lessons, [PeriodRow(**row) for row in kept["periods"]], kept["columns"])
