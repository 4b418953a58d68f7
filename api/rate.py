"""How often a caller may ask (draft-ietf-httpapi-ratelimit-headers)."""

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

from domain.errors import TooMany


class TooManyRequests(TooMany):
    """facts: `seconds` until the next one is answered."""

    code = "too_many"


class Rate:
    """A fixed window of one minute per key. Each process counts for itself: with N workers, N times."""

    def __init__(self, name: str, per_minute: int) -> None:
        self._name = name
        self._item: RateLimitItem = RateLimitItemPerMinute(per_minute)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    async def spend(self, key: str) -> None:
        """Counts one request; TooManyRequests when the minute's allowance is used up."""
        if await self._limiter.hit(self._item, key):
            return
        stats = await self._limiter.get_window_stats(self._item, key)
        seconds = max(1, math.ceil(stats.reset_time - time.time()))
        raise TooManyRequests(seconds=seconds, limit=self._item.amount, name=self._name)
