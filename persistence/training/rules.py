"""The school's credit policy, row by row."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.training.policy import DEFAULTS, CreditRule, RuleKey
from persistence.ids import new_id
from persistence.paging import page
from persistence.training.tables import credit_rule

_COLUMNS = [credit_rule.c[name] for name in ("id", "key", "value", "effective_from", "note", "entered_at")]
SINCE = date(2000, 1, 1)
"""Before any training a school could bring along."""


def default_rules(school_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """The rows of `credit_rule` a new school starts with."""
    return [
        {
            "school_id": school_id,
            "id": new_id(),
            "key": key.value,
            "value": value,
            "effective_from": SINCE,
            "entered_at": at,
        }
        for key, value in DEFAULTS.items()
    ]


async def every_rule(connection: AsyncConnection, school_id: UUID) -> list[CreditRule]:
    rows = await connection.execute(select(*_COLUMNS).where(credit_rule.c.school_id == school_id))
    return [_rule(row) for row in rows]


class SqlCreditRules:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def every(self) -> list[CreditRule]:
        return await every_rule(self._connection, self._school_id)

    async def page(self, window: Window, *, keys: tuple[RuleKey, ...]) -> Page[CreditRule]:
        table = credit_rule.c
        statement = select(*_COLUMNS).where(table.school_id == self._school_id)
        if keys:
            statement = statement.where(table.key.in_(keys))
        by = [table.key, table.effective_from, table.id]
        return await page(self._connection, statement, window, by=by, filters=keys, view=_rule)

    async def get(self, rule_id: UUID) -> CreditRule | None:
        one = select(*_COLUMNS).where(credit_rule.c.school_id == self._school_id, credit_rule.c.id == rule_id)
        row = (await self._connection.execute(one)).one_or_none()
        return None if row is None else _rule(row)

    async def add(self, new: CreditRule, *, account_id: UUID, at: datetime) -> CreditRule:
        row = await self._connection.execute(
            insert(credit_rule)
            .values(
                school_id=self._school_id,
                id=new_id(),
                key=new.key,
                value=new.value,
                effective_from=new.effective_from,
                note=new.note,
                account_id=account_id,
                entered_at=at,
            )
            .returning(*_COLUMNS)
        )
        return _rule(row.one())


def _rule(row: Row[Any]) -> CreditRule:
    return CreditRule(row.id, RuleKey(row.key), row.value, row.effective_from, row.note, row.entered_at)
