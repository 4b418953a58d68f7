"""What a school year's papers come to: who was at work, whose papers there are, who was let off."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.papers.duty import DutyTeacher, YearPaper, YearSpan
from domain.papers.paper import PaperState
from domain.people.teacher import TeacherStatus
from persistence import rows
from persistence.papers.tables import paper, paper_exemption
from persistence.people.tables import school_year, subject_group, teacher
from persistence.works.tables import work_author

_TEACHER, _PAPER, _AUTHOR, _YEAR = teacher.c, paper.c, work_author.c, school_year.c


class SqlPaperYears:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def span(self, start_year: int) -> YearSpan | None:
        return await self._span(_YEAR.start_year == start_year)

    async def span_at(self, day: date) -> YearSpan | None:
        """The school year a day belongs to."""
        return await self._span(and_(_YEAR.starts_on <= day, _YEAR.ends_on >= day))

    async def _span(self, which: object) -> YearSpan | None:
        row = (
            await self._connection.execute(
                select(_YEAR.id, _YEAR.start_year, _YEAR.starts_on, _YEAR.ends_on).where(
                    _YEAR.school_id == self._school_id,
                    which,  # type: ignore[arg-type]
                )
            )
        ).one_or_none()
        return None if row is None else rows.view(YearSpan, row._mapping)

    async def teachers(self, start_year: int, due_on: date) -> Sequence[DutyTeacher]:
        stands = paper_exemption.c
        exempt = exists().where(
            stands.school_id == _TEACHER.school_id,
            stands.teacher_id == _TEACHER.id,
            stands.school_year == start_year,
            stands.voided_at.is_(None),
        )
        found = await self._connection.execute(
            select(
                _TEACHER.id.label("teacher_id"),
                *(_TEACHER[name] for name in ("name", "subject_group_id", "born_on")),
                subject_group.c.name.label("subject_group_name"),
                exempt.label("exempt"),
            )
            .select_from(teacher)
            .outerjoin(
                subject_group,
                and_(
                    subject_group.c.school_id == _TEACHER.school_id,
                    subject_group.c.id == _TEACHER.subject_group_id,
                ),
            )
            .where(
                _TEACHER.school_id == self._school_id,
                _TEACHER.status == TeacherStatus.ACTIVE,
                or_(_TEACHER.hired_on.is_(None), _TEACHER.hired_on <= due_on),
            )
            .order_by(_TEACHER.name_pinyin, _TEACHER.id)
        )
        return [rows.view(DutyTeacher, row._mapping) for row in found]

    async def papers(self, start_year: int) -> Sequence[YearPaper]:
        authors = func.array_agg(aggregate_order_by(_AUTHOR.teacher_id, _AUTHOR.position)).label("authors")
        found = await self._connection.execute(
            select(_PAPER.id, _PAPER.state, authors)
            .join(
                work_author,
                and_(_AUTHOR.school_id == _PAPER.school_id, _AUTHOR.work_id == _PAPER.work_id),
            )
            .where(
                _PAPER.school_id == self._school_id,
                _PAPER.school_year == start_year,
                _PAPER.state != PaperState.WITHDRAWN,
            )
            .group_by(_PAPER.id, _PAPER.state)
            .order_by(_PAPER.id)
        )
        return [YearPaper(row.id, PaperState(row.state), tuple(row.authors)) for row in found]
