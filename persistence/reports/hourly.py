"""Every hour each school's figures of its term are put down for the district."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.people.calendar import day_of
from domain.reports.kept_figures import TermKept
from domain.reports.summarising import told
from domain.reports.summary import SummaryState
from persistence.people.tables import term
from persistence.platform.tables import school
from persistence.reports.kept_figures import SqlKeptFigures
from persistence.reports.rooms import sources
from persistence.reports.summaries import summary_term
from persistence.reports.tables import term_summary
from persistence.transaction import in_school


async def keep_figures(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school, of the term that runs or began last; how many there were.

    A frozen summary's stay what they were when it was frozen.
    """
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id).order_by(school.c.id))).all()
    kept = 0
    for school_id in schools:
        async with in_school(engine, school_id) as connection:
            kept += await _keep(connection, school_id, now)
    return kept


async def _keep(connection: AsyncConnection, school_id: UUID, now: datetime) -> bool:
    frozen = exists().where(
        term_summary.c.school_id == term.c.school_id,
        term_summary.c.term_id == term.c.id,
        term_summary.c.state == SummaryState.FROZEN,
    )
    found = await connection.execute(
        select(term.c.id, frozen.label("frozen"))
        .where(term.c.school_id == school_id, term.c.starts_on <= day_of(now))
        .order_by(term.c.starts_on.desc())
        .limit(1)
    )
    row = found.one_or_none()
    if row is None or row.frozen:
        return False
    its_term = await summary_term(connection, school_id, row.id, now)
    parts = await told(sources(connection, school_id), its_term)
    figures = [one for of_slot in parts.values() for part in of_slot for one in part.figures]
    kept = SqlKeptFigures(connection, school_id)
    await kept.keep(TermKept(its_term.school_year, its_term.number), figures, final=False, as_of=now)
    return True
