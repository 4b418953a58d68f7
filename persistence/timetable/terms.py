"""Which term is meant where none is named."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.timetable.cover_policy import TermSpan
from persistence.people.tables import term


async def term_span(
    connection: AsyncConnection, school_id: UUID, term_id: UUID | None, today: date
) -> TermSpan | None:
    """The term named or, where none is, the one that runs today or began last; None when there is none."""
    spans = select(term.c.id, term.c.starts_on, term.c.ends_on).where(term.c.school_id == school_id)
    if term_id is None:
        spans = spans.where(term.c.starts_on <= today).order_by(term.c.starts_on.desc()).limit(1)
    else:
        spans = spans.where(term.c.id == term_id)
    row = (await connection.execute(spans)).one_or_none()
    return None if row is None else TermSpan(*row)
