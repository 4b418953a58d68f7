"""Exemptions from the yearly target."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import NotFound
from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.training.credit import ExemptionKind
from domain.training.exemptions import Exemption, ExemptionFilter, NewExemption
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.refusals import refusing
from persistence.training.tables import credit_exemption
from persistence.training.visibility import visible_teachers

_TABLE = credit_exemption.c


class SqlExemptions:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller = caller

    async def page(self, filters: ExemptionFilter, window: Window) -> Page[Exemption]:
        statement = self._visible()
        if filters.teacher_id:
            statement = statement.where(_TABLE.teacher_id.in_(filters.teacher_id))
        if filters.kind:
            statement = statement.where(_TABLE.kind.in_(filters.kind))
        by = [_TABLE.from_day, _TABLE.id]
        return await page(
            self._connection, statement, window, by=by, filters=filters, view=self._view, descending=True
        )

    async def get(self, exemption_id: UUID) -> Exemption | None:
        return await self._one(self._visible().where(_TABLE.id == exemption_id))

    async def for_update(self, exemption_id: UUID) -> Exemption | None:
        return await self._one(self._visible().where(_TABLE.id == exemption_id).with_for_update())

    async def add(self, new: NewExemption) -> Exemption:
        statement = insert(credit_exemption).values(
            school_id=self._caller.school_id, id=new_id(), **asdict(new)
        )
        with refusing(fk_credit_exemption_teacher_id=NotFound()):
            row = (await write(self._connection, statement.returning(credit_exemption))).one()
        return self._view(row)

    async def voided(self, exemption_id: UUID, *, at: datetime) -> None:
        await write(
            self._connection,
            update(credit_exemption)
            .where(_TABLE.school_id == self._caller.school_id, _TABLE.id == exemption_id)
            .values(voided_at=at, version=_TABLE.version + 1),
        )

    def _visible(self) -> Select[Any]:
        seen = visible_teachers(self._caller, _TABLE.teacher_id)
        return select(credit_exemption).where(_TABLE.school_id == self._caller.school_id, seen)

    async def _one(self, statement: Select[Any]) -> Exemption | None:
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else self._view(row)

    def _view(self, row: Row[Any]) -> Exemption:
        open_to = row.voided_at is None and self._caller.may(Action.CREDIT_WRITE)
        return Exemption(
            id=row.id,
            teacher_id=row.teacher_id,
            kind=ExemptionKind(row.kind),
            from_day=row.from_day,
            until_day=row.until_day,
            reason=row.reason,
            voided_at=row.voided_at,
            version=row.version,
            allowed_actions=("void",) if open_to else (),
        )
