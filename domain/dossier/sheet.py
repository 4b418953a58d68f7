"""What is printed of a personal file 个人档案."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class DossierFormat(StrEnum):
    PDF = "pdf"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class SheetSum:
    kind: str
    count: int
    amounts: str
    """Such as 学分 72.5，学时 90."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class SheetEntry:
    day: date
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DossierSheet:
    """A file on paper."""

    school: str
    name: str
    facts: tuple[tuple[str, str], ...]
    """What the teacher is, name by value."""

    span: str
    """Which days it is of."""

    made_on: date
    sums: tuple[SheetSum, ...]
    entries: tuple[SheetEntry, ...]
    """The latest first."""


class DossierPrinter(Protocol):
    async def pdf(self, sheet: DossierSheet) -> bytes:
        """Raises UnprintableCharacters."""
        ...
