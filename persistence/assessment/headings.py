"""What stands above a printed result."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.assessment.assessment import Assessment
from domain.assessment.report import Heading
from persistence.people.tables import school_year, term
from persistence.platform.tables import school


class SqlHeadings:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def of(self, assessment: Assessment) -> Heading:
        in_year = (school_year.c.school_id == term.c.school_id) & (school_year.c.id == term.c.school_year_id)
        found = await self._connection.execute(
            select(school.c.name, school_year.c.start_year, term.c.number)
            .select_from(term.join(school_year, in_year).join(school, school.c.id == term.c.school_id))
            .where(term.c.school_id == self._school_id, term.c.id == assessment.term_id)
        )
        return Heading(*found.one())
