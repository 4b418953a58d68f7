"""The office's own items of a week, kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.weekplan.plan import NewItem, WeekItem, item_actions
from persistence import rows
from persistence.weekplan.tables import week_item

table = week_item.c


class SqlWeekItems:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def of_plan(self, plan_id: UUID) -> Sequence[WeekItem]:
        own = select(week_item).where(table.school_id == self._school_id, table.plan_id == plan_id)
        found = await self._connection.execute(own.order_by(table.day, table.id))
        return [self._view(row) for row in found.mappings()]

    async def get(self, item_id: UUID) -> WeekItem | None:
        row = await rows.fetch(self._connection, week_item, self._school_id, item_id)
        return None if row is None else self._view(row)

    async def for_update(self, item_id: UUID) -> WeekItem | None:
        row = await rows.fetch(self._connection, week_item, self._school_id, item_id, lock=True)
        return None if row is None else self._view(row)

    async def add(self, plan_id: UUID, new: NewItem) -> WeekItem:
        values = {"plan_id": plan_id, **asdict(new)}
        return self._view(await rows.add(self._connection, week_item, self._school_id, values))

    async def change(self, item_id: UUID, changes: Mapping[str, Any]) -> WeekItem:
        row = await rows.change(self._connection, week_item, self._school_id, item_id, changes)
        return self._view(row)

    async def remove(self, item_id: UUID) -> None:
        await rows.remove(self._connection, week_item, self._school_id, item_id)

    def _view(self, row: RowMapping) -> WeekItem:
        return rows.view(WeekItem, row, allowed_actions=item_actions(self._caller))
