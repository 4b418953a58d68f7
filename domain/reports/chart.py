"""A chart 图表 as plain data: what is drawn, not how."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

MOST_SERIES = 6
"""More cannot be told apart on a page printed in grey."""

_INTERVALS = 6


class ChartKind(StrEnum):
    BARS = "bars"
    """柱形图: a category's series stand side by side."""

    LYING_BARS = "lying_bars"
    """条形图: for many categories, or long names."""

    STACKED = "stacked"
    STACKED_LYING = "stacked_lying"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Chart:
    kind: ChartKind
    title: str
    unit: str
    categories: tuple[str, ...]
    series: Mapping[str, tuple[Decimal, ...]]
    """By name and in their order; a figure for each category."""

    def __post_init__(self) -> None:
        if len(self.series) > MOST_SERIES:
            raise ValueError(f"at most {MOST_SERIES} series")
        if any(len(figures) != len(self.categories) for figures in self.series.values()):
            raise ValueError("a figure for each category")
        if self.stacked and any(figure < 0 for figures in self.series.values() for figure in figures):
            raise ValueError("what is stacked is not below zero")

    @property
    def stacked(self) -> bool:
        return self.kind in (ChartKind.STACKED, ChartKind.STACKED_LYING)

    @property
    def lying(self) -> bool:
        return self.kind in (ChartKind.LYING_BARS, ChartKind.STACKED_LYING)

    @property
    def tops(self) -> list[Decimal]:
        """All that the axis must reach: the figures, or their sums where they are stacked."""
        if self.stacked:
            return [sum(figures, Decimal(0)) for figures in zip(*self.series.values(), strict=True)]
        return [figure for figures in self.series.values() for figure in figures]


def ticks(figures: Iterable[Decimal]) -> tuple[Decimal, ...]:
    """The marks of an axis that reaches zero and every figure: in steps of 1, 2 or 5 and their tens.

    A step is whole where the figures are.
    """
    reached = [Decimal(0), *figures]
    low, high = min(reached), max(reached)
    if low == high:
        return (Decimal(0), Decimal(1))
    whole = all(figure == figure.to_integral_value() for figure in reached)
    step = next(
        one for one in _steps(high - low) if (high - low) / one <= _INTERVALS and (one >= 1 or not whole)
    )
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return tuple(step * number for number in range(first, last + 1))


def _steps(span: Decimal) -> Iterator[Decimal]:
    unit = Decimal(1).scaleb(span.adjusted() - 1)
    while True:
        yield from (unit, 2 * unit, 5 * unit)
        unit *= 10
