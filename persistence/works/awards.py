"""Awards, kept: read beside their works, entered, confirmed and voided."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.works.award import Prize, WorkAwardState
from domain.works.awards import Award, AwardFilter, AwardGiven, for_caller
from domain.works.work import WorkKind, WorkLevel
from persistence import rows
from persistence.paging import page
from persistence.people.tables import school_year
from persistence.refusals import refusing
from persistence.works.tables import award, work
from persistence.works.visibility import AUTHORS, authors_of, by_author, visible_works

_AWARD, _WORK, _YEAR = award.c, work.c, school_year.c
_IN_YEAR = (_YEAR.school_id == _AWARD.school_id, _AWARD.awarded_on.between(_YEAR.starts_on, _YEAR.ends_on))
SCHOOL_YEAR = select(_YEAR.start_year).where(*_IN_YEAR).limit(1).correlate(award).scalar_subquery()
"""The school year an award's day is in."""


class SqlAwards:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: AwardFilter, window: Window) -> Page[Award]:
        return await page(
            self._connection,
            self._visible().where(*_narrowed(filters)),
            window,
            by=[_AWARD.awarded_on, _AWARD.id],
            filters=(filters, self._caller.account_id),
            view=self._view,
            descending=True,
        )

    async def get(self, award_id: UUID, *, lock: bool = False) -> Award | None:
        if lock:
            await rows.fetch(self._connection, award, self._school_id, award_id, lock=True)
        row = (await self._connection.execute(self._visible().where(_AWARD.id == award_id))).one_or_none()
        return None if row is None else self._view(row)

    async def add(self, values: Mapping[str, Any]) -> Award:
        with refusing(uq_award_given=AwardGiven()):
            made = await rows.add(self._connection, award, self._school_id, values)
        return await self._again(made["id"])

    async def change(self, award_id: UUID, values: Mapping[str, Any]) -> Award:
        with refusing(uq_award_given=AwardGiven()):
            await rows.change(self._connection, award, self._school_id, award_id, values)
        return await self._again(award_id)

    async def _again(self, award_id: UUID) -> Award:
        found = await self.get(award_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        of_work = (_WORK.school_id == _AWARD.school_id) & (_WORK.id == _AWARD.work_id)
        its = (_WORK.kind.label("work_kind"), _WORK.title.label("work_title"))
        return (
            select(award, *its, SCHOOL_YEAR.label("school_year"), AUTHORS.c.authors)
            .select_from(award.join(work, of_work).join(AUTHORS, true()))
            .where(_AWARD.school_id == self._school_id, visible_works(self._caller))
        )

    def _view(self, row: Row[Any]) -> Award:
        seen = rows.view(
            Award,
            row._mapping,
            work_kind=WorkKind(row.work_kind),
            authors=authors_of(row.authors),
            level=WorkLevel(row.level),
            prize=Prize(row.prize),
            state=WorkAwardState(row.state),
        )
        return for_caller(seen, self._caller)


def _narrowed(filters: AwardFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [
        column.in_(values)
        for column, values in (
            (_AWARD.level, filters.level),
            (_AWARD.prize, filters.prize),
            (_AWARD.state, filters.state),
            (_AWARD.work_id, filters.work_id),
            (_WORK.kind, filters.kind),
        )
        if values
    ]
    if filters.teacher_id:
        asked.append(by_author(*filters.teacher_id))
    if filters.school_year is not None:
        asked.append(exists().where(*_IN_YEAR, _YEAR.start_year == filters.school_year).correlate(award))
    if filters.awarded_from is not None:
        asked.append(_AWARD.awarded_on >= filters.awarded_from)
    if filters.awarded_to is not None:
        asked.append(_AWARD.awarded_on < filters.awarded_to)
    return asked
