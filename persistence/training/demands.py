"""Duties as results ask for them and take them back."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, and_, any_, literal, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import SchoolDays
from domain.training.demands import LONGEST, Demand, DutyRule
from domain.training.duty import OUTSTANDING, DutyKind, DutyState, OpenDuty
from persistence.changes import write
from persistence.ids import new_id
from persistence.people.tables import school_day
from persistence.rows import add_all
from persistence.training.duty_rules import every_duty_rule
from persistence.training.tables import duty, product

FAR_ENOUGH = timedelta(days=2 * LONGEST)
"""A school year has some two hundred school days."""

_ORDER = list(DutyKind)


class SqlDemands:
    """The number of statements depends on neither the number of duties nor of teachers."""

    def __init__(self, connection: AsyncConnection, school_id: UUID, now: datetime) -> None:
        self._connection, self._school_id, self._now = connection, school_id, now

    async def rules(self) -> list[DutyRule]:
        return await every_duty_rule(self._connection, self._school_id)

    async def school_days(self, since: date, until: date) -> SchoolDays:
        return await school_days(self._connection, self._school_id, since, until + FAR_ENOUGH)

    async def ask(self, demands: Sequence[Demand]) -> None:
        await add_all(self._connection, duty, self._school_id, [self._row(demand) for demand in demands])

    def _row(self, demand: Demand) -> dict[str, Any]:
        return {
            "id": new_id(),
            "enrolment_id": demand.enrolment_id,
            "teacher_id": demand.teacher_id,
            "kind": demand.kind.value,
            "state": DutyState.OPEN.value,
            "due_on": demand.due_on,
            "due_estimated": demand.due_estimated,
            "rule_id": demand.rule_id,
            "created_at": self._now,
        }

    async def outstanding(self, enrolment_id: UUID) -> tuple[OpenDuty, ...]:
        rows = await self._connection.execute(
            select(duty.c.id, duty.c.kind, duty.c.due_on).where(
                self._standing(enrolment_id), duty.c.state.in_(OUTSTANDING)
            )
        )
        found = [OpenDuty(row.id, DutyKind(row.kind), row.due_on) for row in rows]
        return tuple(sorted(found, key=lambda one: _ORDER.index(one.kind)))

    async def waiting_among(self, enrolment_ids: Collection[UUID]) -> set[UUID]:
        asked = literal(list(enrolment_ids), ARRAY(Uuid))
        found = await self._connection.scalars(
            select(duty.c.enrolment_id)
            .where(
                duty.c.school_id == self._school_id,
                duty.c.enrolment_id == any_(asked),
                text("duty.state <> 'void'"),
                duty.c.state.in_(OUTSTANDING),
            )
            .distinct()
        )
        return set(found)

    async def take_back(self, enrolment_id: UUID, *, reason: str, at: datetime) -> None:
        voided = await write(
            self._connection,
            update(duty)
            .where(self._standing(enrolment_id))
            .values(state=DutyState.VOID, settled_at=at, version=duty.c.version + 1)
            .returning(duty.c.id),
        )
        await write(
            self._connection,
            update(product)
            .where(
                product.c.school_id == self._school_id,
                product.c.duty_id.in_(voided.scalars().all()),
                product.c.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=at, withdrawn_because=reason, version=product.c.version + 1),
        )

    def _standing(self, enrolment_id: UUID) -> ColumnElement[bool]:
        """The enrolment's duties that are not void: spelt out, or a generic plan misses the index."""
        return and_(
            duty.c.school_id == self._school_id,
            duty.c.enrolment_id == enrolment_id,
            text("duty.state <> 'void'"),
        )


async def school_days(connection: AsyncConnection, school_id: UUID, since: date, until: date) -> SchoolDays:
    """What the table says of the days after `since` until `until`, that day included."""
    rows = (
        await connection.execute(
            select(school_day.c.day, school_day.c.is_school_day)
            .where(school_day.c.school_id == school_id, school_day.c.day > since, school_day.c.day <= until)
            .order_by(school_day.c.day)
        )
    ).all()
    return SchoolDays(tuple(row.day for row in rows if row.is_school_day), rows[-1].day if rows else None)
