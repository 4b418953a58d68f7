"""Absences brought in line with places in trainings: called at the end of whatever changes either."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.timetable.following import follow
from persistence.platform.messages import SqlMessages
from persistence.timetable.arrangements import SqlArrangements
from persistence.timetable.followers import SqlFollowers


async def follow_sessions(
    connection: AsyncConnection,
    school_id: UUID,
    *,
    session_ids: Collection[UUID],
    course_ids: Collection[UUID] = (),
    at: datetime,
) -> None:
    followers = SqlFollowers(connection, school_id)
    held = await followers.sessions_for_update(session_ids, course_ids)
    arrangements, messages = SqlArrangements(connection, school_id), SqlMessages(connection, school_id)
    await follow(followers, arrangements, messages, held, now=at)
