"""The school's calendar: read as facts for rules, kept one change at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.people.calendar import DayKind, SchoolYearSpan
from domain.people.school_years import (
    DayPlan,
    SchoolDay,
    SchoolYear,
    SchoolYearTaken,
    Term,
    TermPlan,
    TermTaken,
)
from persistence import locks, rows
from persistence.changes import write
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import school_day, school_year, term
from persistence.refusals import refusing
from persistence.rows import view


async def school_year_spans(connection: AsyncConnection, school_id: UUID) -> list[SchoolYearSpan]:
    """Every school year the calendar knows, the earliest first."""
    columns = school_year.c
    found = await connection.execute(
        select(columns.start_year, columns.starts_on, columns.ends_on)
        .where(columns.school_id == school_id)
        .order_by(columns.start_year)
    )
    return [SchoolYearSpan(*row) for row in found]


class SqlCalendar:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def hold(self) -> None:
        await locks.hold(self._connection, "calendar", self._school_id)

    async def year(self, year_id: UUID) -> SchoolYear | None:
        row = await rows.fetch(self._connection, school_year, self._school_id, year_id)
        return None if row is None else view(SchoolYear, row)

    async def year_of_term(self, term_id: UUID) -> SchoolYear | None:
        row = await rows.fetch(self._connection, term, self._school_id, term_id)
        return None if row is None else await self.year(row["school_year_id"])

    async def years(self) -> list[SchoolYear]:
        statement = select(school_year).where(school_year.c.school_id == self._school_id)
        return [view(SchoolYear, row) for row in (await self._connection.execute(statement)).mappings()]

    async def terms_of(self, year_id: UUID) -> list[Term]:
        statement = select(term).where(term.c.school_id == self._school_id, term.c.school_year_id == year_id)
        return [view(Term, row) for row in (await self._connection.execute(statement)).mappings()]

    async def add_year(self, values: Mapping[str, Any]) -> SchoolYear:
        with refusing(uq_school_year_start_year=SchoolYearTaken(start_year=values["start_year"])):
            return view(SchoolYear, await rows.add(self._connection, school_year, self._school_id, values))

    async def change_year(self, year_id: UUID, values: Mapping[str, Any]) -> SchoolYear:
        row = await rows.change(self._connection, school_year, self._school_id, year_id, values)
        return view(SchoolYear, row)

    async def add_term(self, year_id: UUID, plan: TermPlan) -> Term:
        values = {"school_year_id": year_id, **asdict(plan)}
        with refusing(uq_term_number=TermTaken(number=plan.number)):
            return view(Term, await rows.add(self._connection, term, self._school_id, values))

    async def change_term(self, term_id: UUID, values: Mapping[str, Any]) -> Term:
        return view(Term, await rows.change(self._connection, term, self._school_id, term_id, values))

    async def sown(self, year_id: UUID, days: Sequence[DayPlan]) -> None:
        table = school_day.c
        outside = or_(table.day < days[0].day, table.day > days[-1].day)
        own = and_(table.school_id == self._school_id, table.school_year_id == year_id)
        await write(self._connection, delete(school_day).where(own, outside))
        new = insert(school_day).values(
            [
                {"school_id": self._school_id, "id": new_id(), "school_year_id": year_id, **asdict(day)}
                for day in days
            ]
        )
        planned = {name: new.excluded[name] for name in ("kind", "is_school_day", "note")}
        await write(
            self._connection,
            new.on_conflict_do_update(
                constraint="uq_school_day_day",
                set_={**planned, "version": table.version + 1},
                where=and_(
                    table.by_hand.is_(False),
                    or_(*(table[name].is_distinct_from(value) for name, value in planned.items())),
                ),
            ),
        )


class SqlCalendarReads:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def list_years(self, window: Window) -> Page[SchoolYear]:
        return await page(
            self._connection,
            select(school_year).where(school_year.c.school_id == self._school_id),
            window,
            by=[school_year.c.start_year, school_year.c.id],
            filters=None,
            view=lambda row: view(SchoolYear, row._mapping),
        )

    async def get_year(self, year_id: UUID) -> SchoolYear | None:
        row = await rows.fetch(self._connection, school_year, self._school_id, year_id)
        return None if row is None else view(SchoolYear, row)

    async def list_terms(self, school_year_id: UUID | None, on: date | None, window: Window) -> Page[Term]:
        statement = select(term).where(term.c.school_id == self._school_id)
        if school_year_id is not None:
            statement = statement.where(term.c.school_year_id == school_year_id)
        if on is not None:
            statement = statement.where(term.c.starts_on <= on, term.c.ends_on >= on)
        return await page(
            self._connection,
            statement,
            window,
            by=[term.c.starts_on, term.c.id],
            filters=(school_year_id, on),
            view=lambda row: view(Term, row._mapping),
        )

    async def get_term(self, term_id: UUID) -> Term | None:
        row = await rows.fetch(self._connection, term, self._school_id, term_id)
        return None if row is None else view(Term, row)

    async def list_days(self, day_from: date | None, day_to: date | None, window: Window) -> Page[SchoolDay]:
        statement = select(school_day).where(school_day.c.school_id == self._school_id)
        if day_from is not None:
            statement = statement.where(school_day.c.day >= day_from)
        if day_to is not None:
            statement = statement.where(school_day.c.day < day_to)
        return await page(
            self._connection,
            statement,
            window,
            by=[school_day.c.day, school_day.c.id],
            filters=(day_from, day_to),
            view=lambda row: _day(row._mapping),
        )

    async def school_days(self, first: date, last: date) -> list[date]:
        statement = select(school_day.c.day).where(
            school_day.c.school_id == self._school_id,
            school_day.c.day.between(first, last),
            school_day.c.is_school_day,
        )
        return list(await self._connection.scalars(statement))


class SqlSchoolDays:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def for_update(self, thing_id: UUID) -> SchoolDay | None:
        row = await rows.fetch(self._connection, school_day, self._school_id, thing_id, lock=True)
        return None if row is None else _day(row)

    async def change(self, thing_id: UUID, values: Mapping[str, Any]) -> SchoolDay:
        return _day(await rows.change(self._connection, school_day, self._school_id, thing_id, values))


def _day(row: RowMapping) -> SchoolDay:
    return view(SchoolDay, dict(row) | {"kind": DayKind(row["kind"])})
