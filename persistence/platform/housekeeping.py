"""Forgetting what is kept only for a while."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.platform.files import end_files
from persistence.platform.tables import idempotency_key, school
from persistence.transaction import in_school


async def every_school(engine: AsyncEngine) -> Sequence[UUID]:
    async with engine.connect() as connection:
        return (await connection.scalars(select(school.c.id))).all()


async def forget_answers(engine: AsyncEngine, *, before: datetime) -> int:
    """Deletes the answers kept under an Idempotency-Key, school by school; how many there were."""
    forgotten = 0
    for school_id in await every_school(engine):
        async with in_school(engine, school_id) as connection:
            old = (idempotency_key.c.school_id == school_id, idempotency_key.c.created_at < before)
            forgotten += (await connection.execute(delete(idempotency_key).where(*old))).rowcount
    return forgotten


async def forget_files(engine: AsyncEngine, *, now: datetime) -> int:
    """Ends the files whose time is up, school by school; how many there were."""
    ended = 0
    for school_id in await every_school(engine):
        async with in_school(engine, school_id) as connection:
            ended += await end_files(connection, school_id, now=now)
    return ended
