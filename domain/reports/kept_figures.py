"""What districts 区县 see of their schools: each school's figures of a term, as the school last kept them.

A district does not look into its schools. A school's figures are put down every hour while the term runs, and
when the office freezes its summary; the district reads what was put down, and when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from domain.reports.figure import Figure


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A sum, of no person."""

    key: str
    label: str
    value: Decimal
    unit: str
    link: str
    """Below the school; for those of the school."""


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """One school's, of one term."""

    school_id: UUID
    code: str
    name: str
    as_of: datetime | None
    """When they were put down; null: nothing was yet."""

    final: bool
    """Of a summary that is frozen."""

    figures: list[KeptFigure]


@dataclass(frozen=True, slots=True)
class TermKept:
    """Which term: schools share its year and number, not its id."""

    school_year: int
    number: int


class KeptFigures(Protocol):
    """A school's side of it."""

    async def keep(
        self, term: TermKept, figures: Sequence[Figure], *, final: bool, as_of: datetime
    ) -> None: ...


class DistrictFigures(Protocol):
    """The district's side of it."""

    async def of_term(self, term: TermKept) -> Sequence[SchoolFigures]:
        """Of every school of the district, by its code; in one statement."""
        ...


def kept(figures: Sequence[Figure]) -> list[KeptFigure]:
    return [KeptFigure(one.key, one.label, one.value, one.unit, one.link) for one in figures]
