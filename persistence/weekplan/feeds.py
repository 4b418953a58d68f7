"""Calendar feeds, kept by those who made them."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.sessions import digest
from domain.paging import Page, Window
from domain.weekplan.feeds import CalendarFeed, FeedKind, feed_actions
from persistence import rows
from persistence.paging import page
from persistence.weekplan.tables import calendar_event, calendar_feed

table = calendar_feed.c


class SqlCalendarFeeds:
    """Of one kind: the personal ones of the caller, or those of their school."""

    def __init__(self, connection: AsyncConnection, caller: Caller, kind: FeedKind) -> None:
        self._connection = connection
        self._caller, self._school_id, self._kind = caller, caller.school_id, kind

    async def page(self, window: Window) -> Page[CalendarFeed]:
        return await page(
            self._connection,
            self._kept(),
            window,
            by=[table.created_at, table.id],
            filters=(self._kind, self._caller.account_id),
            view=lambda row: _feed(row._mapping),
            descending=True,
        )

    async def get(self, feed_id: UUID) -> CalendarFeed | None:
        return await self._one(self._kept().where(table.id == feed_id))

    async def for_update(self, feed_id: UUID) -> CalendarFeed | None:
        return await self._one(self._kept().where(table.id == feed_id).with_for_update())

    async def add(self, name: str, *, at: datetime) -> tuple[CalendarFeed, str]:
        secret = secrets.token_urlsafe(32)
        values = {
            "kind": self._kind,
            "account_id": self._caller.account_id,
            "teacher_id": self._caller.teacher_id if self._kind is FeedKind.PERSONAL else None,
            "name": name,
            "secret_hash": digest(secret),
            "created_at": at,
        }
        row = await rows.add(self._connection, calendar_feed, self._school_id, values)
        return _feed(row), secret

    async def revoke(self, feed_id: UUID, *, at: datetime) -> CalendarFeed:
        told = calendar_event.c
        await self._connection.execute(
            delete(calendar_event).where(told.school_id == self._school_id, told.feed_id == feed_id)
        )
        changed = {"revoked_at": at}
        return _feed(await rows.change(self._connection, calendar_feed, self._school_id, feed_id, changed))

    def _kept(self) -> Select[Any]:
        own = select(calendar_feed).where(table.school_id == self._school_id, table.kind == self._kind)
        if self._kind is FeedKind.PERSONAL:
            own = own.where(
                table.account_id == self._caller.account_id, table.teacher_id == self._caller.teacher_id
            )
        return own

    async def _one(self, statement: Select[Any]) -> CalendarFeed | None:
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else _feed(row)


def _feed(row: RowMapping) -> CalendarFeed:
    return rows.view(
        CalendarFeed, row, kind=FeedKind(row["kind"]), allowed_actions=feed_actions(row["revoked_at"])
    )
