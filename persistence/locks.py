"""Locks that stand for no row: who holds one works alone on it until the transaction ends."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def hold(connection: AsyncConnection, what: str, school_id: UUID) -> None:
    """Waits for, then takes, the school's lock on `what` (such as `calendar`)."""
    statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
    await connection.execute(statement, {"name": f"{what}/{school_id}"})
