"""Rows of a dated policy, whichever room's: the same columns in a table of the room's own."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic
from uuid import UUID

from sqlalchemy import Select, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.policy import Row, RuleBook
from persistence.ids import new_id
from persistence.paging import page

SINCE = date(2000, 1, 1)
"""Before anything a school could bring along."""

_COLUMNS = ("id", "key", "value", "effective_from", "note", "entered_at")


def default_rows(book: RuleBook[Any, Any], school_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """The rows a new school starts with."""
    return [
        {
            "school_id": school_id,
            "id": new_id(),
            "key": key.value,
            "value": value,
            "effective_from": SINCE,
            "entered_at": at,
        }
        for key, value in book.defaults.items()
    ]


@dataclass(frozen=True, slots=True)
class SqlRules(Generic[Row]):
    connection: AsyncConnection
    school_id: UUID
    table: Table
    book: RuleBook[Row, Any]

    async def every(self) -> list[Row]:
        return [self._rule(row) for row in await self.connection.execute(self._own())]

    async def page(self, window: Window, *, keys: tuple[Any, ...]) -> Page[Row]:
        columns = self.table.c
        statement = self._own().where(columns.key.in_(keys)) if keys else self._own()
        by = [columns.key, columns.effective_from, columns.id]
        return await page(self.connection, statement, window, by=by, filters=keys, view=self._rule)

    async def get(self, rule_id: UUID) -> Row | None:
        row = (await self.connection.execute(self._own().where(self.table.c.id == rule_id))).one_or_none()
        return None if row is None else self._rule(row)

    async def add(self, new: Row, *, account_id: UUID, at: datetime) -> Row:
        row = await self.connection.execute(
            insert(self.table)
            .values(
                school_id=self.school_id,
                id=new_id(),
                key=new.key,
                value=new.value,
                effective_from=new.effective_from,
                note=new.note,
                account_id=account_id,
                entered_at=at,
            )
            .returning(*self._columns())
        )
        return self._rule(row.one())

    def _columns(self) -> list[Any]:
        return [self.table.c[name] for name in _COLUMNS]

    def _own(self) -> Select[Any]:
        return select(*self._columns()).where(self.table.c.school_id == self.school_id)

    def _rule(self, row: Any) -> Row:
        key = self.book.key(row.key)
        return self.book.row(row.id, key, row.value, row.effective_from, row.note, row.entered_at)
