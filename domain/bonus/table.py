"""Dated tables of bonus 奖金标准: what a prize at a level pays, and how authors share it.

A table holds from its day on, until another's; rows are never changed. Which one an award is paid by is
decided by the day it was given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import RuleViolation
from domain.paging import Page, Window
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel


class Split(StrEnum):
    """How the authors of one work share what it is paid."""

    FIRST_AUTHOR = "first_author"
    """All to the first."""

    EQUAL = "equal"
    RATIO = "ratio"
    """By the table's weights, position by position; authors beyond the last weight share by it."""


class WeightsMisplaced(RuleViolation):
    """A ratio states its weights, and no other split has any."""

    code = "weights_misplaced"


class CellTwice(RuleViolation):
    """A level and prize has one amount; facts: `level`, `prize`."""

    code = "cell_twice"


@dataclass(frozen=True, slots=True)
class BonusCell:
    """What a prize at a level pays; a prize without a cell pays nothing."""

    level: WorkLevel
    prize: Prize
    amount_fen: int


@dataclass(frozen=True, slots=True)
class NewBonusTable:
    title: str
    split: Split
    cells: tuple[BonusCell, ...]
    weights: tuple[int, ...] = ()
    excluded_kinds: tuple[WorkKind, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class BonusTable:
    """What prizes pay from a day on."""

    id: UUID | None
    """null: the school has no table for that day, and the shipped one stands."""

    title: str
    effective_from: date | None
    split: Split
    weights: list[int]
    """Of a ratio, the first author's first: [6, 3, 1]. Two authors then share 6:3."""

    excluded_kinds: list[WorkKind]
    """Works that are paid nothing, whatever they win."""

    cells: list[BonusCell]
    note: str | None = None
    entered_at: datetime | None = None
    version: int = 1
    """Always 1: a table is replaced by a later one, never changed."""

    allowed_actions: tuple[str, ...] = ()

    def amount(self, level: WorkLevel, prize: Prize) -> int | None:
        """In fen; None without a cell."""
        return next((one.amount_fen for one in self.cells if (one.level, one.prize) == (level, prize)), None)

    def parts(self, authors: int) -> list[int]:
        """The weight of each of so many authors, in order."""
        if self.split is Split.RATIO:
            last = self.weights[-1]
            return [*self.weights, *[last] * authors][:authors]
        rest = 1 if self.split is Split.EQUAL else 0
        return [1, *[rest] * (authors - 1)]


class BonusTables(Protocol):
    async def every(self) -> list[BonusTable]:
        """All the school's own, in any order."""
        ...

    async def page(self, window: Window) -> Page[BonusTable]:
        """The latest in force first."""
        ...

    async def get(self, table_id: UUID) -> BonusTable | None: ...

    async def add(
        self, new: NewBonusTable, effective_from: date, *, account_id: UUID, at: datetime
    ) -> BonusTable: ...


def in_force(tables: Iterable[BonusTable], day: date) -> BonusTable:
    """The one that starts last until then, of two the later entered; the shipped one where there is none."""
    begun = [one for one in tables if one.effective_from is not None and one.effective_from <= day]
    return max(begun, key=lambda one: (one.effective_from, one.entered_at, one.id), default=SHIPPED)


async def list_tables(tables: BonusTables, window: Window, *, on: date | None) -> Page[BonusTable]:
    """Every table there ever was, or the one in force on a day."""
    if on is None:
        return await tables.page(window)
    return Page([in_force(await tables.every(), on)], None, False)


async def set_table(
    tables: BonusTables, new: NewBonusTable, effective_from: date, *, account_id: UUID, at: datetime
) -> BonusTable:
    """Raises WeightsMisplaced, CellTwice."""
    check(new)
    return await tables.add(new, effective_from, account_id=account_id, at=at)


def check(new: NewBonusTable) -> None:
    """Raises WeightsMisplaced, CellTwice."""
    if (new.split is Split.RATIO) != bool(new.weights):
        raise WeightsMisplaced()
    seen = set()
    for one in new.cells:
        if (one.level, one.prize) in seen:
            raise CellTwice(level=one.level, prize=one.prize)
        seen.add((one.level, one.prize))


_YUAN = {
    WorkLevel.NATION: (3000, 2000, 1500, 1000),
    WorkLevel.PROVINCE: (1500, 1000, 800, 600),
    WorkLevel.CITY: (800, 600, 400, 300),
    WorkLevel.COUNTY: (400, 300, 200, 100),
    WorkLevel.SCHOOL: (150, 100, 60, 30),
}
_PAID = (Prize.SPECIAL, Prize.FIRST, Prize.SECOND, Prize.THIRD)
SHIPPED = BonusTable(
    id=None,
    title="教科研奖金标准（默认）",
    effective_from=None,
    split=Split.RATIO,
    weights=[6, 3, 1],
    excluded_kinds=[],
    cells=[
        BonusCell(level, prize, yuan * 100)
        for level, amounts in _YUAN.items()
        for prize, yuan in zip(_PAID, amounts, strict=True)
    ],
)
"""Stands until the school enters a table of its own."""


def yuan(fen: int) -> str:
    """With two decimals: -1250 is "-12.50"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
