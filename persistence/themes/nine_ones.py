"""The versions of the nine ones a school has published."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.people.changes import UnknownReference
from domain.themes.nine_ones import NewNineOnes, NineOnes, NineOnesNumberTaken, SlotAsked
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import term
from persistence.refusals import refusing
from persistence.themes.tables import nine_ones

_TABLE = nine_ones.c


class SqlNineOnes:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def page(self, window: Window) -> Page[NineOnes]:
        by = [_TABLE.number, _TABLE.id]
        return await page(
            self._connection, self._own(), window, by=by, filters=None, view=_view, descending=True
        )

    async def get(self, template_id: UUID) -> NineOnes | None:
        row = (await self._connection.execute(self._own().where(_TABLE.id == template_id))).one_or_none()
        return None if row is None else _view(row)

    async def every(self) -> Sequence[NineOnes]:
        return [_view(row) for row in await self._connection.execute(self._own())]

    async def starts_on(self, term_id: UUID) -> date | None:
        day: date | None = await self._connection.scalar(
            select(term.c.starts_on).where(term.c.school_id == self._school_id, term.c.id == term_id)
        )
        return day

    async def publish(self, new: NewNineOnes, number: int, *, account_id: UUID, at: datetime) -> NineOnes:
        template_id = new_id()
        values = {"id": template_id, "number": number, "account_id": account_id, "published_at": at}
        with refusing(
            uq_nine_ones_number=NineOnesNumberTaken(),
            fk_nine_ones_from_term_id=UnknownReference(field="from_term_id"),
        ):
            await self._connection.execute(
                insert(nine_ones).values(school_id=self._school_id, **values, **asdict(new))
            )
        made = await self.get(template_id)
        assert made is not None
        return made

    def _own(self) -> Select[Any]:
        return _WITH_DAY.where(_TABLE.school_id == self._school_id)


_WITH_DAY = (
    select(
        *(_TABLE[name] for name in ("id", "number", "title", "from_term_id", "slots", "published_at")),
        term.c.starts_on.label("from_day"),
    )
    .select_from(nine_ones)
    .join(term, and_(term.c.school_id == _TABLE.school_id, term.c.id == _TABLE.from_term_id))
)


def _view(row: Row[Any]) -> NineOnes:
    return NineOnes(
        row.id,
        row.number,
        row.title,
        row.from_term_id,
        row.from_day,
        example=False,
        slots=tuple(SlotAsked(**one) for one in row.slots),
        published_at=row.published_at,
    )
