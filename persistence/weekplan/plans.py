"""Weekly plans and their editions, kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action
from domain.paging import Page, Window
from domain.people.school_years import Term
from domain.people.teacher import TeacherStatus
from domain.weekplan.entries import WeekEntry
from domain.weekplan.plan import (
    EditionLine,
    Heading,
    Snapshot,
    WeekPlan,
    WeekPlanTaken,
    end_of,
    plan_actions,
)
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import school_year, teacher, term
from persistence.platform.tables import school
from persistence.refusals import refusing
from persistence.weekplan import snapshots
from persistence.weekplan.tables import week_edition, week_plan

plan = week_plan.c
edition = week_edition.c


class SqlWeekPlans:
    def __init__(self, connection: AsyncConnection, caller: Caller) -> None:
        self._connection = connection
        self._caller, self._school_id = caller, caller.school_id

    async def page(self, window: Window, *, term_id: UUID | None, on: date | None) -> Page[WeekPlan]:
        statement = self._visible()
        if term_id is not None:
            statement = statement.where(plan.term_id == term_id)
        if on is not None:
            statement = statement.where(plan.starts_on.between(on - timedelta(days=6), on))
        return await page(
            self._connection,
            statement,
            window,
            by=[plan.starts_on, plan.id],
            filters=(term_id, on, self._writes),
            view=lambda row: self._view(dict(row._mapping)),
            descending=True,
        )

    async def get(self, plan_id: UUID) -> WeekPlan | None:
        return await self._one(self._visible().where(plan.id == plan_id))

    async def for_update(self, plan_id: UUID) -> WeekPlan | None:
        """In two statements: its edition is looked for once nobody else can publish one."""
        held = select(plan.id).where(plan.school_id == self._school_id, plan.id == plan_id)
        await self._connection.execute(held.with_for_update(key_share=True))
        return await self.get(plan_id)

    async def term(self, term_id: UUID) -> Term | None:
        row = await rows.fetch(self._connection, term, self._school_id, term_id)
        return None if row is None else rows.view(Term, row)

    async def add(self, term_id: UUID, week_no: int, starts_on: date) -> WeekPlan:
        values = {"term_id": term_id, "week_no": week_no, "starts_on": starts_on, "edition_no": 0}
        with refusing(uq_week_plan_week_no=WeekPlanTaken(week_no=week_no)):
            row = await rows.add(self._connection, week_plan, self._school_id, values)
        return self._view({**row, "edition_id": None, "published_at": None})

    async def snapshot(self, plan: WeekPlan, number: int) -> Snapshot | None:
        own = select(week_edition).where(
            edition.school_id == self._school_id, edition.plan_id == plan.id, edition.number == number
        )
        row = (await self._connection.execute(own)).one_or_none()
        return None if row is None else _snapshot(plan, row)

    async def snapshot_by_id(self, edition_id: UUID) -> Snapshot | None:
        row = await rows.fetch(self._connection, week_edition, self._school_id, edition_id)
        found = None if row is None else await self.get(row["plan_id"])
        return None if found is None or row is None else await self.snapshot(found, row["number"])

    async def editions(self, plan_id: UUID, window: Window) -> Page[EditionLine]:
        statement = select(
            edition.id,
            edition.plan_id,
            edition.number,
            edition.published_at,
            func.jsonb_array_length(edition.entries).label("entry_count"),
        ).where(edition.school_id == self._school_id, edition.plan_id == plan_id)
        return await page(
            self._connection,
            statement,
            window,
            by=[edition.number, edition.id],
            filters=plan_id,
            view=lambda row: rows.view(EditionLine, row._mapping),
            descending=True,
        )

    async def publish(self, plan: WeekPlan, entries: Sequence[WeekEntry], *, at: datetime) -> Snapshot:
        number = plan.edition_no + 1
        kept = await self._connection.execute(
            insert(week_edition)
            .values(
                school_id=self._school_id,
                id=new_id(),
                plan_id=plan.id,
                number=number,
                entries=[snapshots.written(one) for one in entries],
                account_id=self._caller.account_id,
                published_at=at,
            )
            .returning(week_edition)
        )
        await rows.change(self._connection, week_plan, self._school_id, plan.id, {"edition_no": number})
        return _snapshot(plan, kept.one())

    async def heading(self, plan_id: UUID) -> Heading:
        in_term = (term.c.school_id == plan.school_id) & (term.c.id == plan.term_id)
        in_year = (school_year.c.school_id == term.c.school_id) & (school_year.c.id == term.c.school_year_id)
        found = await self._connection.execute(
            select(school.c.name, school_year.c.start_year, term.c.number, plan.edition_no)
            .select_from(
                week_plan.join(term, in_term)
                .join(school_year, in_year)
                .join(school, school.c.id == plan.school_id)
            )
            .where(plan.school_id == self._school_id, plan.id == plan_id)
        )
        return Heading(*found.one())

    async def staff(self) -> Sequence[UUID]:
        found = await self._connection.scalars(
            select(teacher.c.id).where(
                teacher.c.school_id == self._school_id, teacher.c.status == TeacherStatus.ACTIVE
            )
        )
        return found.all()

    @property
    def _writes(self) -> bool:
        return self._caller.may(Action.WEEK_WRITE)

    def _visible(self) -> Select[Any]:
        latest = (
            (edition.school_id == plan.school_id)
            & (edition.plan_id == plan.id)
            & (edition.number == plan.edition_no)
        )
        statement = (
            select(week_plan, edition.id.label("edition_id"), edition.published_at)
            .select_from(week_plan.outerjoin(week_edition, latest))
            .where(plan.school_id == self._school_id)
        )
        return statement if self._writes else statement.where(plan.edition_no > 0)

    async def _one(self, statement: Select[Any]) -> WeekPlan | None:
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else self._view(row)

    def _view(self, row: Mapping[Any, Any]) -> WeekPlan:
        return rows.view(
            WeekPlan, row, ends_on=end_of(row["starts_on"]), allowed_actions=plan_actions(self._caller)
        )


def _snapshot(plan: WeekPlan, row: Row[Any]) -> Snapshot:
    said = [snapshots.read(one) for one in row.entries]
    return Snapshot(row.id, plan, row.number, row.published_at, said)
