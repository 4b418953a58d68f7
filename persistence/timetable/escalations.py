"""Coming absences, looked after by the clock: school by school, batch by batch."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.timetable.escalating import escalate, follow_calendar
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import school
from persistence.timetable.arrangements import SqlArrangements
from persistence.timetable.followers import SqlFollowers
from persistence.timetable.following import follow_sessions
from persistence.transaction import in_school


async def escalate_schools(engine: AsyncEngine, *, now: datetime) -> int:
    """Each batch is a transaction of its own: what was done stays done, and of two that run at once the later
    finds nothing left to do. How many absences went to cover."""
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id))).all()
    return sum([await _escalate_school(engine, school_id, now) for school_id in schools])


async def _escalate_school(engine: AsyncEngine, school_id: UUID, now: datetime) -> int:
    async with in_school(engine, school_id) as connection:
        waiting = await SqlFollowers(connection, school_id).unfollowed(now=now)
        await follow_sessions(connection, school_id, session_ids=waiting, at=now)
    await _count_anew(engine, school_id, now)
    moved, last, more = 0, None, True
    while more:
        async with in_school(engine, school_id) as connection:
            arrangements = SqlArrangements(connection, school_id)
            messages = SqlMessages(connection, school_id)
            followers = SqlFollowers(connection, school_id)
            some, last = await escalate(followers, arrangements, messages, last, now=now)
            moved, more = moved + some, last is not None
    return moved


async def _count_anew(engine: AsyncEngine, school_id: UUID, now: datetime) -> None:
    last, more = None, True
    while more:
        async with in_school(engine, school_id) as connection:
            last = await follow_calendar(
                SqlFollowers(connection, school_id),
                SqlArrangements(connection, school_id),
                SqlMessages(connection, school_id),
                last,
                now=now,
            )
            more = last is not None
