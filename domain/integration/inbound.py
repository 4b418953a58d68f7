"""Bringing in what the district's platform gives: looked over first, committed second, whole or not at all.

Whatever way it came, as a file or over HTTP, it is a table by then, and goes the same way from here on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound, RuleViolation
from domain.imports import (
    FileImport,
    ImportHasErrors,
    ImportKind,
    Imports,
    Sheet,
    Tally,
    kept_sheet,
    previewed,
    sheet_to_keep,
    to_commit,
)
from domain.integration import evaluations, platform_credits, selection_results
from domain.integration.arrivals import Arrivals
from domain.integration.evaluations import EvaluationDesk
from domain.integration.inbound_columns import school_year
from domain.integration.platform import IMPORT_KINDS, Inbound
from domain.integration.selection_results import RoundDesk
from domain.people.changes import UnknownReference
from domain.people.roster_rows import BadCell, Errors
from domain.training import catalogue_import
from domain.training.catalogue import Planning
from domain.training.catalogue_import import CatalogueStore
from domain.training.places import Places

KINDS: Mapping[ImportKind, Inbound] = {kept: kind for kind, kept in IMPORT_KINDS.items()}


class FileFormat(StrEnum):
    """What kind of file it comes in."""

    XLSX = "xlsx"
    CSV = "csv"


class ImportAboutWrong(RuleViolation):
    """Results are about a round, credits and evaluations about a school year, a catalogue about nothing;
    facts: `kind`."""

    code = "import_about_wrong"


@dataclass(frozen=True, slots=True)
class Arrived:
    """One table from the platform."""

    kind: Inbound
    about: str | None
    """The round's code, the school year, or nothing for the catalogue."""

    sheet: Sheet
    format: str
    """xlsx, csv, or platform when it came over HTTP."""

    filename: str
    data: bytes
    """As it came: what its checksum is of."""


class Work(Protocol):
    """What committing a table would do."""

    @property
    def counts(self) -> dict[str, Tally]: ...

    async def write(self, import_id: UUID, *, now: datetime) -> dict[str, Tally]:
        """Does it; what came of it."""
        ...


@dataclass(frozen=True, slots=True)
class CatalogueDesk:
    """Where a catalogue is written."""

    store: CatalogueStore
    planning: Planning
    places: Places


@dataclass(frozen=True, slots=True)
class InboundDesk:
    """All that moves when something from the platform is committed."""

    imports: Imports
    arrivals: Arrivals
    catalogue: CatalogueDesk
    round: RoundDesk
    evaluation: EvaluationDesk
    new_id: Callable[[], UUID]


async def preview_arrived(
    arrived: Arrived, desk: InboundDesk, *, account_id: UUID, now: datetime
) -> FileImport:
    """What committing would do, with every error by its line; only the preview itself is written.

    Raises ImportAboutWrong, UnknownReference; InvalidState for results of a round that is not with the
    platform.
    """
    if arrived.kind is Inbound.CATALOGUE:
        return await _preview_catalogue(arrived, desk, account_id, now)
    errors = Errors()
    work = await _planned(arrived.kind, arrived.about, arrived.sheet, desk, errors)
    new = previewed(
        desk.new_id(),
        IMPORT_KINDS[arrived.kind],
        format=arrived.format,
        filename=arrived.filename,
        data=arrived.data,
        counts=work.counts,
        errors=errors.found,
        at=now,
    )
    kept = {"about": arrived.about, "sheet": sheet_to_keep(arrived.sheet)}
    await desk.imports.add(new, plan=kept, account_id=account_id)
    return new


async def commit_arrived(
    import_id: UUID, desk: InboundDesk, *, expected: int, account_id: UUID, now: datetime
) -> FileImport:
    """Plans again, against what stands now, and does all of it; in the name of `account_id`, the desk's own.

    Raises NotFound, Stale, AlreadyCommitted, ImportHasErrors, and what previewing raises.
    """
    assert account_id == desk.round.caller.account_id
    found = await desk.imports.get(import_id)
    if found is None or found.kind not in KINDS:
        raise NotFound()
    kind = KINDS[found.kind]
    if kind is Inbound.CATALOGUE:
        return await _commit_catalogue(import_id, desk, expected, now)
    kept = await to_commit(desk.imports, import_id, found.kind, expected=expected)
    errors = Errors()
    work = await _planned(kind, kept["about"], kept_sheet(kept["sheet"]), desk, errors)
    if errors.found:
        raise ImportHasErrors(errors=len(errors.found))
    counts = await work.write(import_id, now=now)
    return await desk.imports.committed(import_id, counts=counts, at=now)


async def read_arrived(imports: Imports, import_id: UUID) -> FileImport:
    """An import of any of the platform's kinds. Raises NotFound."""
    found = await imports.get(import_id)
    if found is None or found.kind not in KINDS:
        raise NotFound()
    return found


async def _planned(kind: Inbound, about: str | None, sheet: Sheet, desk: InboundDesk, errors: Errors) -> Work:
    if about is None:
        raise ImportAboutWrong(kind=kind)
    if kind is Inbound.SELECTION_RESULTS:
        round_id = await desk.arrivals.round_called(about)
        if round_id is None:
            raise UnknownReference(field="about")
        return await selection_results.planned(desk.round, round_id, about, sheet, errors)
    year = await _year(kind, about, desk.arrivals)
    if kind is Inbound.PLATFORM_CREDITS:
        return await platform_credits.planned(desk.arrivals, year, sheet, errors)
    return await evaluations.planned(desk.evaluation, year, sheet, errors)


async def _year(kind: Inbound, about: str, arrivals: Arrivals) -> int:
    try:
        year = school_year(about)
    except BadCell as bad:
        raise ImportAboutWrong(kind=kind) from bad
    if not await arrivals.has_school_year(year):
        raise UnknownReference(field="about")
    return year


async def _preview_catalogue(
    arrived: Arrived, desk: InboundDesk, account_id: UUID, now: datetime
) -> FileImport:
    if arrived.about is not None:
        raise ImportAboutWrong(kind=arrived.kind)
    return await catalogue_import.preview_sheet(
        arrived.sheet,
        format=arrived.format,
        filename=arrived.filename,
        data=arrived.data,
        account_id=account_id,
        now=now,
        store=desk.catalogue.store,
        imports=desk.imports,
        new_id=desk.new_id,
    )


async def _commit_catalogue(import_id: UUID, desk: InboundDesk, expected: int, now: datetime) -> FileImport:
    return await catalogue_import.commit(
        import_id,
        expected=expected,
        now=now,
        store=desk.catalogue.store,
        planning=desk.catalogue.planning,
        places=desk.catalogue.places,
        messages=desk.round.messages,
        imports=desk.imports,
        new_id=desk.new_id,
    )
