"""Files people hand in: kept under keys of our own, told by their content, never by their name."""

import re
import unicodedata
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO, Protocol
from uuid import UUID

from domain.errors import DomainError, NotFound, RuleViolation
from domain.identity.access import Caller
from domain.identity.actions import Scope

MAX_FILE_BYTES = 50 << 20
MAX_NAME = 120

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "video/mp4": (".mp4", ".m4v"),
    "text/plain": (".txt", ".csv", ".md"),
    _WORD: (".docx",),
    _SHEET: (".xlsx",),
    _SLIDES: (".pptx",),
    "application/msword": (".doc", ".wps"),
    "application/vnd.ms-excel": (".xls", ".et"),
    "application/vnd.ms-powerpoint": (".ppt", ".dps"),
}
"""Every type that is taken, and how the name of such a file ends; the first is given to a name that ends
otherwise, so that what is fetched opens as what it is."""


class FileTypeNotAllowed(RuleViolation):
    """Its content is none of the types that are taken."""

    code = "file_type_not_allowed"


class StorageFull(DomainError):
    """There is no room left for the bytes; nothing was kept."""

    code = "storage_full"


class StorageAway(DomainError):
    """Where the bytes are kept does not answer just now."""

    code = "storage_away"


class LinkEnded(NotFound):
    """The link was good for a little while, or was never one of ours."""

    code = "link_ended"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is kept. Its bytes are fetched by a link that ends soon."""

    id: UUID
    filename: str
    """As it was called where it came from; for showing only."""

    media_type: str
    """Found out from the content."""

    size: int
    """In bytes."""

    sha256: str
    account_id: UUID
    """Who brought it."""

    created_at: datetime
    expires_at: datetime | None = None
    """When its bytes are removed; null when they are kept."""

    version: int = 1
    allowed_actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file, and the key its bytes lie under: never shown."""

    file: StoredFile
    key: str


@dataclass(frozen=True, slots=True)
class FileLink:
    """Where a file can be fetched without signing in, for a little while."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A file on its way in: what its sender called it, and its bytes, which can be read again."""

    name: str
    bytes: BinaryIO


@dataclass(frozen=True, slots=True)
class Told:
    """What the content says of itself."""

    media_type: str
    size: int
    sha256: str


class Files(Protocol):
    """Which files the school keeps; a use case names them by id."""

    async def get(self, file_id: UUID) -> StoredFile | None: ...

    async def among(self, file_ids: Sequence[UUID]) -> dict[UUID, StoredFile]:
        """Those of the ids that are there, in one statement."""
        ...


class Register(Files, Protocol):
    async def add(self, new: StoredFile, key: str) -> None: ...


class FileBytes(Protocol):
    """Where the bytes are."""

    async def examine(self, content: BinaryIO) -> Told:
        """Reads the content through. Raises FileTypeNotAllowed, FileTooLarge."""
        ...

    async def keep(self, key: str, content: BinaryIO) -> None:
        """Whole or not at all. Raises StorageFull, StorageAway."""
        ...

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """Raises NotFound, StorageAway."""
        ...


class FileLinks(Protocol):
    async def to(self, file_id: UUID, *, now: datetime) -> FileLink:
        """A link to a file of the school, for somebody who was found to may see what it belongs to.

        Raises NotFound.
        """
        ...

    async def to_each(self, file_ids: Sequence[UUID], *, now: datetime) -> list[FileLink]:
        """As `to`, for several in their order and in one statement. Raises NotFound."""
        ...


async def take_in(
    sent: Sent, *, file_id: UUID, caller: Caller, now: datetime, register: Register, store: FileBytes
) -> StoredFile:
    """The bytes first, the row second: bytes whose row was never committed are swept away later.

    Raises FileTypeNotAllowed, FileTooLarge, StorageFull, StorageAway.
    """
    told = await store.examine(sent.bytes)
    new = StoredFile(
        id=file_id,
        filename=shown_name(sent.name, told.media_type),
        media_type=told.media_type,
        size=told.size,
        sha256=told.sha256,
        account_id=caller.account_id,
        created_at=now,
        allowed_actions=("link",),
    )
    key = f"{caller.school_id}/{now:%Y}/{file_id}"
    await store.keep(key, sent.bytes)
    await register.add(new, key)
    return new


async def own_file(files: Files, file_id: UUID, caller: Caller) -> StoredFile:
    """For its bringer and the office; anybody else gets at a file by what it belongs to. Raises NotFound."""
    found = await files.get(file_id)
    if found is None or (caller.reach < Scope.SCHOOL and found.account_id != caller.account_id):
        raise NotFound()
    return replace(found, allowed_actions=("link",))


def shown_name(name: str, media_type: str) -> str:
    """The last part of a name, without what hides or misleads, cut, and ending as its type does."""
    endings = EXTENSIONS[media_type]
    plain = re.sub("%22|%0D|%0A", "", name, flags=re.IGNORECASE)  # how a browser writes what it cannot quote
    last = plain.replace("\\", "/").rpartition("/")[2]
    seen = "".join(one for one in last if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*')
    stem, dot, ending = seen.strip().rpartition(".")
    if f".{ending.lower()}" not in endings:
        stem, dot, ending = seen.strip(), "", endings[0]
    return (stem.strip(" .")[:MAX_NAME] or "file") + dot + ending
