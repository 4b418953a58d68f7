"""Which duties a school asks for, row by row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.training.catalogue import CourseKind
from domain.training.demands import DEFAULTS, DutyRule
from domain.training.duty import DutyKind
from persistence.ids import new_id
from persistence.paging import page
from persistence.policy import SINCE
from persistence.training.tables import duty_rule

_NAMES = ("id", "course_kind", "duty_kind", "due_school_days", "effective_from", "note", "entered_at")
_COLUMNS = [duty_rule.c[name] for name in _NAMES]


def default_duty_rules(school_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """The rows of `duty_rule` a new school starts with."""
    return [
        {
            "school_id": school_id,
            "id": new_id(),
            "course_kind": course_kind.value,
            "duty_kind": duty_kind.value,
            "due_school_days": days,
            "effective_from": SINCE,
            "entered_at": at,
        }
        for (course_kind, duty_kind), days in DEFAULTS.items()
    ]


async def every_duty_rule(connection: AsyncConnection, school_id: UUID) -> list[DutyRule]:
    rows = await connection.execute(select(*_COLUMNS).where(duty_rule.c.school_id == school_id))
    return [_rule(row) for row in rows]


class SqlDutyRules:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def every(self) -> list[DutyRule]:
        return await every_duty_rule(self._connection, self._school_id)

    async def page(self, window: Window, *, course_kind: tuple[CourseKind, ...]) -> Page[DutyRule]:
        table = duty_rule.c
        statement = select(*_COLUMNS).where(table.school_id == self._school_id)
        if course_kind:
            statement = statement.where(table.course_kind.in_(course_kind))
        by = [table.course_kind, table.duty_kind, table.effective_from, table.id]
        return await page(self._connection, statement, window, by=by, filters=course_kind, view=_rule)

    async def get(self, rule_id: UUID) -> DutyRule | None:
        one = select(*_COLUMNS).where(duty_rule.c.school_id == self._school_id, duty_rule.c.id == rule_id)
        row = (await self._connection.execute(one)).one_or_none()
        return None if row is None else _rule(row)

    async def add(self, new: DutyRule, *, account_id: UUID, at: datetime) -> DutyRule:
        row = await self._connection.execute(
            insert(duty_rule)
            .values(
                school_id=self._school_id,
                id=new_id(),
                course_kind=new.course_kind,
                duty_kind=new.duty_kind,
                due_school_days=new.due_school_days,
                effective_from=new.effective_from,
                note=new.note,
                account_id=account_id,
                entered_at=at,
            )
            .returning(*_COLUMNS)
        )
        return _rule(row.one())


def _rule(row: Row[Any]) -> DutyRule:
    return DutyRule(
        row.id,
        CourseKind(row.course_kind),
        DutyKind(row.duty_kind),
        row.due_school_days,
        row.effective_from,
        row.note,
        row.entered_at,
    )
