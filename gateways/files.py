"""Where the bytes of files are: a folder of the data directory, or any S3."""

import asyncio
import errno
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from domain.errors import NotFound
from domain.files import StorageAway, StorageFull, Told
from gateways.file_types import CHUNK, examined

PAGE = 1_000
PIECE = 1 << 17
"""Bytes of a file on its way out: whoever fetches slowly holds two of them in memory."""

FULL = ("os error 28", "os error 122", "StorageFull", "QuotaExceeded")
"""How a full disk, a spent quota and an S3 without room say so: libraries in Rust have no number for it."""


def file_store(data_dir: Path, url: str | None) -> "StoredBytes":
    """The folder `files` of the data directory, its owner's alone; or the bucket `url` names.

    The bucket's credentials, region and endpoint come from the environment (AWS_ACCESS_KEY_ID, …).
    """
    if url is None:
        folder = data_dir / "files"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return StoredBytes(LocalStore(prefix=folder.resolve()))
    brief = {"max_retries": 2, "retry_timeout": timedelta(seconds=10)}
    return StoredBytes(S3Store.from_url(url, retry_config=brief, client_options={"timeout": "60s"}))  # type: ignore[arg-type]


def has_no_room(error: Exception) -> bool:
    """Whether it is for want of room on a disk or in a bucket."""
    number = getattr(error, "errno", None)
    return number in (errno.ENOSPC, errno.EDQUOT) or any(word in str(error) for word in FULL)


class StoredBytes:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def examine(self, content: BinaryIO) -> Told:
        return await asyncio.to_thread(examined, content)

    async def keep(self, key: str, content: BinaryIO) -> None:
        content.seek(0)
        with _told_plainly():
            await obstore.put_async(self._store, key, _chunks(content))

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Looked up before the first chunk is asked for, so that a missing one is known in time."""
        with _told_plainly():
            found = await obstore.get_async(self._store, key)

        async def chunks() -> AsyncIterator[bytes]:
            async for chunk in found.stream(min_chunk_size=PIECE):
                yield bytes(chunk)

        return chunks()

    async def pages(self) -> AsyncIterator[dict[str, datetime]]:
        """Every key with when its bytes were written, some at a time."""
        with _told_plainly():
            async for page in obstore.list(self._store, chunk_size=PAGE):
                yield {one["path"]: one["last_modified"] for one in page}

    async def remove(self, keys: Sequence[str]) -> None:
        with _told_plainly():
            await obstore.delete_async(self._store, list(keys))


async def _chunks(content: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(content.read, CHUNK):
        yield chunk


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound() from error
    except (BaseError, OSError) as error:
        raise (StorageFull() if has_no_room(error) else StorageAway()) from error
