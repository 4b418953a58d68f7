"""One's own messages. They lie in the schools one is at, and each school is entered to read its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.principal import Place
from domain.messages import Event, Message
from domain.paging import Page, Window
from persistence.paging import digest, paged, read_cursor
from persistence.platform.tables import message
from persistence.rows import view


class SqlInbox:
    def __init__(self, connection: AsyncConnection, account_id: UUID, places: Sequence[Place]) -> None:
        self._connection = connection
        self._account_id, self._places = account_id, places

    async def page(self, window: Window, *, unread: bool) -> Page[Message]:
        mark = digest("inbox", unread, sorted(place.id for place in self._places))
        found: list[RowMapping] = []
        last = None if window.cursor is None else read_cursor(window.cursor, mark, [UUID])[0]
        for place in self._places:
            mine = select(message).where(*self._mine(place))
            if unread:
                mine = mine.where(message.c.read_at.is_(None))
            if last is not None:
                mine = mine.where(message.c.id < last)
            await self._enter(place)
            latest = mine.order_by(message.c.id.desc()).limit(window.limit + 1)
            found += (await self._connection.execute(latest)).mappings().all()
        found.sort(key=lambda row: row["id"], reverse=True)
        return paged(
            found[: window.limit + 1], window, view=_message, mark=mark, keys=lambda row: [row["id"]]
        )

    async def read(self, message_id: UUID, *, at: datetime) -> Message | None:
        for place in self._places:
            await self._enter(place)
            mine = (*self._mine(place), message.c.id == message_id)
            await self._connection.execute(self._reading(at).where(*mine, message.c.read_at.is_(None)))
            row = (await self._connection.execute(select(message).where(*mine))).mappings().one_or_none()
            if row is not None:
                return _message(row)
        return None

    async def read_all(self, *, at: datetime) -> int:
        count = 0
        for place in self._places:
            await self._enter(place)
            unread = (*self._mine(place), message.c.read_at.is_(None))
            count += (await self._connection.execute(self._reading(at).where(*unread))).rowcount
        return count

    async def _enter(self, place: Place) -> None:
        await self._connection.execute(select(func.set_school(place.id)))

    def _mine(self, place: Place) -> tuple[Any, Any]:
        who = [one for one in (self._account_id, place.teacher_id) if one is not None]
        return message.c.school_id == place.id, message.c.recipient_id.in_(who)

    def _reading(self, at: datetime) -> Any:
        return update(message).values(read_at=at, version=message.c.version + 1)


def _message(row: RowMapping) -> Message:
    steps = ("read",) if row["read_at"] is None else ()
    return view(Message, row, event=Event(row["event"]), title="", body="", allowed_actions=steps)
