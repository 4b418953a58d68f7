"""The records of the service: pages cut by the database, filters as conditions of its own."""

import operator
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, and_, cast, collate, func, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import Subquery

from domain.oneroster.asking import Asked, Clause, Filter, Join, Operator
from domain.oneroster.records import Collection, Field, Kind
from persistence.oneroster.relations import relation

_COMPARED: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.GREATER: operator.gt,
    Operator.AT_MOST: operator.le,
    Operator.AT_LEAST: operator.ge,
}
_LISTS = (Kind.TEXTS, Kind.REFERENCES)
_TEXTS = (Kind.TEXT, Kind.REFERENCE)


class SqlRecords:
    """Behind the port `Records`."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def page(self, collection: Collection, asked: Asked) -> tuple[list[Mapping[str, Any]], int]:
        table, statement = self._listed(collection)
        if asked.filter is not None:
            statement = statement.where(condition(table, asked.filter))
        total = await self._connection.scalar(select(func.count()).select_from(statement.subquery()))
        ordered = statement.order_by(*_order(table, asked)).limit(asked.limit).offset(asked.offset)
        return await self._rows(ordered), int(total or 0)

    async def one(self, collection: Collection, sourced_id: str) -> Mapping[str, Any] | None:
        table, statement = self._listed(collection)
        found = await self._rows(statement.where(table.c["sourcedId"] == sourced_id))
        return found[0] if found else None

    async def all(self, collection: Collection) -> list[Mapping[str, Any]]:
        table, statement = self._listed(collection)
        return await self._rows(statement.order_by(table.c["sourcedId"]))

    def _listed(self, collection: Collection) -> tuple[Subquery, Select[Any]]:
        table = relation(collection.source, self._school_id)
        statement = select(table)
        if collection.only_type is not None:
            statement = statement.where(table.c["type"] == collection.only_type)
        return table, statement

    async def _rows(self, statement: Select[Any]) -> list[Mapping[str, Any]]:
        return list((await self._connection.execute(statement)).mappings())


def _order(table: Subquery, asked: Asked) -> list[ColumnElement[Any]]:
    """By what is asked for, and by the id where that is the same: every page continues the one before."""
    last = collate(table.c["sourcedId"], "C")
    if asked.sort is None:
        return [last.desc() if asked.descending else last.asc()]
    column = _plain(table, asked.sort)
    return [column.desc().nullslast() if asked.descending else column.asc().nullslast(), last.asc()]


def _plain(table: Subquery, field: Field) -> ColumnElement[Any]:
    """Texts compare by their characters' numbers, whatever the language of the database."""
    column: ColumnElement[Any] = table.c[field.heading]
    return collate(column, "C") if field.kind in _TEXTS else column


def condition(table: Subquery, asked: Filter) -> ColumnElement[bool]:
    parts = [_clause(table, clause) for clause in asked.clauses]
    return and_(*parts) if asked.join is Join.AND else or_(*parts)


def _clause(table: Subquery, clause: Clause) -> ColumnElement[bool]:
    """What is not there is unlike everything, and is no more and no less than anything."""
    column = _plain(table, clause.field)
    if clause.field.kind in _LISTS:
        return _list(column, clause)
    if clause.operator is Operator.UNEQUAL:
        return column.is_distinct_from(clause.value)
    if clause.operator is Operator.CONTAINS:
        held = func.strpos(func.lower(column), func.lower(collate(literal(clause.value, Text), "C"))) > 0
        return func.coalesce(held, False)
    return func.coalesce(_COMPARED[clause.operator](column, clause.value), False)


def _list(column: ColumnElement[Any], clause: Clause) -> ColumnElement[bool]:
    """`~`: all of these are in it; `=`: and nothing else is, in whatever order."""
    listed = func.coalesce(column, cast(literal("{}"), ARRAY(Text)))
    asked = cast(list(clause.value), ARRAY(Text))
    holds = listed.op("@>", is_comparison=True)(asked)
    if clause.operator is Operator.CONTAINS:
        return holds
    same = and_(holds, listed.op("<@", is_comparison=True)(asked))
    return same if clause.operator is Operator.EQUAL else not_(same)
