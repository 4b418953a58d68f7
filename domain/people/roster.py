"""Bringing in a roster 花名册导入: looked over first, committed second, whole or not at all.

Teachers are recognised by their employee number, then by their id in the source. Nobody is ever deleted:
teachers missing from a full roster are marked as left, when that is asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from domain.identity.access import Caller
from domain.imports import (
    FileImport,
    ImportHasErrors,
    ImportKind,
    Imports,
    Sheet,
    previewed,
    to_commit,
)
from domain.people.calendar import day_of
from domain.people.calendar_keeping import Calendar
from domain.people.changes import UnknownReference
from domain.people.naming import Speller
from domain.people.roster_bundle import read_bundle
from domain.people.roster_calendar import sown
from domain.people.roster_plan import KINDS, Changes, Plan, Present, RosterTerm, Settings
from domain.people.roster_planning import plan
from domain.people.roster_rows import Errors, Roster, RosterFormat, Row
from domain.people.roster_sds import read_sds
from domain.people.roster_template import read_sheets, read_teachers
from domain.people.school_years import PublicCalendar


@dataclass(frozen=True, slots=True)
class Upload:
    """A roster as sent, and how it is meant."""

    format: RosterFormat
    filename: str
    data: bytes
    org: str | None
    """Which org of a bundle this school is."""

    term_id: UUID | None
    mark_leavers: bool


class RosterFiles(Protocol):
    async def read(self, upload: Upload) -> list[Sheet]:
        """The tables of the file. Raises UnreadableFile, FileTooLarge."""
        ...

    async def template(self) -> bytes: ...


class Rosters(Protocol):
    async def hold(self) -> None:
        """Waits until nobody else is committing a roster of the school."""
        ...

    async def term(self, term_id: UUID) -> RosterTerm | None: ...

    async def term_on(self, day: date) -> RosterTerm | None:
        """The term that holds the day or, between terms, the last that began before it."""
        ...

    async def present(self, term: RosterTerm | None, *, lock: bool, calendar: bool) -> Present:
        """`calendar`: with the school years, and the assignments of all of their terms."""
        ...

    async def apply(self, changes: Changes) -> None:
        """In a fixed number of statements, however long the roster."""
        ...


def understood(upload: Upload, sheets: Sequence[Sheet], errors: Errors) -> Roster:
    """Raises UnreadableFile, RosterOrgNeeded, RosterOrgUnknown."""
    if upload.format is RosterFormat.XLSX:
        return read_sheets(sheets, errors)
    if upload.format is RosterFormat.CSV:
        return read_teachers(sheets[0], errors)
    files = {sheet.name.lower().removesuffix(".csv"): sheet for sheet in sheets}
    if upload.format is RosterFormat.SDS and "users" not in files:
        return read_sds(files, upload.org, errors)
    return read_bundle(files, upload.org, errors)


async def preview(
    upload: Upload,
    *,
    import_id: UUID,
    caller: Caller,
    now: datetime,
    files: RosterFiles,
    rosters: Rosters,
    imports: Imports,
    speller: Speller,
    new_id: Callable[[], UUID],
) -> FileImport:
    """What committing would do, with every error by its line; only the preview itself is written.

    Raises what `understood` and `plan_years` do.
    """
    errors = Errors()
    roster = understood(upload, await files.read(upload), errors)
    term = await _term(rosters, upload.term_id, day_of(now))
    settings = Settings(term, upload.mark_leavers, day_of(now))
    present = await rosters.present(term, lock=False, calendar=bool(roster.school_years))
    made = plan(roster, present, settings, speller=speller, new_id=new_id, errors=errors)
    new = previewed(
        import_id,
        ImportKind.ROSTER,
        format=upload.format,
        filename=upload.filename,
        data=upload.data,
        counts=made.counts,
        errors=made.errors,
        at=now,
    )
    await imports.add(new, plan=_kept(roster, settings), account_id=caller.account_id)
    return new


async def commit(
    import_id: UUID,
    *,
    expected: int,
    now: datetime,
    rosters: Rosters,
    imports: Imports,
    calendar: Calendar,
    public: PublicCalendar,
    speller: Speller,
    new_id: Callable[[], UUID],
) -> FileImport:
    """Plans again, against what stands now, and writes all of it.

    Raises NotFound, Stale, AlreadyCommitted, ImportHasErrors, and what `plan_years` does.
    """
    kept = await to_commit(imports, import_id, ImportKind.ROSTER, expected=expected)
    await rosters.hold()
    if kept["roster"].get("school_years"):
        await calendar.hold()
    made = await _again(kept, rosters, today=day_of(now), speller=speller, new_id=new_id)
    if made.errors:
        raise ImportHasErrors(errors=len(made.errors))
    days = sown(made.changes.adds["school_years"], made.changes.adds["terms"], public)
    await rosters.apply(made.changes)
    for year_id, sowing in days.items():
        await calendar.sown(year_id, sowing)
    return await imports.committed(import_id, counts=made.counts, at=now)


async def _term(rosters: Rosters, term_id: UUID | None, today: date) -> RosterTerm | None:
    if term_id is None:
        return await rosters.term_on(today)
    found = await rosters.term(term_id)
    if found is None:
        raise UnknownReference(field="term_id")
    return found


async def _again(
    kept: dict[str, Any], rosters: Rosters, *, today: date, speller: Speller, new_id: Callable[[], UUID]
) -> Plan:
    term = None if kept["term_id"] is None else await rosters.term(UUID(kept["term_id"]))
    rows: dict[str, Any] = {kind: [Row(**row) for row in kept["roster"].get(kind, ())] for kind in KINDS}
    roster = Roster(**rows, ignored=kept["roster"]["ignored"])
    present = await rosters.present(term, lock=True, calendar=bool(roster.school_years))
    return plan(roster, present, Settings(term, kept["mark_leavers"], today), speller=speller, new_id=new_id)


def _kept(roster: Roster, settings: Settings) -> dict[str, Any]:
    """As JSON, for the commit."""
    rows = {kind: [_kept_row(row) for row in getattr(roster, kind)] for kind in KINDS}
    return {
        "roster": rows | {"ignored": roster.ignored},
        "term_id": str(settings.term.id) if settings.term else None,
        "mark_leavers": settings.mark_leavers,
    }


def _kept_row(row: Row) -> dict[str, Any]:
    return {"file": row.file, "line": row.line, "values": row.values, "implied": row.implied}
