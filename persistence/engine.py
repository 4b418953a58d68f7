"""The service's one pool of connections."""

from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError, MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.util.concurrency import in_greenlet

from persistence.watching import CountedPool, Watch, watched

# Nothing is prepared on the server for longer than a transaction, so a pooler may stand in between
# (PgBouncer in transaction mode). Cost: a parse per statement on a direct connection.
POOLER_SAFE = {"statement_cache_size": 0, "prepared_statement_cache_size": 0}

# What the server does when this machine is gone and nobody told it: without them it keeps the transaction,
# and every lock of it, for the two hours of TCP's own patience. A pooler refuses them.
SERVER_PATIENCE = {
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "60000",
    "idle_in_transaction_session_timeout": "300000",
}
STATEMENTS = 120
"""Compiled ones that are kept, for a while half as many again: 50 kB each, or a millisecond to make anew."""

CONNECTING = 5  # seconds until a server that does not answer counts as away
POOL_WAIT = 10.0


def create_engine(
    url: str,
    *,
    pool_size: int = 10,
    pool_wait: float = POOL_WAIT,
    patience: float | None = None,
    behind_pooler: bool = False,
    distributed: bool = False,
    watch: Watch | None = None,
    name: str = "yanxiu",
) -> AsyncEngine:
    """`patience` is how many seconds a statement may go unanswered, `pool_wait` how many one waits for a
    connection: both end in a TimeoutError. `name` is what PostgreSQL's own log and its list of connections
    call this process."""
    options: dict[str, Any] = {
        "behind_pooler": behind_pooler,
        "distributed": distributed,
        "watch": watch,
    }
    engine = create_async_engine(
        url,
        poolclass=CountedPool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=pool_wait,
        pool_pre_ping=False,
        query_cache_size=STATEMENTS,
        hide_parameters=True,  # an error is logged, and what a statement was given may be a person's
        connect_args={
            "timeout": CONNECTING,
            "command_timeout": patience,
            "server_settings": {"application_name": name, **({} if behind_pooler else SERVER_PATIENCE)},
            **(POOLER_SAFE if behind_pooler else {}),
        },
        execution_options=options,
    )
    event.listen(engine.sync_engine, "checkout", _lend_no_closed_one)
    event.listen(engine.sync_engine, "do_connect", _make_none_without_waiting)
    event.listen(engine.sync_engine, "handle_error", _hang_up_on_silence)
    if watch is not None:
        watched(engine, watch)
    return engine


def _lend_no_closed_one(driver: Any, _: Any, __: Any) -> None:
    """Cut off while it lay idle, as its driver knows without asking: the pool makes another instead."""
    if driver.driver_connection.is_closed():
        raise DisconnectionError()


def _make_none_without_waiting(*_: Any) -> None:
    """Said before anything is begun: `lent` then asks again, where it can wait."""
    if not in_greenlet():
        raise MissingGreenlet()


def _hang_up_on_silence(failure: ExceptionContext) -> None:
    """Where one statement got no answer, the connections that lie idle would give none either."""
    if isinstance(failure.original_exception, TimeoutError):
        failure.invalidate_pool_on_disconnect = True


def hang_up(engine: AsyncEngine, lent: PoolProxiedConnection, error: TimeoutError) -> None:
    """As after any statement without an answer, for one that went round SQLAlchemy's events."""
    pool = engine.sync_engine.pool
    assert isinstance(pool, CountedPool)
    pool.distrust(lent, error)


async def lent(engine: AsyncEngine) -> PoolProxiedConnection:
    """A connection of the pool. SQLAlchemy lends in a greenlet (10 µs, where one waits 40); one that lies
    there, or is given back, is taken without."""
    pool = engine.sync_engine.pool
    if isinstance(pool, CountedPool):
        with suppress(MissingGreenlet):  # what lay there was cut off, and another is to be made
            if pool.checkedin():
                return pool.connect()
            if pool.is_used_up():
                return pool.lend(await pool.turn())
    return await engine.raw_connection()


class LateConnection(AsyncConnection):
    """One that was lent, for what goes to the driver. Core's own, which is to leave transactions alone, is
    made when somebody asks for it; the hot writes never do, and are spared 25 µs."""

    __slots__ = ("core", "lent")

    def __init__(self, engine: AsyncEngine, lent: PoolProxiedConnection) -> None:
        self.engine, self.sync_engine = engine, engine.sync_engine
        self.lent = lent
        self.core: Connection | None = None

    @property
    def sync_connection(self) -> Connection:  # type: ignore[override]  # nobody sets it
        if self.core is None:
            self.core = self._assign_proxied(Connection(self.sync_engine, self.lent))
            self.core.execution_options(isolation_level="AUTOCOMMIT")
        return self.core

    def give_back(self) -> None:
        """There is nothing it would have to wait for."""
        (self.core or self.lent).close()


def core_of(connection: AsyncConnection) -> Connection | None:
    """Where it was asked for already."""
    return connection.core if isinstance(connection, LateConnection) else connection.sync_connection


def is_behind_pooler(engine: AsyncEngine) -> bool:
    return bool(engine.sync_engine.get_execution_options().get("behind_pooler"))


def is_distributed(connection: AsyncConnection) -> bool:
    return bool(connection.sync_engine.get_execution_options().get("distributed"))
