"""What a feed tells anew: SEQUENCE only rises, what is gone is cancelled, the rest stays as it was told."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.weekplan.entries import WeekEntry, WeekEntryKind
from domain.weekplan.feeds import CANCELLED_FOR, Told, retold, shown

NOW = datetime(2021, 3, 8, 4, tzinfo=UTC)
SINCE = date(2020, 9, 9)
DAY = timedelta(days=1)


def entry(key: str = "a", title: str = "培训", day: date = date(2021, 3, 10)) -> WeekEntry:
    return WeekEntry(key, WeekEntryKind.TRAINING, day, title=title)


def told(known: dict[str, Told], entries: Iterable[WeekEntry], now: datetime = NOW) -> dict[str, Told]:
    retelling = retold(known, entries, now=now, since=SINCE)
    return {**known, **retelling.new, **retelling.otherwise}


def test_what_is_new_starts_at_sequence_zero() -> None:
    assert told({}, [entry()]) == {"a": Told(entry(), 0, NOW, False)}


def test_what_reads_as_before_is_not_told_again() -> None:
    known = told({}, [entry()])

    assert told(known, [entry()], NOW + DAY) == known


def test_what_reads_otherwise_gets_the_next_sequence() -> None:
    known = told({}, [entry()])

    assert told(known, [entry(title="改期")], NOW + DAY) == {
        "a": Told(entry(title="改期"), 1, NOW + DAY, False)
    }


def test_what_is_gone_is_cancelled_once_and_comes_back_with_a_higher_sequence() -> None:
    known = told({}, [entry()])
    gone = told(known, [], NOW + DAY)
    still_gone = told(gone, [], NOW + 2 * DAY)
    back = told(still_gone, [entry()], NOW + 3 * DAY)

    assert gone == still_gone == {"a": Told(entry(), 1, NOW + DAY, True)}
    assert back == {"a": Told(entry(), 2, NOW + 3 * DAY, False)}


def test_what_is_long_over_is_neither_cancelled_nor_shown() -> None:
    past = entry(day=SINCE - DAY)
    known = {"a": Told(past, 0, NOW - 200 * DAY, False)}

    assert told(known, []) == known
    assert shown(known.values(), now=NOW, since=SINCE) == []


@pytest.mark.parametrize(
    ("age", "there"),
    [
        pytest.param(CANCELLED_FOR - timedelta(seconds=1), True, id="not yet sixty days"),
        pytest.param(CANCELLED_FOR, False, id="sixty days"),
    ],
)
def test_a_cancellation_is_shown_for_sixty_days(age: timedelta, there: bool) -> None:
    cancelled = Told(entry(), 1, NOW - age, True)

    assert bool(shown([cancelled], now=NOW, since=SINCE)) is there


def test_what_is_shown_stands_in_the_order_of_the_days() -> None:
    later, sooner = Told(entry("a", day=date(2021, 3, 12)), 0, NOW, False), Told(entry("b"), 0, NOW, False)

    assert shown([later, sooner], now=NOW, since=SINCE) == [sooner, later]


STATES = st.lists(
    st.dictionaries(st.sampled_from("abc"), st.sampled_from(["一", "二"])), min_size=1, max_size=6
)


@given(STATES)
def test_whatever_happens_a_feed_tells_how_things_stand_and_no_sequence_falls(
    states: list[dict[str, str]],
) -> None:
    known: dict[str, Told] = {}
    for number, state in enumerate(states):
        now = NOW + number * DAY
        current = [entry(key, title) for key, title in state.items()]
        after = told(known, current, now)

        assert {key: one.entry.title for key, one in after.items() if not one.cancelled} == state
        assert told(after, current, now + DAY) == after
        for key, one in known.items():
            assert after[key].sequence == one.sequence + (after[key] != one)
        known = after
