"""What absences are measured by: the school days, the periods of the versions, the policy."""

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.timetable.absence import Ground, PeriodTable
from domain.timetable.lessons import Half, Period
from persistence.people.tables import school_day
from persistence.timetable.rules import timetable_rules
from persistence.timetable.tables import timetable, timetable_period

BEFORE = timedelta(days=120)
"""The longest holidays and twenty school days: as far back as a deadline may lie."""


async def absence_ground(connection: AsyncConnection, school_id: UUID, first: date, last: date) -> Ground:
    """Three statements, however many days."""
    days = await connection.scalars(
        select(school_day.c.day)
        .where(
            school_day.c.school_id == school_id,
            school_day.c.is_school_day,
            school_day.c.day.between(first - BEFORE, last),
        )
        .order_by(school_day.c.day)
    )
    return Ground(
        tuple(days),
        await _tables(connection, school_id, last),
        await timetable_rules(connection, school_id).every(),
    )


async def _tables(connection: AsyncConnection, school_id: UUID, last: date) -> list[PeriodTable]:
    version, its = timetable.c, timetable_period.c
    rows = await connection.execute(
        select(version.effective_from, its.period_no, its.name, its.half, its.starts_at, its.ends_at)
        .select_from(timetable)
        .join(timetable_period, and_(its.school_id == version.school_id, its.timetable_id == version.id))
        .where(version.school_id == school_id, version.effective_from <= last)
        .order_by(version.effective_from, its.period_no)
    )
    found: dict[date, list[Period]] = defaultdict(list)
    for row in rows:
        found[row.effective_from].append(
            Period(row.period_no, row.name, Half(row.half), row.starts_at, row.ends_at)
        )
    return [PeriodTable(since, periods) for since, periods in found.items()]
