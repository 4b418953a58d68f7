"""Tables fetched from the district's platform, taken the way uploaded files go."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from api.wiring.inbound import inbound_desk
from domain.identity.access import Caller
from domain.imports import FileImport, ImportState, Sheet
from domain.integration.inbound import Arrived, commit_arrived, preview_arrived
from domain.integration.platform import IMPORT_KINDS
from domain.integration.pulling import Taken, Wanted
from persistence.platform.imports import SqlImports


class FetchedArrivals:
    """Behind the port `Arrivals`, in the transaction of the pull."""

    def __init__(self, connection: AsyncConnection, caller: Caller, now: datetime) -> None:
        self._imports = SqlImports(connection, caller.school_id)
        self._desk = inbound_desk(connection, caller, now)
        self._account_id, self._now = caller.account_id, now

    async def latest(self, wanted: Wanted, sha256: str) -> Taken | None:
        found = await self._imports.latest(IMPORT_KINDS[wanted.kind], _filename(wanted))
        return None if found is None or found.sha256 != sha256 else _taken(found)

    async def take(self, wanted: Wanted, sheet: Sheet, data: bytes, *, commit: bool) -> Taken:
        arrived = Arrived(wanted.kind, wanted.about, sheet, "platform", _filename(wanted), data)
        account, now = self._account_id, self._now
        made = await preview_arrived(arrived, self._desk, account_id=account, now=now)
        if commit and not made.row_errors:
            made = await commit_arrived(
                made.id, self._desk, expected=made.version, account_id=account, now=now
            )
        return _taken(made)


def _filename(wanted: Wanted) -> str:
    return f"{wanted.name}.json"


def _taken(made: FileImport) -> Taken:
    return Taken(made.id, made.state is ImportState.COMMITTED, len(made.row_errors))
