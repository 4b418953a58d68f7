"""Rooms that lessons are held in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.timetable.rooms import Room, RoomCodeTaken
from persistence import rows
from persistence.paging import page
from persistence.refusals import refusing
from persistence.rows import view
from persistence.timetable.tables import room


class SqlRooms:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, thing_id: UUID) -> Room | None:
        row = await rows.fetch(self._connection, room, self._school_id, thing_id)
        return None if row is None else view(Room, row)

    async def for_update(self, thing_id: UUID) -> Room | None:
        row = await rows.fetch(self._connection, room, self._school_id, thing_id, lock=True)
        return None if row is None else view(Room, row)

    async def add(self, values: Mapping[str, Any]) -> Room:
        with refusing(uq_room_code=RoomCodeTaken()):
            return view(Room, await rows.add(self._connection, room, self._school_id, values))

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> Room:
        with refusing(uq_room_code=RoomCodeTaken()):
            row = await rows.change(self._connection, room, self._school_id, thing_id, values)
        return view(Room, row)

    async def listed(self, window: Window) -> Page[Room]:
        return await page(
            self._connection,
            select(room).where(room.c.school_id == self._school_id),
            window,
            by=[room.c.code, room.c.id],
            filters="rooms",
            view=lambda row: view(Room, row._mapping),
        )
