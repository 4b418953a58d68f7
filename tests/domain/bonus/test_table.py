"""Dated tables: which one holds, and the weights of so many authors."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.bonus.table import (
    SHIPPED,
    BonusCell,
    BonusTable,
    CellTwice,
    NewBonusTable,
    Split,
    WeightsMisplaced,
    check,
    in_force,
)
from domain.errors import DomainError
from domain.works.award import Prize
from domain.works.work import WorkLevel

CELL = BonusCell(WorkLevel.CITY, Prize.FIRST, 60_000)


def dated(number: int, day: date, entered: int = 1) -> BonusTable:
    at = datetime(2021, 1, entered, tzinfo=UTC)
    return replace(SHIPPED, id=UUID(int=number), effective_from=day, entered_at=at)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        pytest.param(date(2019, 8, 31), None, id="before the first the shipped one stands"),
        pytest.param(date(2019, 9, 1), 1, id="from its first day"),
        pytest.param(date(2020, 8, 31), 1, id="until the next"),
        pytest.param(date(2020, 9, 1), 3, id="of two from one day the later entered"),
    ],
)
def test_the_table_that_began_last_holds(day: date, number: int | None) -> None:
    tables = [
        dated(2, date(2020, 9, 1)),
        dated(1, date(2019, 9, 1)),
        dated(3, date(2020, 9, 1), entered=2),
    ]

    assert in_force(tables, day).id == (number and UUID(int=number))


@pytest.mark.parametrize(
    ("split", "weights", "authors", "parts"),
    [
        pytest.param(Split.FIRST_AUTHOR, [], 3, [1, 0, 0], id="all to the first"),
        pytest.param(Split.EQUAL, [], 3, [1, 1, 1], id="equal"),
        pytest.param(Split.RATIO, [6, 3, 1], 1, [6], id="one author"),
        pytest.param(Split.RATIO, [6, 3, 1], 2, [6, 3], id="fewer than weights"),
        pytest.param(Split.RATIO, [6, 3, 1], 5, [6, 3, 1, 1, 1], id="more than weights"),
    ],
)
def test_authors_share_by_the_split(split: Split, weights: list[int], authors: int, parts: list[int]) -> None:
    assert replace(SHIPPED, split=split, weights=weights).parts(authors) == parts


def test_a_prize_without_a_cell_pays_nothing() -> None:
    assert SHIPPED.amount(WorkLevel.CITY, Prize.FIRST) == 60_000
    assert SHIPPED.amount(WorkLevel.CITY, Prize.MERIT) is None


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        pytest.param(NewBonusTable("表", Split.RATIO, (CELL,)), WeightsMisplaced, id="a ratio of nothing"),
        pytest.param(NewBonusTable("表", Split.EQUAL, (CELL,), (6, 3)), WeightsMisplaced, id="of equals"),
        pytest.param(NewBonusTable("表", Split.EQUAL, (CELL, CELL)), CellTwice, id="two amounts"),
    ],
)
def test_a_table_that_cannot_be_is_refused(new: NewBonusTable, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        check(new)
