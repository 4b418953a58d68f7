"""The service's one pool of connections."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from persistence.watching import CountedPool, Watch, watched

# Nothing is prepared on the server for longer than a transaction, so a pooler may stand in between
# (PgBouncer in transaction mode). Cost: a parse per statement on a direct connection.
POOLER_SAFE = {"statement_cache_size": 0, "prepared_statement_cache_size": 0}


def create_engine(
    url: str,
    *,
    pool_size: int = 10,
    behind_pooler: bool = False,
    distributed: bool = False,
    watch: Watch | None = None,
    name: str = "yanxiu",
) -> AsyncEngine:
    """`name` is what PostgreSQL's own log and its list of connections call this process."""
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
        pool_timeout=30,
        pool_pre_ping=False,
        hide_parameters=True,  # an error is logged, and what a statement was given may be a person's
        connect_args={
            "timeout": 5,
            "server_settings": {"application_name": name},
            **(POOLER_SAFE if behind_pooler else {}),
        },
        execution_options=options,
    )
    if watch is not None:
        watched(engine, watch)
    return engine


def is_behind_pooler(engine: AsyncEngine) -> bool:
    return bool(engine.sync_engine.get_execution_options().get("behind_pooler"))


def is_distributed(connection: AsyncConnection) -> bool:
    sync = connection.sync_connection
    return sync is not None and bool(sync.get_execution_options().get("distributed"))
