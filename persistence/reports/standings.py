"""How everybody stood in a school year, as a list: judged by the domain, row by row."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reports.exports import ExportAsked
from domain.training.standing import NOTHING, judge
from persistence.people.tables import grade_group, school_year, subject_group, teacher
from persistence.training.grounds import MEMBER, ground_of, member_of
from persistence.training.tables import credit_standing


def standings(school_id: UUID, asked: ExportAsked, now: datetime) -> Select[Any]:
    """Those who were there in the year, with their groups and their sums."""
    who, sums = teacher.c, credit_standing.c
    own = and_(sums.school_id == school_id, sums.teacher_id == who.id, sums.school_year == asked.school_year)
    span = and_(school_year.c.school_id == school_id, school_year.c.start_year == asked.school_year)
    statement = (
        select(
            *MEMBER,
            subject_group.c.name.label("subject_group"),
            grade_group.c.name.label("grade_group"),
            *(_sum(name) for name in ("confirmed", "provisional", "planned")),
        )
        .select_from(teacher)
        .join(school_year, span)
        .outerjoin(credit_standing, own)
        .outerjoin(
            subject_group,
            and_(subject_group.c.school_id == school_id, subject_group.c.id == who.subject_group_id),
        )
        .outerjoin(
            grade_group, and_(grade_group.c.school_id == school_id, grade_group.c.id == who.grade_group_id)
        )
        .where(
            who.school_id == school_id,
            or_(who.hired_on.is_(None), who.hired_on <= school_year.c.ends_on),
            or_(who.left_on.is_(None), who.left_on >= school_year.c.starts_on),
        )
        .order_by(who.name_pinyin, who.id)
    )
    return statement.where(who.id.in_(asked.teacher_ids)) if asked.teacher_ids else statement


def _sum(name: str) -> Any:
    column = credit_standing.c[name]
    return func.coalesce(column, literal(NOTHING, column.type)).label(name)


async def judging(
    connection: AsyncConnection, school_id: UUID, asked: ExportAsked, today: date
) -> Callable[[Row[Any]], Sequence[Any]]:
    """Raises SchoolYearUnknown."""
    year = asked.school_year
    assert year is not None  # `to_export` let it pass
    everybody = select(teacher.c.id).where(teacher.c.school_id == school_id)
    ground = await ground_of(connection, school_id, list(await connection.scalars(everybody)))
    yardstick = ground.yardstick(year, today)

    def line(row: Row[Any]) -> Sequence[Any]:
        sums: tuple[Decimal, Decimal, Decimal] = (row.confirmed, row.provisional, row.planned)
        one = judge(yardstick, member_of(row), ground.away.get(row.id, ()), *sums)
        groups = (row.subject_group, row.grade_group)
        figures = (one.target, *sums, one.counted, one.owed, one.state.value)
        return (year, row.employee_no, row.name, *groups, *figures)

    return line
