"""Works, kept: read with their authors, entered and changed by those who hold them here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.works.award import WorkAwardState
from domain.works.work import NewWork, WorkKind
from domain.works.works import Work, WorkChange, WorkFilter, for_caller
from persistence import rows
from persistence.paging import page
from persistence.works.book import SqlWorkBook
from persistence.works.tables import award, work
from persistence.works.visibility import AUTHORS, authors_of, by_author, visible_works

_WORK, _AWARD = work.c, award.c
_CONFIRMED = (
    select(func.count())
    .select_from(award)
    .where(
        _AWARD.school_id == _WORK.school_id,
        _AWARD.work_id == _WORK.id,
        _AWARD.state == WorkAwardState.CONFIRMED,
    )
    .correlate(work)
    .scalar_subquery()
)


class SqlWorks:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id
        self._book = SqlWorkBook(connection, caller.school_id)

    async def page(self, filters: WorkFilter, window: Window) -> Page[Work]:
        return await page(
            self._connection,
            self._visible().where(*_narrowed(filters)),
            window,
            by=[_WORK.entered_at, _WORK.id],
            filters=(filters, self._caller.account_id),
            view=self._view,
            descending=True,
        )

    async def get(self, work_id: UUID, *, lock: bool = False) -> Work | None:
        if lock:
            await rows.fetch(self._connection, work, self._school_id, work_id, lock=True)
        row = (await self._connection.execute(self._visible().where(_WORK.id == work_id))).one_or_none()
        return None if row is None else self._view(row)

    async def add(self, new: NewWork, *, at: datetime) -> Work:
        return await self._again(await self._book.enter(new, at=at))

    async def change(self, found: Work, change: WorkChange) -> Work:
        if change.author_ids is not None:
            await self._book.set_authors(found.id, change.author_ids)
        await self._book.retitle(found.id, change.title or found.title)
        return await self._again(found.id)

    async def _again(self, work_id: UUID) -> Work:
        found = await self.get(work_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return (
            select(work, _CONFIRMED.label("confirmed_awards"), AUTHORS.c.authors)
            .select_from(work.join(AUTHORS, true()))
            .where(_WORK.school_id == self._school_id, visible_works(self._caller))
        )

    def _view(self, row: Row[Any]) -> Work:
        seen = rows.view(Work, row._mapping, kind=WorkKind(row.kind), authors=authors_of(row.authors))
        return for_caller(seen, self._caller)


def _narrowed(filters: WorkFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if filters.kind:
        asked.append(_WORK.kind.in_(filters.kind))
    if filters.teacher_id:
        asked.append(by_author(*filters.teacher_id))
    if filters.q is not None:
        asked.append(_WORK.title.icontains(filters.q, autoescape=True))
    return asked
