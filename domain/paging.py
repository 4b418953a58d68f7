"""A page of a long list, continued by where the last row stood, never by counting rows."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.errors import RuleViolation

Row = TypeVar("Row")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class InvalidCursor(RuleViolation):
    """The cursor is not one of ours, or was made for another filter or sort."""

    code = "invalid_cursor"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    items: list[Row]
    next_cursor: str | None
    has_more: bool


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page that is written out already, for the lists every screen starts with."""

    items: bytes
    """As JSON in UTF-8, a comma between each two."""

    next_cursor: str | None
    has_more: bool


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for: at most `limit` rows behind `cursor`."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
