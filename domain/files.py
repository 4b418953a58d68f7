"""Files people hand in: kept under keys of our own, told by their content, never by their name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is kept. Its bytes are fetched by a link that ends soon."""

    __pydantic_config__: ClassVar = {"use_attribute_docstrings": True}

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
    version: int = 1
    allowed_actions: tuple[str, ...] = ()


class Files(Protocol):
    """Which files the school keeps; a use case names them by id."""

    async def get(self, file_id: UUID) -> StoredFile | None: ...

    async def among(self, file_ids: Sequence[UUID]) -> dict[UUID, StoredFile]:
        """Those of the ids that are there, in one statement."""
        ...


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file, and the key its bytes lie under: never shown."""

    file: StoredFile
    key: str


@dataclass(frozen=True, slots=True)
class FileLink:
    """Where a file can be fetched without signing in, for a little while."""

    __pydantic_config__: ClassVar = {"use_attribute_docstrings": True}

    url: str
    expires_at: datetime


class FileLinks(Protocol):
    async def to(self, file_id: UUID, *, now: datetime) -> FileLink:
        """A link to a file of the school, for somebody who was found to may see what it belongs to.

        Raises NotFound.
        """
        ...
