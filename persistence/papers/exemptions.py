"""Who is let off the paper of a school year."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, false, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.papers.exemptions import (
    NewPaperExemption,
    PaperExempted,
    PaperExemption,
    PaperExemptionFilter,
    exemption_actions,
)
from domain.people.changes import UnknownReference
from persistence import rows
from persistence.paging import page
from persistence.papers.tables import paper_exemption
from persistence.refusals import refusing

_TABLE = paper_exemption.c


class SqlPaperExemptions:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection, self._caller, self._school_id = connection, caller, caller.school_id

    async def page(self, filters: PaperExemptionFilter, window: Window) -> Page[PaperExemption]:
        statement = self._visible()
        if filters.school_year:
            statement = statement.where(_TABLE.school_year.in_(filters.school_year))
        if filters.teacher_id:
            statement = statement.where(_TABLE.teacher_id.in_(filters.teacher_id))
        by = [_TABLE.entered_at, _TABLE.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, exemption_id: UUID) -> PaperExemption | None:
        row = (await self._connection.execute(self._visible().where(_TABLE.id == exemption_id))).one_or_none()
        return None if row is None else self._view(row)

    async def for_update(self, exemption_id: UUID) -> PaperExemption | None:
        await rows.fetch(self._connection, paper_exemption, self._school_id, exemption_id, lock=True)
        return await self.get(exemption_id)

    async def add(self, new: NewPaperExemption, *, account_id: UUID, at: datetime) -> PaperExemption:
        values = asdict(new) | {"account_id": account_id, "entered_at": at}
        with refusing(
            fk_paper_exemption_teacher_id=UnknownReference(field="teacher_id"),
            uq_paper_exemption_stands=PaperExempted(),
        ):
            made = await rows.add(self._connection, paper_exemption, self._school_id, values)
        return await self._again(made["id"])

    async def voided(self, exemption_id: UUID, *, because: str, at: datetime) -> PaperExemption:
        changes = {"voided_at": at, "voided_because": because}
        await rows.change(self._connection, paper_exemption, self._school_id, exemption_id, changes)
        return await self._again(exemption_id)

    async def _again(self, exemption_id: UUID) -> PaperExemption:
        found = await self.get(exemption_id)
        assert found is not None
        return found

    def _visible(self) -> Select[Any]:
        return select(paper_exemption).where(_TABLE.school_id == self._school_id, self._own_or_all())

    def _own_or_all(self) -> ColumnElement[bool]:
        if self._caller.may(Action.PAPER_OVERSEE):
            return true()
        return false() if self._caller.teacher_id is None else _TABLE.teacher_id == self._caller.teacher_id

    def _view(self, row: Row[Any]) -> PaperExemption:
        return rows.view(
            PaperExemption, row._mapping, allowed_actions=exemption_actions(row.voided_at, self._caller)
        )
