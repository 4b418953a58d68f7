"""Bonus tables, kept with their cells; append-only."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.bonus.table import BonusCell, BonusTable, NewBonusTable, Split
from domain.paging import Page, Window
from domain.works.award import Prize
from domain.works.work import WorkKind, WorkLevel
from persistence import rows
from persistence.bonus.tables import bonus_cell, bonus_table
from persistence.ids import new_id
from persistence.paging import page

_TABLE, _CELL = bonus_table.c, bonus_cell.c
Cells = Mapping[UUID, list[BonusCell]]


class SqlBonusTables:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def every(self) -> list[BonusTable]:
        found = (await self._connection.execute(self._own())).mappings().all()
        cells = await self._cells([row["id"] for row in found])
        return [_view(row, cells) for row in found]

    async def page(self, window: Window) -> Page[BonusTable]:
        found = await page(
            self._connection,
            self._own(),
            window,
            by=[_TABLE.effective_from, _TABLE.id],
            filters=(),
            view=lambda row: row._mapping,
            descending=True,
        )
        cells = await self._cells([row["id"] for row in found.items])
        return Page([_view(row, cells) for row in found.items], found.next_cursor, found.has_more)

    async def get(self, table_id: UUID) -> BonusTable | None:
        row = await rows.fetch(self._connection, bonus_table, self._school_id, table_id)
        return None if row is None else _view(row, await self._cells([table_id]))

    async def add(
        self, new: NewBonusTable, effective_from: date, *, account_id: UUID, at: datetime
    ) -> BonusTable:
        values = {
            "title": new.title,
            "effective_from": effective_from,
            "split": new.split,
            "weights": list(new.weights),
            "excluded_kinds": list(new.excluded_kinds),
            "note": new.note,
            "account_id": account_id,
            "entered_at": at,
        }
        made = await self._connection.execute(
            insert(bonus_table)
            .values(school_id=self._school_id, id=new_id(), **values)
            .returning(bonus_table)
        )
        row = made.mappings().one()
        cells = [
            {
                "id": new_id(),
                "table_id": row["id"],
                "level": one.level,
                "prize": one.prize,
                "amount_fen": one.amount_fen,
            }
            for one in new.cells
        ]
        await rows.add_all(self._connection, bonus_cell, self._school_id, cells)
        return _view(row, await self._cells([row["id"]]))

    async def _cells(self, table_ids: Sequence[UUID]) -> Cells:
        found = await self._connection.execute(
            select(_CELL.table_id, _CELL.level, _CELL.prize, _CELL.amount_fen)
            .where(_CELL.school_id == self._school_id, _CELL.table_id.in_(table_ids))
            .order_by(_CELL.id)
        )
        cells: dict[UUID, list[BonusCell]] = {}
        for row in found:
            cell = BonusCell(WorkLevel(row.level), Prize(row.prize), row.amount_fen)
            cells.setdefault(row.table_id, []).append(cell)
        return cells

    def _own(self) -> Select[Any]:
        return select(bonus_table).where(_TABLE.school_id == self._school_id)


def _view(row: Mapping[Any, Any], cells: Cells) -> BonusTable:
    return rows.view(
        BonusTable,
        row,
        split=Split(row["split"]),
        excluded_kinds=[WorkKind(one) for one in row["excluded_kinds"]],
        cells=cells.get(row["id"], []),
    )
