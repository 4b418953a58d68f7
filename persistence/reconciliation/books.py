"""Both sides of a reconciliation: the awards of our ledger, and the platform's latest list."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import SmallInteger, and_, column, exists, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.imports import ImportKind, ImportState
from domain.reconciliation.line import AwardEffect
from domain.reconciliation.sides import Credited, KnownCourse
from domain.training.catalogue import CourseKind
from domain.training.credit import AwardState
from persistence import locks
from persistence.ids import new_id
from persistence.integration.tables import platform_credit
from persistence.platform.tables import file_import
from persistence.reconciliation.tables import reconciliation_line, reconciliation_line_award
from persistence.rows import view
from persistence.training.tables import course, credit_award


class SqlBooks:
    """Each of them one statement, however many rows there are."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    def new_id(self) -> UUID:
        return new_id()

    async def hold(self) -> None:
        await locks.hold(self._connection, "reconciliation", self._school_id)

    async def latest_lists(self, school_years: Sequence[int]) -> dict[int, UUID]:
        brought, listed = file_import.c, platform_credit.c
        years = (
            func.unnest(literal(list(school_years), ARRAY(SmallInteger)))
            .table_valued(column("year", SmallInteger), name="years")
            .render_derived()
        )
        year = years.c.year
        has_rows = exists().where(
            listed.school_id == self._school_id, listed.school_year == year, listed.import_id == brought.id
        )
        rows = await self._connection.execute(
            select(year, brought.id)
            .select_from(years)
            .join(file_import, brought.school_id == self._school_id)
            .where(
                brought.kind == ImportKind.PLATFORM_CREDITS,
                brought.state == ImportState.COMMITTED,
                has_rows,
            )
            .ext(distinct_on(year))
            .order_by(year, brought.committed_at.desc(), brought.id.desc())
        )
        return {found_year: import_id for found_year, import_id in rows}

    async def awarded(
        self, school_years: Sequence[int], teacher_ids: Sequence[UUID] | None = None
    ) -> list[Credited]:
        its, made, line = credit_award.c, reconciliation_line_award.c, reconciliation_line.c
        by_line = and_(
            made.school_id == self._school_id, made.award_id == its.id, made.effect == AwardEffect.MADE
        )
        statement = (
            select(
                its.id.label("award_id"),
                *(its[name] for name in ("teacher_id", "school_year", "enrolment_id", "title")),
                *(its[name] for name in ("category", "hours", "credits")),
                func.coalesce(its.course_id, line.course_id).label("course_id"),
                func.coalesce(line.course_key, "").label("course_ref"),
            )
            .select_from(credit_award)
            .outerjoin(reconciliation_line_award, by_line)
            .outerjoin(reconciliation_line, and_(line.school_id == self._school_id, line.id == made.line_id))
            .where(
                its.school_id == self._school_id,
                its.school_year.in_(school_years),
                its.state != AwardState.VOID,
                or_(its.course_id.is_not(None), line.id.is_not(None)),
            )
            .order_by(its.id)
        )
        if teacher_ids is not None:
            statement = statement.where(its.teacher_id.in_(teacher_ids))
        rows = await self._connection.execute(statement)
        return [view(Credited, row._mapping, category=CourseKind(row.category)) for row in rows]

    async def credited(
        self, lists: Mapping[int, UUID], teacher_ids: Sequence[UUID] | None = None
    ) -> list[Credited]:
        its = platform_credit.c
        names = ("teacher_id", "school_year", "course_id", "course_ref", "title", "category", "hours")
        statement = (
            select(*(its[name] for name in names), its.credits, its.earned_on)
            .where(
                its.school_id == self._school_id,
                tuple_(its.school_year, its.import_id).in_(list(lists.items())),
            )
            .order_by(its.id)
        )
        if teacher_ids is not None:
            statement = statement.where(its.teacher_id.in_(teacher_ids))
        rows = await self._connection.execute(statement)
        return [view(Credited, row._mapping, category=CourseKind(row.category)) for row in rows]

    async def courses(self) -> list[KnownCourse]:
        its = course.c
        rows = await self._connection.execute(
            select(its.id, its.code, its.platform_id, its.title, its.kind).where(
                its.school_id == self._school_id
            )
        )
        return [view(KnownCourse, row._mapping, kind=CourseKind(row.kind)) for row in rows]
