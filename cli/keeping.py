"""Files the service makes itself, kept among the school's."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import IO
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.files import FileBytes, StoredFile
from persistence.ids import new_id
from persistence.platform.files import SqlFiles

CHUNK = 1 << 20


async def keep(
    connection: AsyncConnection,
    store: FileBytes,
    school_id: UUID,
    account_id: UUID,
    *,
    name: str,
    media_type: str,
    content: IO[bytes],
    kept_for: timedelta | None = None,
) -> UUID:
    """The file's id; it is the account's. Raises StorageFull, StorageAway."""
    file_id, at = new_id(), datetime.now(UTC)
    size, digest = await asyncio.to_thread(_measured, content)
    key = f"{school_id}/{at:%Y}/{file_id}"
    await store.keep(key, content)  # type: ignore[arg-type]  # a TemporaryFile is one
    ending = None if kept_for is None else at + kept_for
    file = StoredFile(file_id, name, media_type, size, digest, account_id, at, ending)
    await SqlFiles(connection, school_id).add(file, key)
    return file_id


def _measured(content: IO[bytes]) -> tuple[int, str]:
    content.seek(0)
    size, digest = 0, hashlib.sha256()
    while chunk := content.read(CHUNK):
        size += len(chunk)
        digest.update(chunk)
    return size, digest.hexdigest()
