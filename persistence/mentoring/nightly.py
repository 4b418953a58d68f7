"""What is done for mentor pairs without being asked: those signed begin, those behind are reminded."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.mentoring.reminding import remind_behind
from domain.mentoring.words import PairState
from domain.people.calendar import day_of
from persistence.changes import write
from persistence.mentoring.rules import mentoring_rules
from persistence.mentoring.tables import mentor_pair
from persistence.mentoring.tallies import SqlTallies
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import school
from persistence.transaction import in_school


async def follow_pairs(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school; how many notices there were, told before or not."""
    notices = 0
    for school_id in await _schools(engine):
        async with in_school(engine, school_id) as connection:
            notices += await follow_school(connection, school_id, now=now)
    return notices


async def follow_school(connection: AsyncConnection, school_id: UUID, *, now: datetime) -> int:
    await write(
        connection,
        update(mentor_pair)
        .where(
            mentor_pair.c.school_id == school_id,
            mentor_pair.c.state == PairState.SIGNED,
            mentor_pair.c.from_day <= day_of(now),
        )
        .values(state=PairState.RUNNING, version=mentor_pair.c.version + 1),
    )
    return await remind_behind(
        SqlTallies(connection, school_id),
        mentoring_rules(connection, school_id),
        SqlMessages(connection, school_id),
        day=day_of(now),
        now=now,
    )


async def _schools(engine: AsyncEngine) -> Sequence[UUID]:
    async with engine.connect() as connection:
        return (await connection.scalars(select(school.c.id))).all()
