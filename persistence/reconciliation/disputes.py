"""What the school stands by against the platform's list."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reconciliation.line import Dispute, ReconciliationState
from persistence.columns import credits
from persistence.people.tables import teacher
from persistence.reconciliation.tables import reconciliation_line

_NOTHING = literal(Decimal("0.00"), credits("nothing").type)


async def disputed(connection: AsyncConnection, school_id: UUID, school_year: int) -> list[Dispute]:
    """The lines kept, until the platform's list says what ours does; by teachers' numbers and courses."""
    its = reconciliation_line.c
    found = await connection.execute(
        select(
            teacher.c.employee_no,
            teacher.c.name,
            its.course_key.label("course_ref"),
            its.title,
            func.coalesce(its.our_credits, _NOTHING).label("ours"),
            func.coalesce(its.their_credits, _NOTHING).label("theirs"),
            its.note,
        )
        .join(teacher, and_(teacher.c.school_id == its.school_id, teacher.c.id == its.teacher_id))
        .where(
            its.school_id == school_id,
            its.school_year == school_year,
            its.state == ReconciliationState.KEPT,
        )
        .order_by(teacher.c.employee_no, its.course_key)
    )
    return [Dispute(**row._mapping) for row in found]
