"""Teachers' qualifications."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.people.qualifications import Qualification, QualificationFilter, QualificationTaken
from persistence import rows
from persistence.paging import page
from persistence.people.tables import qualification
from persistence.refusals import refusing
from persistence.rows import view

_REFUSALS = {
    "uq_qualification_number": QualificationTaken(),
    "fk_qualification_teacher_id": UnknownReference(field="teacher_id"),
}


class SqlQualifications:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def get(self, thing_id: UUID) -> Qualification | None:
        row = await rows.fetch(self._connection, qualification, self._school_id, thing_id)
        return None if row is None else view(Qualification, row)

    async def for_update(self, thing_id: UUID) -> Qualification | None:
        row = await rows.fetch(self._connection, qualification, self._school_id, thing_id, lock=True)
        return None if row is None else view(Qualification, row)

    async def add(self, values: Mapping[str, Any]) -> Qualification:
        with refusing(**_REFUSALS):
            row = await rows.add(self._connection, qualification, self._school_id, values)
        return view(Qualification, row)

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> Qualification:
        with refusing(**_REFUSALS):
            row = await rows.change(self._connection, qualification, self._school_id, thing_id, values)
        return view(Qualification, row)

    async def listed(self, filters: QualificationFilter, window: Window) -> Page[Qualification]:
        table = qualification.c
        statement = select(qualification).where(table.school_id == self._school_id)
        if filters.teacher_id is not None:
            statement = statement.where(table.teacher_id == filters.teacher_id)
        if filters.valid_on is not None:
            statement = statement.where(
                or_(table.expires_on.is_(None), table.expires_on >= filters.valid_on),
                or_(table.issued_on.is_(None), table.issued_on <= filters.valid_on),
            )
        return await page(
            self._connection,
            statement,
            window,
            by=[table.kind, table.id],
            filters=filters,
            view=lambda row: view(Qualification, row._mapping),
        )
