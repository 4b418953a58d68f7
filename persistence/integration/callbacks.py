"""The record of what the district's platform called us for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.integration.callbacks import Call, CallbackEffect, PlatformCallback
from domain.paging import Page, Window
from persistence.ids import new_id
from persistence.integration.tables import platform_callback
from persistence.locks import hold
from persistence.paging import page
from persistence.rows import view

_CALL = platform_callback.c


class SqlCallbacks:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def hold(self) -> None:
        await hold(self._connection, "platform callbacks", self._school_id)

    async def is_known(self, callback_id: str) -> bool:
        asked = select(_CALL.id).where(_CALL.school_id == self._school_id, _CALL.callback_id == callback_id)
        return await self._connection.scalar(asked) is not None

    async def highest(self, type: str, subject: str) -> int | None:
        about = (_CALL.school_id == self._school_id, _CALL.type == type, _CALL.subject == subject)
        found: int | None = await self._connection.scalar(select(func.max(_CALL.sequence)).where(*about))
        return found

    async def add(self, call: Call, subject: str, effect: CallbackEffect, *, at: datetime) -> None:
        await self._connection.execute(
            insert(platform_callback).values(
                school_id=self._school_id,
                id=new_id(),
                callback_id=call.callback_id,
                type=call.type,
                subject=subject,
                sequence=call.sequence,
                received_at=at,
                effect=effect,
            )
        )

    async def page(self, window: Window) -> Page[PlatformCallback]:
        return await page(
            self._connection,
            select(platform_callback).where(_CALL.school_id == self._school_id),
            window,
            by=[_CALL.received_at, _CALL.id],
            filters=None,
            view=_callback,
            descending=True,
        )


def _callback(row: Row[Any]) -> PlatformCallback:
    given = row._mapping
    return view(PlatformCallback, given, effect=CallbackEffect(given["effect"]))
