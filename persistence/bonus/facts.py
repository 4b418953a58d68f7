"""What batches and dry runs are reckoned from: works with their awards, authors and what they were paid."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bonus.batch import Standing
from domain.bonus.reckoning import AwardFacts, WorkFacts
from domain.works.award import Prize, WorkAwardState
from domain.works.work import WorkKind, WorkLevel
from persistence.bonus.paid import IS_PAID, PRESENT, SETTLES, highest
from persistence.bonus.tables import bonus_line, bonus_settlement
from persistence.people.tables import school_year, teacher, term
from persistence.works.tables import award, work, work_author

_AWARD, _WORK, _AUTHOR = award.c, work.c, work_author.c
_LINE, _SETTLED = bonus_line.c, bonus_settlement.c


class SqlBonusFacts:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def gathered(self, from_day: date, until_day: date, *, but: UUID | None) -> Sequence[WorkFacts]:
        settled = exists().where(SETTLES, _SETTLED.batch_id.is_distinct_from(but))
        works = await self._awards(_AWARD.awarded_on.between(from_day, until_day), ~settled)
        return await self._works(works, but)

    async def standing(self, batch_id: UUID, work_ids: Sequence[UUID]) -> Standing:
        its = exists().where(SETTLES, _SETTLED.batch_id == batch_id)
        own = select(_AWARD.id).where(_AWARD.school_id == self._school_id, its)
        await self._connection.execute(own.order_by(_AWARD.id).with_for_update(read=True))
        works = await self._works(await self._awards(its), batch_id)
        return Standing(
            works, await self._paid(work_ids), await highest(self._connection, self._school_id, work_ids)
        )

    async def given(self, from_day: date, until_day: date) -> Sequence[WorkFacts]:
        works = await self._awards(_AWARD.awarded_on.between(from_day, until_day))
        return _joined(works, await self._authors(works), {}, frozenset())

    async def names(self, teacher_ids: Iterable[UUID], work_ids: Iterable[UUID]) -> Mapping[UUID, str]:
        named = select(teacher.c.id, teacher.c.name).where(
            teacher.c.school_id == self._school_id, teacher.c.id.in_(list(teacher_ids))
        )
        titled = select(_WORK.id, _WORK.title).where(
            _WORK.school_id == self._school_id, _WORK.id.in_(list(work_ids))
        )
        found = await self._connection.execute(named.union_all(titled))
        return {row[0]: row[1] for row in found}

    async def _works(self, works: Mapping[UUID, list[Any]], but: UUID | None) -> Sequence[WorkFacts]:
        paid: dict[UUID, int] = {}
        for (work_id, _), amount in (await self._paid(list(works))).items():
            paid[work_id] = paid.get(work_id, 0) + amount
        elsewhere = await self._connection.scalars(
            select(_SETTLED.work_id).where(
                _SETTLED.school_id == self._school_id,
                _SETTLED.work_id.in_(list(works)),
                _SETTLED.open,
                _SETTLED.pays,
                _SETTLED.batch_id.is_distinct_from(but),
            )
        )
        return _joined(works, await self._authors(works), paid, frozenset(elsewhere))

    async def _awards(self, *wanted: ColumnElement[bool]) -> Mapping[UUID, list[Any]]:
        """Confirmed ones by their work, the works in the order of their first award."""
        of_work = and_(_WORK.school_id == _AWARD.school_id, _WORK.id == _AWARD.work_id)
        found = await self._connection.execute(
            select(_AWARD.id, _AWARD.work_id, _AWARD.level, _AWARD.prize, _AWARD.awarded_on, _WORK.kind)
            .select_from(award.join(work, of_work))
            .where(_AWARD.school_id == self._school_id, _AWARD.state == WorkAwardState.CONFIRMED, *wanted)
            .order_by(_AWARD.awarded_on, _AWARD.id)
        )
        works: dict[UUID, list[Any]] = {}
        for row in found:
            works.setdefault(row.work_id, []).append(row)
        return works

    async def _authors(self, work_ids: Iterable[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
        found = await self._connection.execute(
            select(_AUTHOR.work_id, _AUTHOR.teacher_id)
            .where(_AUTHOR.school_id == self._school_id, _AUTHOR.work_id.in_(list(work_ids)))
            .order_by(_AUTHOR.work_id, _AUTHOR.position)
        )
        authors: dict[UUID, tuple[UUID, ...]] = {}
        for row in found:
            authors[row.work_id] = (*authors.get(row.work_id, ()), row.teacher_id)
        return authors

    async def _paid(self, work_ids: Sequence[UUID]) -> Mapping[tuple[UUID, UUID], int]:
        found = await self._connection.execute(
            select(_LINE.work_id, _LINE.teacher_id, func.sum(_LINE.amount_fen))
            .select_from(PRESENT)
            .where(_LINE.school_id == self._school_id, _LINE.work_id.in_(work_ids), IS_PAID)
            .group_by(_LINE.work_id, _LINE.teacher_id)
        )
        return {(row[0], row[1]): int(row[2]) for row in found}


def _joined(
    works: Mapping[UUID, list[Any]],
    authors: Mapping[UUID, tuple[UUID, ...]],
    paid: Mapping[UUID, int],
    elsewhere: frozenset[UUID],
) -> list[WorkFacts]:
    return [
        WorkFacts(
            work_id,
            WorkKind(given[0].kind),
            authors[work_id],
            tuple(
                AwardFacts(one.id, WorkLevel(one.level), Prize(one.prize), one.awarded_on) for one in given
            ),
            paid.get(work_id, 0),
            work_id in elsewhere,
        )
        for work_id, given in works.items()
        if work_id in authors
    ]


class SqlPeriods:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def of(self, start_year: int, term_number: int | None) -> tuple[date, date] | None:
        year = school_year.c
        own = (year.school_id == self._school_id, year.start_year == start_year)
        if term_number is None:
            wanted = select(year.starts_on, year.ends_on).where(*own)
        else:
            in_year = and_(term.c.school_id == year.school_id, term.c.school_year_id == year.id)
            wanted = (
                select(term.c.starts_on, term.c.ends_on)
                .select_from(school_year.join(term, in_year))
                .where(*own, term.c.number == term_number)
            )
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else (row[0], row[1])
