"""Reminding who owes a paper, without being asked."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.papers.duty import judged
from domain.papers.reminding import remind
from domain.people.calendar import day_of
from persistence.papers.rules import paper_policy
from persistence.papers.years import SqlPaperYears
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import school
from persistence.training.demands import school_days
from persistence.training.reminders import SOON
from persistence.transaction import in_school


async def remind_authors(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school, of the school year it is; how many were written to, told before or not."""
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id))).all()
    written = 0
    for school_id in schools:
        async with in_school(engine, school_id) as connection:
            written += await _remind(connection, school_id, now)
    return written


async def _remind(connection: AsyncConnection, school_id: UUID, now: datetime) -> int:
    years, day = SqlPaperYears(connection, school_id), day_of(now)
    span = await years.span_at(day)
    if span is None:
        return 0
    policy = await paper_policy(connection, school_id, day)
    year = await judged(years, span, policy)
    table = await school_days(connection, school_id, day - timedelta(days=1), day + SOON)
    return await remind(SqlMessages(connection, school_id), span, year.duties, table, day=day, now=now)
