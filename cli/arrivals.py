"""Tables fetched from the district's platform, taken the way uploaded files go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.imports import FileImport, ImportState, Sheet
from domain.integration.platform import IMPORT_KINDS, Inbound
from domain.integration.pulling import Taken, Wanted
from domain.training import catalogue_import
from domain.training.catalogue_import import CatalogueFormat, Upload
from gateways.catalogues import CatalogueSheets
from persistence.ids import new_id
from persistence.platform.imports import SqlImports
from persistence.platform.messages import SqlMessages
from persistence.training.catalogue_imports import SqlCatalogueStore
from persistence.training.enrolments import SqlEnrolments
from persistence.training.planning import SqlPlanning


class SqlArrivals:
    """Behind the port `Arrivals`, in the transaction of the pull."""

    def __init__(self, connection: AsyncConnection, caller: Caller, now: datetime) -> None:
        self._connection, self._caller, self._now = connection, caller, now

    async def latest(self, wanted: Wanted, sha256: str) -> Taken | None:
        imports = SqlImports(self._connection, self._caller.school_id)
        found = await imports.latest(IMPORT_KINDS[wanted.kind], _filename(wanted))
        return None if found is None or found.sha256 != sha256 else _taken(found)

    async def take(self, wanted: Wanted, sheet: Sheet, data: bytes, *, commit: bool) -> Taken:
        made = await self._preview(wanted, sheet, data)
        return _taken(await self._commit(made) if commit and not made.row_errors else made)

    async def _preview(self, wanted: Wanted, sheet: Sheet, data: bytes) -> FileImport:
        if wanted.kind is not Inbound.CATALOGUE:
            raise NotImplementedError(wanted.kind)
        return await catalogue_import.preview(
            Upload(CatalogueFormat.CSV, _filename(wanted), data),
            caller=self._caller,
            now=self._now,
            files=_Fetched(sheet),
            store=SqlCatalogueStore(self._connection, self._caller.school_id),
            imports=SqlImports(self._connection, self._caller.school_id),
            new_id=new_id,
        )

    async def _commit(self, made: FileImport) -> FileImport:
        school_id = self._caller.school_id
        return await catalogue_import.commit(
            made.id,
            expected=made.version,
            now=self._now,
            store=SqlCatalogueStore(self._connection, school_id),
            planning=SqlPlanning(self._connection, school_id, self._now),
            places=SqlEnrolments(self._connection, self._caller),
            messages=SqlMessages(self._connection, school_id),
            imports=SqlImports(self._connection, school_id),
            new_id=new_id,
        )


@dataclass(frozen=True, slots=True)
class _Fetched(CatalogueSheets):
    """The table is here already: there is no file to read."""

    sheet: Sheet

    async def read(self, upload: Upload) -> Sheet:
        return self.sheet


def _filename(wanted: Wanted) -> str:
    return f"{wanted.name}.json"


def _taken(made: FileImport) -> Taken:
    return Taken(made.id, made.state is ImportState.COMMITTED, len(made.row_errors))
