"""Districts' schools: district-wide rows, so each statement says which of them it means."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.paging import Page, Window
from domain.people.schools import School
from persistence.paging import page
from persistence.platform.tables import school
from persistence.rows import view


class SqlSchools:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, thing_id: UUID) -> School | None:
        row = (await self._connection.execute(select(school).where(school.c.id == thing_id))).one_or_none()
        return None if row is None else _school(row)

    async def among(self, school_ids: tuple[UUID, ...], window: Window) -> Page[School]:
        return await self._page(select(school).where(school.c.id.in_(school_ids)), window, school_ids)

    async def of_district(self, district_id: UUID, window: Window) -> Page[School]:
        statement = select(school).where(school.c.district_id == district_id)
        return await self._page(statement, window, district_id)

    async def _page(self, statement: Select[Any], window: Window, filters: object) -> Page[School]:
        by = [school.c.code, school.c.id]
        return await page(self._connection, statement, window, by=by, filters=filters, view=_school)


def _school(row: Row[Any]) -> School:
    return view(School, row._mapping)


async def school_named(engine: AsyncEngine, code: str) -> UUID | None:
    """The id of the school with this short code."""
    if not code.isascii() or not code.isprintable():
        return None  # no school's, and not every text can be asked for
    async with engine.connect() as connection:
        found: UUID | None = await connection.scalar(select(school.c.id).where(school.c.code == code))
        return found
