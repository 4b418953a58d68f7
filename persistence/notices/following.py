"""Notices brought in line with the trainings they announce, together with all that follows places."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.notices.following import follow
from persistence.notices.book import SqlNoticeBook
from persistence.platform.messages import SqlMessages


async def follow_notices(
    connection: AsyncConnection,
    school_id: UUID,
    *,
    session_ids: Collection[UUID],
    course_ids: Collection[UUID] = (),
    at: datetime,
) -> None:
    """Behind the absences: what an edition says of the lessons missed is as they now are."""
    book, messages = SqlNoticeBook(connection, school_id), SqlMessages(connection, school_id)
    await follow(book, messages, session_ids=session_ids, course_ids=course_ids, now=at)
