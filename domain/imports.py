"""A file brought in: previewed first, with every error by its line; committed second, whole or not at all."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from domain.errors import Conflict, NotFound, RuleViolation
from domain.lifecycle import match
from domain.paging import Page, Window


class ImportKind(StrEnum):
    ROSTER = "roster"
    CATALOGUE = "catalogue"
    TIMETABLE = "timetable"
    CONTEST_RESULTS = "contest_results"
    SELECTION_RESULTS = "selection_results"
    PLATFORM_CREDITS = "platform_credits"
    EVALUATIONS = "evaluations"


class ImportState(StrEnum):
    PREVIEWED = "previewed"
    COMMITTED = "committed"


class ImportHasErrors(RuleViolation):
    """Committing asked for a file whose preview names errors; facts: `errors` (how many)."""

    code = "import_has_errors"


class AlreadyCommitted(Conflict):
    code = "import_already_committed"


class UnreadableFile(RuleViolation):
    """The file is not what its format says; facts: `why` (a stable word, such as `not_a_workbook`)."""

    code = "unreadable_file"


class FileTooLarge(RuleViolation):
    """More than an import may have; facts: `what` (bytes, unpacked_bytes, rows, …), `limit`."""

    code = "file_too_large"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file, all cells as stripped text; blank rows are left out."""

    name: str
    """The sheet of the workbook, or the file of the bundle."""

    header: list[str]
    rows: list[tuple[int, dict[str, str]]]
    """Each row with its line as a person counts it in the file: the header is usually line 1."""


def sheet_to_keep(sheet: Sheet) -> dict[str, Any]:
    """As JSON, without the copy of each cell that `asdict` would make."""
    return {"name": sheet.name, "header": sheet.header, "rows": sheet.rows}


def kept_sheet(kept: Mapping[str, Any]) -> Sheet:
    """A table again, from what `sheet_to_keep` made of it."""
    return Sheet(kept["name"], kept["header"], [(line, cells) for line, cells in kept["rows"]])


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet cell by cell, all as stripped text, where no single line is a header."""

    name: str
    rows: list[tuple[int, list[str]]]
    """Each with its line as a person counts it; blank rows are left out."""

    merged: dict[tuple[int, int], tuple[int, int]]
    """(line, column from 0) of every cell of a merged area: its first cell, whose text they all have."""

    tall: frozenset[tuple[int, int]] = frozenset()
    """The first cells of the merged areas that span several lines."""


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column of a sheet to be filled in."""

    name: str
    note: str
    required: bool = False
    choices: tuple[str, ...] = ()
    """What may be entered, when that is a closed list."""

    example: str = ""


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    name: str
    columns: tuple[TemplateColumn, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one cell or row; the sentence is made at the edge from `code` and `facts`."""

    file: str
    """The sheet of the workbook, or the file of the bundle."""

    line: int
    """As a person counts it in the file: the header is line 1."""

    column: str
    code: str
    facts: dict[str, str] = field(default_factory=dict)
    message: str = ""
    """A sentence for a person, in the language asked for."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What committing would do to one kind of thing."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left: int = 0
    """Teachers no longer on the roster: they are kept, marked as left."""

    ignored: int = 0
    """Rows the file holds and we do not keep."""


@dataclass(frozen=True, slots=True)
class FileImport:
    """One file, its preview and what became of it."""

    id: UUID
    kind: ImportKind
    format: str
    filename: str
    sha256: str
    state: ImportState
    counts: dict[str, Tally]
    row_errors: list[RowError]
    created_at: datetime
    committed_at: datetime | None
    version: int
    allowed_actions: tuple[str, ...] = ()


def file_name(said: str, otherwise: str) -> str:
    """A file's name as it may be kept and shown: no folders, nothing that cannot be printed or stored."""
    printable = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", said)
    return printable.replace("\\", "/").rpartition("/")[2][-200:] or otherwise


class Imports(Protocol):
    """Where previews are kept; `plan` is the parsed file as JSON, ready to be committed."""

    async def add(self, new: FileImport, *, plan: Any, account_id: UUID) -> None: ...

    async def get(self, import_id: UUID) -> FileImport | None: ...

    async def listed(self, kind: ImportKind, window: Window) -> Page[FileImport]:
        """The latest first."""
        ...

    async def listed_of(self, kinds: Collection[ImportKind], window: Window) -> Page[FileImport]:
        """Of several kinds, the latest first."""
        ...

    async def for_update(self, import_id: UUID) -> tuple[FileImport, Any] | None: ...

    async def committed(self, import_id: UUID, *, counts: dict[str, Tally], at: datetime) -> FileImport: ...


def previewed(
    import_id: UUID,
    kind: ImportKind,
    *,
    format: str,
    filename: str,
    data: bytes,
    counts: dict[str, Tally],
    errors: Sequence[RowError],
    at: datetime,
) -> FileImport:
    """A file just read: its errors sheet by sheet and line by line; to be committed when there are none."""
    sheets = list(dict.fromkeys(error.file for error in errors))
    return FileImport(
        id=import_id,
        kind=kind,
        format=format,
        filename=filename,
        sha256=hashlib.sha256(data).hexdigest(),
        state=ImportState.PREVIEWED,
        counts=counts,
        row_errors=sorted(errors, key=lambda error: (sheets.index(error.file), error.line)),
        created_at=at,
        committed_at=None,
        version=1,
        allowed_actions=() if errors else ("commit",),
    )


async def read_import(imports: Imports, import_id: UUID, kind: ImportKind) -> FileImport:
    found = await imports.get(import_id)
    if found is None or found.kind is not kind:
        raise NotFound()
    return found


async def to_commit(imports: Imports, import_id: UUID, kind: ImportKind, *, expected: int) -> Any:
    """The plan of a preview that may be committed, which is locked until the transaction ends.

    Raises NotFound, Stale, AlreadyCommitted, ImportHasErrors.
    """
    found = await imports.for_update(import_id)
    if found is None or found[0].kind is not kind:
        raise NotFound()
    preview, plan = found
    if preview.state is ImportState.COMMITTED:
        raise AlreadyCommitted()
    match(preview.version, expected)
    if preview.row_errors:
        raise ImportHasErrors(errors=len(preview.row_errors))
    return plan
