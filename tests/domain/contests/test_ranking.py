"""Who is sent when there are more entries than places."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contests.ranking import Scored, TieBreak, ranked
from persistence.ids import new_id

FIRST = datetime(2021, 4, 1, tzinfo=UTC)


def entry(number: int, *scores: str, after: int = 0) -> Scored:
    given = tuple(Decimal(score) for score in scores)
    return Scored(new_id(), f"{number:03d}", FIRST + timedelta(minutes=after), given)


@pytest.mark.parametrize(
    ("entries", "order", "tie"),
    [
        pytest.param([entry(1, "80"), entry(2, "90")], ["002", "001"], None, id="by the mean"),
        pytest.param(
            [entry(1, "70", "80", "90"), entry(2, "75", "75", "90")],
            ["001", "002"],
            TieBreak.MEDIAN,
            id="then the median",
        ),
        pytest.param(
            [entry(1, "60", "80", "100"), entry(2, "70", "80", "90")],
            ["002", "001"],
            TieBreak.LOWEST_SCORE,
            id="then the lowest score",
        ),
        pytest.param(
            [entry(1, "80", after=5), entry(2, "80", after=4)],
            ["002", "001"],
            TieBreak.ENTERED_EARLIER,
            id="then what came earlier",
        ),
    ],
)
def test_the_order_and_what_broke_the_tie(
    entries: list[Scored], order: list[str], tie: TieBreak | None
) -> None:
    lines = ranked(entries, places=1, trim_from=None)

    assert [line.alias for line in lines] == order
    assert [line.tie_break for line in lines] == [None, tie]
    assert [line.sent for line in lines] == [True, False]


def test_one_highest_and_one_lowest_are_left_out_from_so_many_judges_on() -> None:
    scores = ("0", "80", "81", "82", "100")
    (trimmed,) = ranked([entry(1, *scores)], places=1, trim_from=5)
    (whole,) = ranked([entry(1, *scores)], places=1, trim_from=6)
    (off,) = ranked([entry(1, *scores)], places=1, trim_from=None)

    assert (trimmed.score, trimmed.median, trimmed.lowest) == (Decimal("81.00"), Decimal("81.00"), Decimal(0))
    assert (whole.score, off.score) == (Decimal("68.60"), Decimal("68.60"))
    assert (trimmed.trimmed, whole.trimmed, off.trimmed) == (True, False, False)


def test_an_even_number_of_scores_has_its_median_between_two() -> None:
    (line,) = ranked([entry(1, "80.01", "90.00")], places=0, trim_from=None)

    assert (line.score, line.median, line.sent) == (Decimal("85.01"), Decimal("85.01"), False)


SCORES = st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=7).map(tuple)


@settings(deadline=None)
@given(every=st.lists(SCORES, min_size=1, max_size=8), places=st.integers(0, 9), seed=st.randoms())
def test_a_ranking_is_one_order_whatever_order_the_entries_come_in(
    every: list[tuple[Decimal, ...]], places: int, seed: object
) -> None:
    entries = [Scored(new_id(), str(n), FIRST, scores) for n, scores in enumerate(every)]
    shuffled = list(entries)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]

    lines = ranked(entries, places=places, trim_from=5)

    assert lines == ranked(shuffled, places=places, trim_from=5)
    assert [line.rank for line in lines] == list(range(1, len(entries) + 1))
    assert sum(line.sent for line in lines) == min(places, len(entries))
    assert all(before.score >= line.score for before, line in pairwise(lines))
    scores = {one.entry_id: one.scores for one in entries}
    assert all(min(scores[line.entry_id]) <= line.score <= max(scores[line.entry_id]) for line in lines)
