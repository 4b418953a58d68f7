"""What becomes of statements, told to whoever watches: how long, how many rows, what for. No values.

A statement knows what it is run for by a context variable that a request, or a job, sets (`DOING`).
SQLAlchemy's greenlets share the context of the task that waits for them, so it is there in its events too.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from functools import cached_property
from time import perf_counter
from typing import Any, Protocol

from sqlalchemy import AsyncAdaptedQueuePool, event
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.util.concurrency import await_

CONTENTION = {"40001": "serialization", "40P01": "deadlock", "55P03": "lock_timeout"}
"""What PostgreSQL refuses for the sake of another transaction: asked again, it works."""


class Doing(Protocol):
    """A request or a job, while it is under way."""

    traceparent: str | None
    """Of its span, as W3C writes it; None when nothing is traced."""

    span: Any

    @property
    def room(self) -> str: ...

    def named(self) -> dict[str, str]:
        """By what a log tells it: `request_id` and `route`, or `job` and `task`."""
        ...


DOING: ContextVar[Doing | None] = ContextVar("yanxiu_doing", default=None)


class Watch(Protocol):
    slow_after: float
    """Seconds from which on a statement is slow; infinite when nobody wants to know."""

    traces: bool

    def ran(self, seconds: float) -> None:
        """A statement ended, well or badly."""
        ...

    def slow(self, statement: str, seconds: float, rows: int | None, backend: int | None) -> None:
        """`backend` is PostgreSQL's process, as its own log names it; `rows` None when it failed."""
        ...

    def traced(self, statement: str, seconds: float, failed: str | None) -> None: ...

    def rolled_back(self, error: BaseException) -> None: ...

    def waited(self, seconds: float) -> None:
        """Somebody had to wait for a connection."""
        ...

    def contended(self, kind: str) -> None:
        """One of CONTENTION."""
        ...


def watch_of(engine: AsyncEngine) -> Watch | None:
    watch: Watch | None = engine.sync_engine.get_execution_options().get("watch")
    return watch


def note(
    watch: Watch,
    statement: str,
    started: float,
    rows: int | None,
    backend: Callable[[], int | None],
    *,
    failed: str | None = None,
) -> None:
    """Of a statement begun at `started` (perf_counter); `failed` is its SQLSTATE or the error's name."""
    seconds = perf_counter() - started
    watch.ran(seconds)
    if seconds >= watch.slow_after:
        watch.slow(statement, seconds, rows, backend())
    if watch.traces:
        watch.traced(statement, seconds, failed)
    if failed in CONTENTION:
        watch.contended(CONTENTION[failed])


def watched(engine: AsyncEngine, watch: Watch) -> None:
    """Every statement of the engine is told, those of `persistence.hot` by themselves."""

    def begins(_: Connection, __: Any, ___: str, ____: Any, context: Any, _____: bool) -> None:
        context.watched_from = perf_counter()

    def ends(connection: Connection, cursor: Any, statement: str, _: Any, context: Any, __: bool) -> None:
        note(watch, statement, context.watched_from, cursor.rowcount, lambda: _backend(connection))

    def fails(failure: ExceptionContext) -> None:
        started = getattr(failure.execution_context, "watched_from", None)
        if started is not None and failure.connection is not None:
            error = failure.original_exception
            name = str(getattr(error, "sqlstate", None) or type(error).__name__)
            connection = failure.connection
            said = failure.statement or ""
            note(watch, said, started, None, lambda: _backend(connection), failed=name)

    pool = engine.sync_engine.pool
    assert isinstance(pool, CountedPool)
    pool.watch = watch
    event.listen(engine.sync_engine, "before_cursor_execute", begins)
    event.listen(engine.sync_engine, "after_cursor_execute", ends)
    event.listen(engine.sync_engine, "handle_error", fails)


def _backend(connection: Connection) -> int | None:
    driver = None if connection.invalidated else connection.connection.driver_connection
    return backend_of(connection.engine, driver)


def backend_of(engine: Engine, driver: Any) -> int | None:
    """PostgreSQL's process; None behind a pooler, which tells a number that is none of PostgreSQL's."""
    if driver is None or driver.is_closed() or engine.get_execution_options().get("behind_pooler"):
        return None
    return int(driver.get_server_pid())


# SQLAlchemy's own pools say what they do from WARNING on; one by another module's name would say all.
logging.getLogger(f"{__name__}.CountedPool").setLevel(logging.WARNING)


class CountedPool(AsyncAdaptedQueuePool):
    """Tells how many wait for a connection, and its watch who had to and how long.

    Who waits stands in a line of ours: to wait in SQLAlchemy's takes a greenlet and a task, 30 µs.
    """

    waiting = 0
    watch: Watch | None = None
    _handed: ConnectionPoolEntry | None = None

    @cached_property
    def _line(self) -> deque[asyncio.Future[ConnectionPoolEntry]]:
        return deque()

    def distrust(self, lent: PoolProxiedConnection, error: BaseException) -> None:
        """This connection is given up, and those made before it are not lent again."""
        self._invalidate(lent, error)

    def is_used_up(self) -> bool:
        return self.checkedout() >= self.size()

    def lend(self, entry: ConnectionPoolEntry) -> PoolProxiedConnection:
        """The one that was waited for."""
        self._handed = entry
        return self.connect()

    async def turn(self) -> ConnectionPoolEntry:
        """What is given back next, first come first served; SQLAlchemy's TimeoutError when nothing is."""
        started = perf_counter()
        waiter = asyncio.get_running_loop().create_future()
        self._line.append(waiter)
        self.waiting += 1
        try:
            async with asyncio.timeout(self.timeout()):
                return await _kept(waiter, self._do_return_conn)
        except TimeoutError as error:
            raise PoolTimeout(f"no connection was given back for {self.timeout():g} s") from error
        finally:
            self.waiting -= 1
            if self.watch is not None:
                self.watch.waited(perf_counter() - started)

    def _do_get(self) -> ConnectionPoolEntry:
        if self._handed is not None:
            handed, self._handed = self._handed, None
            return handed
        return await_(self.turn()) if self.is_used_up() else super()._do_get()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        while self._line:
            waiter = self._line.popleft()
            if not waiter.done():  # nobody gave up waiting
                waiter.set_result(record)
                return
        super()._do_return_conn(record)


async def _kept(
    waiter: "asyncio.Future[ConnectionPoolEntry]", give_back: Callable[[ConnectionPoolEntry], None]
) -> ConnectionPoolEntry:
    """What was handed over just when nobody wanted it any more goes back."""
    try:
        return await waiter
    except asyncio.CancelledError:
        if waiter.done() and not waiter.cancelled():
            give_back(waiter.result())
        raise
