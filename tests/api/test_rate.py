"""An allowance a minute, for each key its own."""

import pytest

from api.rate import Rate, TooManyRequests


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rate(clock: Clock) -> Rate:
    rate = Rate("caller", 2, clock)
    rate.spend("a")
    rate.spend("a")
    return rate


def test_who_has_spent_the_allowance_is_told_when_there_is_more(rate: Rate, clock: Clock) -> None:
    clock.now += 17.5
    with pytest.raises(TooManyRequests) as refused:
        rate.spend("a")
    assert refused.value.facts == {"seconds": 43, "limit": 2, "name": "caller"}


def test_another_has_an_allowance_of_their_own(rate: Rate) -> None:
    rate.spend("b")


def test_the_next_minute_brings_a_new_allowance(rate: Rate, clock: Clock) -> None:
    clock.now += 60
    rate.spend("a")
    rate.spend("a")
    with pytest.raises(TooManyRequests):
        rate.spend("a")
