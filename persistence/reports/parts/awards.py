"""What the rooms of works and bonuses have to say of a term: two statements."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.reports.parts.awards import AwardFacts, AwardLine, award_part
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkLevel
from persistence.bonus.paid import IS_PAID, PRESENT
from persistence.bonus.tables import bonus_batch, bonus_line
from persistence.people.tables import school_year, teacher
from persistence.works.tables import award, work, work_author

_AWARD, _YEAR, _AUTHOR = award.c, school_year.c, work_author.c


class AwardSummary:
    slot = SummarySlot.RESEARCH

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        counted = (await self._connection.execute(self._counts(term))).one()
        found = await self._connection.execute(self._awards(term))
        lines = [
            AwardLine(row.title, row.authors, WorkLevel(row.level), Prize(row.prize), row.issuer)
            for row in found
        ]
        facts = AwardFacts(lines, counted.of_year, counted.reported, int(counted.paid_fen))
        return [award_part(term, facts)]

    def _awards(self, term: SummaryTerm) -> Select[Any]:
        names = func.string_agg(teacher.c.name, aggregate_order_by(literal("、"), _AUTHOR.position))
        authors = (
            select(names)
            .select_from(work_author)
            .join(teacher, and_(teacher.c.school_id == _AUTHOR.school_id, teacher.c.id == _AUTHOR.teacher_id))
            .where(_AUTHOR.school_id == _AWARD.school_id, _AUTHOR.work_id == _AWARD.work_id)
            .correlate(award)
            .scalar_subquery()
        )
        return (
            select(
                work.c.title,
                func.coalesce(authors, "").label("authors"),
                _AWARD.level,
                _AWARD.prize,
                _AWARD.issuer,
            )
            .select_from(award)
            .join(work, and_(work.c.school_id == _AWARD.school_id, work.c.id == _AWARD.work_id))
            .where(*self._given(term, WorkAwardState.CONFIRMED))
            .order_by(
                _place(_AWARD.level, WorkLevel).desc(),
                _place(_AWARD.prize, Prize),
                _AWARD.awarded_on,
                _AWARD.id,
            )
        )

    def _counts(self, term: SummaryTerm) -> Select[Any]:
        in_year = and_(
            _YEAR.school_id == _AWARD.school_id,
            _YEAR.start_year == term.school_year,
            _AWARD.awarded_on.between(_YEAR.starts_on, _YEAR.ends_on),
        )
        of_year = (
            select(func.count())
            .select_from(award)
            .join(school_year, in_year)
            .where(_AWARD.school_id == self._school_id, _AWARD.state == WorkAwardState.CONFIRMED)
        )
        reported = select(func.count()).select_from(award).where(*self._given(term, WorkAwardState.REPORTED))
        paid = (
            select(func.coalesce(func.sum(bonus_line.c.amount_fen), 0))
            .select_from(PRESENT)
            .where(
                bonus_line.c.school_id == self._school_id,
                bonus_batch.c.school_year == term.school_year,
                IS_PAID,
            )
        )
        return select(
            of_year.scalar_subquery().label("of_year"),
            reported.scalar_subquery().label("reported"),
            paid.scalar_subquery().label("paid_fen"),
        )

    def _given(self, term: SummaryTerm, state: WorkAwardState) -> tuple[Any, ...]:
        return (
            _AWARD.school_id == self._school_id,
            _AWARD.state == state,
            _AWARD.awarded_on.between(term.starts_on, term.ends_on),
        )


def _place(column: Any, values: Any) -> Any:
    """Where a value stands in its enumeration."""
    return case({value.value: number for number, value in enumerate(values)}, value=column)
