"""A school's connection to the district's platform, its secrets sealed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.integration.connection import PlatformAlreadyConnected, PlatformConnection
from persistence import rows
from persistence.integration.tables import platform_connection
from persistence.refusals import refusing
from persistence.rows import view

_CONNECTION = platform_connection.c
SEALED = ("secret", "callback_secret")


class SqlConnections:
    def __init__(
        self, connection: AsyncConnection, school_id: UUID, *, seal: Callable[[str], str], callback_url: str
    ) -> None:
        """`seal` makes of a secret what lies in the table."""
        self._connection, self._school_id = connection, school_id
        self._seal, self._callback_url = seal, callback_url

    async def get(self) -> PlatformConnection | None:
        return await self._found(lock=False)

    async def for_update(self) -> PlatformConnection | None:
        return await self._found(lock=True)

    async def add(self, values: Mapping[str, Any]) -> PlatformConnection:
        with refusing(uq_platform_connection_one=PlatformAlreadyConnected()):
            row = await rows.add(
                self._connection, platform_connection, self._school_id, self._columns(values)
            )
        return self._view(row)

    async def change(self, values: Mapping[str, Any]) -> PlatformConnection:
        return await self._change(self._columns(values))

    async def rotate(self, callback_secret: str, *, previous_until: datetime) -> PlatformConnection:
        given = self._columns({"callback_secret": callback_secret})
        was = {"previous_secret": _CONNECTION.callback_secret, "previous_secret_until": previous_until}
        return await self._change(given | was)

    async def _found(self, *, lock: bool) -> PlatformConnection | None:
        asked = select(platform_connection).where(_CONNECTION.school_id == self._school_id)
        found = await self._connection.execute(asked.with_for_update() if lock else asked)
        row = found.mappings().one_or_none()
        return None if row is None else self._view(row)

    async def _change(self, columns: Mapping[str, Any]) -> PlatformConnection:
        changed = await self._connection.execute(
            update(platform_connection)
            .where(_CONNECTION.school_id == self._school_id)
            .values(version=_CONNECTION.version + 1, **columns)
            .returning(platform_connection)
        )
        return self._view(changed.mappings().one())

    def _columns(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._seal(value) if name in SEALED else value for name, value in values.items()}

    def _view(self, row: RowMapping) -> PlatformConnection:
        return view(PlatformConnection, row, callback_url=self._callback_url, callback_secret=None)


@dataclass(frozen=True, slots=True)
class SealedConnection:
    """What the machine needs of it, the secrets as they lie in the table."""

    base_url: str
    org: str
    secret: str
    callback_secret: str
    previous_secret: str | None
    previous_secret_until: datetime | None
    enabled: bool
    fetch_nightly: bool
    commit_automatically: bool
    account_id: UUID


async def sealed_connection(connection: AsyncConnection, school_id: UUID) -> SealedConnection | None:
    asked = select(platform_connection).where(_CONNECTION.school_id == school_id)
    row = (await connection.execute(asked)).mappings().one_or_none()
    return None if row is None else view(SealedConnection, row)
