"""A streaming replica for what only reads and reads much, as long as it is not too far behind."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from persistence.outages import is_outage

LOOK_EVERY = 1.0
"""Seconds between two questions how far it is."""

PATIENCE = 2.0
"""Seconds until a replica that does not answer counts as away."""

# Positions in the primary's log as plain numbers; a server that replays nothing has none.
_WRITTEN = text("SELECT (pg_current_wal_lsn() - '0/0')::bigint")
_REPLAYED = text("SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint WHERE pg_is_in_recovery()")


class Replica:
    """How far behind it is follows from where the primary's log stood, and when: a replica that is cut off
    looks idle to itself, and is late here."""

    def __init__(self, engine: AsyncEngine, primary: AsyncEngine, *, lag_seconds: float) -> None:
        self.engine, self._primary, self._bound = engine, primary, lag_seconds
        self._written: deque[tuple[float, int]] = deque(maxlen=1_000)
        self._as_of = self._looked_at = float("-inf")

    @asynccontextmanager
    async def instead_of(
        self, connection: AsyncConnection, school_id: UUID
    ) -> AsyncIterator[AsyncConnection]:
        """The replica's connection in that school, or the one given where the replica is late or away."""
        async with AsyncExitStack() as stack:
            found = connection
            if await self.is_fresh():
                found = await self._entered(stack, school_id) or connection
            yield found

    async def is_fresh(self) -> bool:
        now = time.monotonic()
        if now - self._looked_at >= LOOK_EVERY:
            self._looked_at = now
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._look(now)
            except Exception as error:
                if not is_outage(error):
                    raise
        return time.monotonic() - self._as_of <= self._bound

    async def _look(self, now: float) -> None:
        async with self._primary.connect() as connection:
            self._written.append((now, await connection.scalar(_WRITTEN)))
        async with self.engine.connect() as connection:
            replayed = await connection.scalar(_REPLAYED)
        while replayed is not None and self._written and self._written[0][1] <= replayed:
            self._as_of, _ = self._written.popleft()

    async def _entered(self, stack: AsyncExitStack, school_id: UUID) -> AsyncConnection | None:
        try:
            async with asyncio.timeout(PATIENCE), AsyncExitStack() as attempt:
                connection = await attempt.enter_async_context(self.engine.begin())
                await connection.execute(select(func.set_school(school_id)))
                stack.push_async_exit(attempt.pop_all())
        except Exception as error:
            if not is_outage(error):
                raise
            self._as_of = float("-inf")
            return None
        return connection
