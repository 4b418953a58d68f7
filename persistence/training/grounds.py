"""What standings rest on, read inside a request's own transaction: policy, calendar, absences, sums."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.training.credit import ExemptionKind
from domain.training.cycle import YearSums
from domain.training.standing import Away, Ground, Member
from persistence.people.calendar import school_year_spans
from persistence.people.tables import teacher
from persistence.training.rules import every_rule
from persistence.training.tables import credit_exemption, credit_standing

MEMBER = [
    teacher.c[name]
    for name in ("id", "name", "employee_no", "subject_group_id", "grade_group_id", "hired_on", "left_on")
]
_SUMS = (
    "confirmed",
    "provisional",
    "planned",
    "school_based_confirmed",
    "school_based_provisional",
    "long_courses",
)


async def ground_of(connection: AsyncConnection, school_id: UUID, teacher_ids: Collection[UUID]) -> Ground:
    """For judging these teachers, in three statements."""
    table = credit_exemption.c
    rows = await connection.execute(
        select(table.teacher_id, table.kind, table.from_day, table.until_day).where(
            table.school_id == school_id, table.teacher_id.in_(teacher_ids), table.voided_at.is_(None)
        )
    )
    away: dict[UUID, list[Away]] = defaultdict(list)
    for row in rows:
        away[row.teacher_id].append(Away(ExemptionKind(row.kind), row.from_day, row.until_day))
    rules = await every_rule(connection, school_id)
    return Ground(rules, await school_year_spans(connection, school_id), dict(away))


async def sums_of(
    connection: AsyncConnection, school_id: UUID, teacher_ids: Collection[UUID]
) -> dict[UUID, dict[int, YearSums]]:
    """Every year's sums of each of the teachers."""
    table = credit_standing.c
    rows = await connection.execute(
        select(table.teacher_id, table.school_year, *(table[name] for name in _SUMS)).where(
            table.school_id == school_id, table.teacher_id.in_(teacher_ids)
        )
    )
    sums: dict[UUID, dict[int, YearSums]] = defaultdict(dict)
    for teacher_id, school_year, *figures in rows:
        sums[teacher_id][school_year] = YearSums(*figures)
    return sums


def member_of(row: Any) -> Member:
    return Member(
        row.id,
        row.name,
        row.employee_no,
        row.subject_group_id,
        row.grade_group_id,
        row.hired_on,
        row.left_on,
    )
