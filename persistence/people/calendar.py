"""The school's calendar, as facts for rules."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import SchoolYearSpan
from persistence.people.tables import school_year


async def school_year_spans(connection: AsyncConnection, school_id: UUID) -> list[SchoolYearSpan]:
    """Every school year the calendar knows, the earliest first."""
    columns = school_year.c
    rows = await connection.execute(
        select(columns.start_year, columns.starts_on, columns.ends_on)
        .where(columns.school_id == school_id)
        .order_by(columns.start_year)
    )
    return [SchoolYearSpan(*row) for row in rows]
