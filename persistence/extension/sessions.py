"""The log of sessions taught."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.extension.materials import ExtensionMaterialKind
from domain.extension.sessions import ExtensionSession, ExtensionSessionFilter, NewSession
from domain.identity.access import Caller
from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from persistence import rows
from persistence.extension.tables import extension_material, extension_session
from persistence.paging import page
from persistence.refusals import refusing

_SESSION, _MATERIAL = extension_session.c, extension_material.c
_LATER = extension_session.alias("later")


class SqlExtensionSessions:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: ExtensionSessionFilter, window: Window) -> Page[ExtensionSession]:
        statement = self._own()
        if filters.run_id:
            statement = statement.where(_SESSION.run_id.in_(filters.run_id))
        if filters.teacher_id:
            statement = statement.where(_SESSION.teacher_id.in_(filters.teacher_id))
        if filters.latest is not None:
            statement = statement.where(is_latest() if filters.latest else ~is_latest())
        by = [_SESSION.at, _SESSION.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=_view, descending=True
        )

    async def get(self, session_id: UUID) -> ExtensionSession | None:
        row = (await self._connection.execute(self._own().where(_SESSION.id == session_id))).one_or_none()
        return None if row is None else _view(row)

    async def standing(self, run_id: UUID) -> list[ExtensionSession]:
        latest = self._own().where(_SESSION.run_id == run_id, is_latest()).order_by(_SESSION.session_no)
        return [_view(row) for row in await self._connection.execute(latest)]

    async def plans(self, run_id: UUID) -> dict[int, UUID]:
        by_number = (
            select(_MATERIAL.session_no, _MATERIAL.id)
            .where(
                _MATERIAL.school_id == self._school_id,
                _MATERIAL.run_id == run_id,
                _MATERIAL.kind == ExtensionMaterialKind.LESSON_PLAN,
            )
            .order_by(_MATERIAL.number)
        )
        return {row.session_no: row.id for row in await self._connection.execute(by_number)}

    async def add(
        self, run_id: UUID, number: int, new: NewSession, *, account_id: UUID, at: datetime
    ) -> ExtensionSession:
        given = {name: getattr(new, name) for name in NewSession.__slots__}
        values = {"run_id": run_id, "number": number, "account_id": account_id, "at": at} | given
        with refusing(fk_extension_session_teacher_id=UnknownReference(field="teacher_id")):
            made = await rows.add(self._connection, extension_session, self._school_id, values)
        found = await self.get(made["id"])
        assert found is not None
        return found

    def _own(self) -> Select[Any]:
        latest = is_latest().label("latest")
        return select(extension_session, latest).where(_SESSION.school_id == self._school_id)


def is_latest() -> ColumnElement[bool]:
    """A condition on entries: there is no later one of the same session."""
    return ~exists().where(
        _LATER.c.school_id == _SESSION.school_id,
        _LATER.c.run_id == _SESSION.run_id,
        _LATER.c.session_no == _SESSION.session_no,
        _LATER.c.number > _SESSION.number,
    )


def _view(row: Row[Any]) -> ExtensionSession:
    return rows.view(ExtensionSession, row._mapping)
