"""What the service needs of its database, part by part."""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.migrations import head
from persistence.outages import is_outage

PATIENCE = 2.0
"""Seconds after which a database that does not answer is not there: who asks waits no longer either."""

_THERE = text("SELECT to_regclass('procrastinate_jobs'), to_regclass('alembic_version')")


async def check(engine: AsyncEngine) -> dict[str, str]:
    """`ok`, or a word on what is wrong, for the database, its migrations and the queue."""
    try:
        async with asyncio.timeout(PATIENCE), engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")  # as few round trips as can be
            queue, known = (await connection.execute(_THERE)).one()
            at = known and await connection.scalar(text("SELECT version_num FROM alembic_version"))
    except Exception as error:
        if is_outage(error):
            return {"database": "unreachable", "migrations": "unknown", "queue": "unknown"}
        raise
    return {
        "database": "ok",
        "migrations": "ok" if at == head() else "behind",
        "queue": "ok" if queue else "missing",
    }
