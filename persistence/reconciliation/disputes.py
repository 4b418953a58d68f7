"""What the school stands by against the platform's list."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reconciliation.line import Dispute, ReconciliationState
from persistence.people.tables import teacher
from persistence.reconciliation.tables import reconciliation_line


class SqlDisputes:
    """Behind the port `Disputes` of what goes to the platform."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def of(self, school_year: int) -> Sequence[Dispute]:
        """The lines kept, until the platform's list says what ours does; by teachers' numbers and courses."""
        its = reconciliation_line.c
        found = await self._connection.execute(
            select(
                teacher.c.employee_no,
                teacher.c.name,
                its.course_key.label("course_code"),
                its.title,
                its.our_credits.label("ours"),
                its.their_credits.label("theirs"),
                its.note,
            )
            .join(teacher, and_(teacher.c.school_id == its.school_id, teacher.c.id == its.teacher_id))
            .where(
                its.school_id == self._school_id,
                its.school_year == school_year,
                its.state == ReconciliationState.KEPT,
            )
            .order_by(teacher.c.employee_no, its.course_key)
        )
        return [Dispute(**row._mapping) for row in found]
