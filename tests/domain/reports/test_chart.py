"""A chart as data: what it may be, and the marks of its axis."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reports.chart import Chart, ChartKind, ticks

HUNDREDTHS = st.decimals(min_value=-(10**6), max_value=10**6, places=2)


def figures(*given: float | int | str) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(one)) for one in given)


@pytest.mark.parametrize(
    ("given", "marks"),
    [
        pytest.param((), (0, 1), id="nothing"),
        pytest.param((0, 0), (0, 1), id="zeros"),
        pytest.param((1,), (0, 1), id="one"),
        pytest.param((3, 5), (0, 1, 2, 3, 4, 5), id="few"),
        pytest.param((97.5, 100), (0, 20, 40, 60, 80, 100), id="per cent"),
        pytest.param((-3, 5.5), (-4, -2, 0, 2, 4, 6), id="on both sides"),
        pytest.param((-30,), (-30, -25, -20, -15, -10, -5, 0), id="below"),
        pytest.param((0.5,), (0, "0.1", "0.2", "0.3", "0.4", "0.5"), id="parts of one"),
        pytest.param((2,), (0, 1, 2), id="whole steps for whole figures"),
    ],
)
def test_an_axis_has_round_marks(given: tuple[float, ...], marks: tuple[float | str, ...]) -> None:
    assert ticks(figures(*given)) == figures(*marks)


@given(st.lists(HUNDREDTHS, max_size=20))
def test_an_axis_reaches_zero_and_every_figure_in_few_equal_steps(given: list[Decimal]) -> None:
    marks = ticks(given)

    assert 2 <= len(marks) <= 8
    assert marks[0] <= min([Decimal(0), *given])
    assert marks[-1] >= max([Decimal(0), *given])
    assert 0 in marks
    assert len({after - before for before, after in itertools.pairwise(marks)}) == 1


@pytest.mark.parametrize(
    ("kind", "series", "said"),
    [
        pytest.param(
            ChartKind.BARS, {str(n): figures(1, 2) for n in range(7)}, "at most 6", id="too many series"
        ),
        pytest.param(ChartKind.BARS, {"校级": figures(1)}, "for each category", id="a figure missing"),
        pytest.param(ChartKind.STACKED, {"校级": figures(1, -1)}, "below zero", id="stacked below zero"),
    ],
)
def test_what_cannot_be_drawn_is_no_chart(
    kind: ChartKind, series: dict[str, tuple[Decimal, ...]], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        Chart(kind, "获奖", "项", ("语文组", "数学组"), series)


def test_an_axis_of_stacked_bars_reaches_their_sums() -> None:
    series = {"校级": figures(1, 2), "县市级": figures(3, 4)}

    tops = {kind: Chart(kind, "获奖", "项", ("语文组", "数学组"), series).tops for kind in ChartKind}

    assert tops[ChartKind.STACKED] == tops[ChartKind.STACKED_LYING] == [4, 6]
    assert tops[ChartKind.BARS] == tops[ChartKind.LYING_BARS] == tops[ChartKind.LINES] == [1, 2, 3, 4]
