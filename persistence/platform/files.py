"""Which files a school keeps: what is known of each, and under which key its bytes lie."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, String, cast, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.files import KeptFile, StoredFile
from persistence import rows
from persistence.platform.tables import stored_file


class SqlFiles:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, file_id: UUID) -> StoredFile | None:
        row = await rows.fetch(self._connection, stored_file, self._school_id, file_id)
        return None if row is None else _file(row)

    async def among(self, file_ids: Sequence[UUID]) -> dict[UUID, StoredFile]:
        wanted = select(stored_file).where(
            stored_file.c.school_id == self._school_id, stored_file.c.id.in_(file_ids)
        )
        found = (await self._connection.execute(wanted)).mappings()
        return {row["id"]: _file(row) for row in found}

    async def kept(self, file_id: UUID) -> KeptFile | None:
        row = await rows.fetch(self._connection, stored_file, self._school_id, file_id)
        return None if row is None else KeptFile(_file(row), row["key"])

    async def add(self, new: StoredFile, key: str) -> None:
        names = ("id", "filename", "media_type", "size", "sha256", "account_id", "created_at", "expires_at")
        values: dict[str, Any] = {name: getattr(new, name) for name in names}
        await self._connection.execute(
            insert(stored_file).values(school_id=self._school_id, key=key, **values)
        )


def _file(row: RowMapping) -> StoredFile:
    return rows.view(StoredFile, row)


async def known_keys(connection: AsyncConnection, school_id: UUID, keys: Collection[str]) -> set[str]:
    """Those of the keys that a row of the school names."""
    table = stored_file.c
    asked = select(table.key).where(table.school_id == school_id, table.key.in_(keys))
    return set(await connection.scalars(asked))


_GONE = func.concat(cast(stored_file.c.school_id, String), "/gone/", cast(stored_file.c.id, String))
"""A key no bytes lie under."""


async def drop_bytes(connection: AsyncConnection, school_id: UUID, which: ColumnElement[bool]) -> int:
    """Lets go of the bytes of these files; how many. Nobody names them any more, so they are swept away.

    The row stays: others may point at it.
    """
    rows = (stored_file.c.school_id == school_id, stored_file.c.key != _GONE, which)
    dropped = update(stored_file).where(*rows).values(key=_GONE, version=stored_file.c.version + 1)
    return (await connection.execute(dropped)).rowcount


async def end_files(connection: AsyncConnection, school_id: UUID, *, now: datetime) -> int:
    """Drops the bytes of files that were kept for a while only; how many."""
    return await drop_bytes(connection, school_id, stored_file.c.expires_at <= now)
