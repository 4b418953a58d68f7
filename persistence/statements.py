"""Statements compiled once, run on the driver connection of SQLAlchemy's own pool.

A statement that Core builds takes a request 500 µs of CPU, on the driver 40. So what every write passes, and
what everybody waits for in the hour in which all choose, is built when its module is read, and goes to the
driver as text with $1, $2 … All else goes through Core.
"""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from time import perf_counter
from typing import Any

from asyncpg import Connection, PostgresError, Record
from sqlalchemy import (
    Boolean,
    Delete,
    Executable,
    Insert,
    Select,
    Subquery,
    Table,
    Update,
    bindparam,
    cast,
    false,
    not_,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from domain.webhooks.catalogue import BY_TABLE, Resource
from persistence.engine import LateConnection
from persistence.watching import backend_of, note, watch_of

as_json = json.JSONEncoder(ensure_ascii=False).encode
"""What a JSON column is given; `json.dumps` would make an encoder each time."""

_DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped

Write = Insert | Update | Delete


def concerned(statement: Write) -> Resource | None:
    """Of which resource of the webhooks' catalogue it changes what others see.

    An UPDATE that counts no version changes nothing of the kind.
    """
    if isinstance(statement, Update) and "version" not in set_columns(statement):
        return None
    table = statement.table
    return BY_TABLE.get(table.name) if isinstance(table, Table) else None


def set_columns(statement: Write) -> set[str]:
    """SQLAlchemy has no public name for it; a test pins this one."""
    values = statement._values if isinstance(statement, Update) else None
    return {str(getattr(column, "name", column)) for column in values or ()}


class Statement:
    """What differs from time to time is a named `parameter` in it; JSON is given as its text.

    It may change nothing that webhooks are told of, but as part of `changes.Together`, which notes it.
    """

    def __init__(self, statement: Executable, *, noted: bool = False) -> None:
        for one in visitors.iterate(statement):  # type: ignore[arg-type]  # as below
            assert noted or not isinstance(one, Write) or concerned(one) is None, f"not noted: {one}"
        compiled = statement.compile(  # type: ignore[attr-defined]  # every statement of ours can be
            dialect=_DIALECT, compile_kwargs={"render_postcompile": True}
        )
        assert isinstance(compiled, SQLCompiler)
        self.sql = compiled.string
        self._defaults = [(name, compiled.params[name]) for name in compiled.positiontup or ()]

    def arguments(self, given: Mapping[str, Any]) -> list[Any]:
        """In the order of the text; what is not given is a constant of the statement, or NULL."""
        return [given.get(name, default) for name, default in self._defaults]

    async def rows(self, connection: AsyncConnection, **parameters: Any) -> list[Record]:
        """Within the connection's transaction, which has begun."""
        return await self.many(connection, [parameters])

    async def many(self, connection: AsyncConnection, given: Sequence[Mapping[str, Any]]) -> list[Record]:
        """The rows for each set of parameters in turn, in one round trip."""
        arguments = [self.arguments(one) for one in given]
        return await asked(connection.engine, driver_of(connection), self.sql, arguments)


def parameter(name: str, of: type[TypeEngine[Any]] | TypeEngine[Any]) -> Any:
    """What differs from time to time. Not required, or SQLAlchemy asks for its value as it compiles an IN."""
    return bindparam(name, type_=of, required=False)


def given(table: Table, *names: str) -> dict[str, Any]:
    """Columns and what they are given: the parameter `the_at` for `at`; for `id` one of the table's own."""
    return {
        name: parameter(f"the_{table.name}_id" if name == "id" else f"the_{name}", table.c[name].type)
        for name in names
    }


def driver_of(connection: AsyncConnection) -> "Connection[Record]":
    if isinstance(connection, LateConnection):
        lent = connection.lent
    else:
        assert connection.sync_connection is not None
        lent = connection.sync_connection.connection
    driver: Connection[Record] | None = lent.driver_connection
    assert driver is not None
    return driver


async def asked(
    engine: AsyncEngine, driver: "Connection[Record]", sql: str, arguments: Sequence[Sequence[Any]]
) -> list[Record]:
    """The rows; the statement is told to the watch like any of Core's."""
    started, failed, found = perf_counter(), None, None
    try:
        if len(arguments) == 1:
            rows: list[Record] = await driver.fetch(sql, *arguments[0])
        else:
            rows = await driver.fetchmany(sql, arguments)
        found = len(rows)
        return rows
    except BaseException as error:
        failed = str(getattr(error, "sqlstate", None) or type(error).__name__)
        raise
    finally:
        if (watch := watch_of(engine)) is not None:
            backend = partial(backend_of, engine.sync_engine, driver)
            note(watch, sql, started, found, backend, failed=failed)


def is_cut_off(driver: "Connection[Record]", error: BaseException) -> bool:
    """Whether the connection may be in the middle of something: its pool does not know, and would lend it."""
    return driver.is_closed() or not isinstance(error, PostgresError)


_FIRST = parameter("first", Boolean)


class InTurn:
    """Two statements in one round trip; the second sees what was committed before the first was done.

    The driver runs one statement for several sets of arguments in one go, each on a snapshot of its own. So
    the two become halves of one, and an argument says which half runs; PostgreSQL does not begin with the
    other. It is how a row is locked, and what hangs on it looked up only then.
    """

    def __init__(self, first: Select[Any], second: Select[Any]) -> None:
        before, after = first.subquery("before"), second.subquery("after")
        self._split = 1 + len(before.c)
        self.statement = Statement(
            union_all(
                select(true(), *before.c, *_nothing(after)).where(_FIRST),
                select(false(), *_nothing(before), *after.c).where(not_(_FIRST)),
            )
        )

    async def rows(
        self, connection: AsyncConnection, **parameters: Any
    ) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Of the first, and of the second."""
        turns = [parameters | {"first": True}, parameters | {"first": False}]
        found = [tuple(row) for row in await self.statement.many(connection, turns)]
        split = self._split
        return [row[1:split] for row in found if row[0]], [row[split:] for row in found if not row[0]]


def _nothing(half: Subquery) -> list[Any]:
    return [cast(null(), column.type) for column in half.c]
