"""Files people hand in: kept under keys of our own, told by their content, never by their name."""

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
