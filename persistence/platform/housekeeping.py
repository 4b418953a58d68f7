"""Forgetting what is kept only for a while."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.platform.tables import idempotency_key, school
from persistence.transaction import in_school


async def forget_answers(engine: AsyncEngine, *, before: datetime) -> int:
    """Deletes the answers kept under an Idempotency-Key, school by school; how many there were."""
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id))).all()
    forgotten = 0
    for school_id in schools:
        async with in_school(engine, school_id) as connection:
            old = (idempotency_key.c.school_id == school_id, idempotency_key.c.created_at < before)
            forgotten += (await connection.execute(delete(idempotency_key).where(*old))).rowcount
    return forgotten
