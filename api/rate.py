"""How often a caller may ask (draft-ietf-httpapi-ratelimit-headers)."""

import math
import time
from collections import Counter
from collections.abc import Callable

from domain.errors import TooMany

WINDOW = 60.0


class TooManyRequests(TooMany):
    """facts: `seconds` until the next one is answered."""

    code = "too_many"


class Rate:
    """So many a minute for each key, in windows that end for all keys at once: none needs looking after.

    Each process counts for itself: with N workers, N times. `clock` is for tests to hand in their own.
    """

    def __init__(self, name: str, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._name, self._per_minute, self._clock = name, per_minute, clock
        self._spent: Counter[str] = Counter()
        self._until = -math.inf

    def spend(self, key: str) -> None:
        """Counts one request; TooManyRequests when the minute's allowance is used up."""
        now = self._clock()
        if now >= self._until:
            self._spent, self._until = Counter(), now + WINDOW
        self._spent[key] += 1
        if self._spent[key] > self._per_minute:
            seconds = max(1, math.ceil(self._until - now))
            raise TooManyRequests(seconds=seconds, limit=self._per_minute, name=self._name)
