"""The hot reads: a Core statement compiled once, run on the driver of SQLAlchemy's own pool.

A list read through Core costs three times what the driver does (most of it building the statement and its
rows). The few reads every screen starts with go this way; all else goes through `transaction`.

A read takes one round trip, not the four of BEGIN, entering the school, the query and COMMIT. The driver can
run one statement for several sets of arguments in one go, which PostgreSQL answers in one transaction. So a
statement gets a second half, which enters the school and gives no rows, and is run twice: first for that
half, then for the rows, which are not begun with before a school is entered; they keep their order. It is
given all both times: were an argument to choose the half, or those of the rows to be missing, the first one's
plan would be so cheap that PostgreSQL never settled for one of both, and planned twice for every request.
"""

from contextlib import nullcontext
from typing import Any, Protocol

from asyncpg import Connection, PostgresError, Record
from sqlalchemy import (
    Boolean,
    CompoundSelect,
    DateTime,
    Integer,
    LargeBinary,
    Numeric,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.identity.access import Caller
from persistence.engine import hang_up, is_behind_pooler, lent
from persistence.statements import Statement, asked, is_cut_off
from persistence.transaction import SessionOver, is_session_over

_ENTERING: Any = bindparam("entering", type_=Boolean)
_ENTERED = func.coalesce(func.current_setting(literal_column("'app.school_id'"), true()), "") != ""
_ENTER = func.enter_school(
    bindparam("door_school", type_=Uuid),
    bindparam("door_session", type_=Uuid),
    bindparam("door_version", type_=Integer),
)


class Prepared(Statement):
    """A read; every column must have a type."""

    def __init__(self, statement: Select[Any] | CompoundSelect[Any]) -> None:
        rows = statement.subquery("rows")
        reading = select(rows).where(_ENTERED)
        entered = _ENTER.table_valued("entered", name="door").render_derived()
        nothing = [cast(null(), column.type) for column in rows.c]
        entering = select(*nothing).select_from(entered).where(_ENTERING, entered.c.entered.is_(None))
        super().__init__(union_all(reading, entering))


def item(**fields: Any) -> Any:
    """A row as the object of JSON that the contract has for it: its fields, in the contract's order.

    PostgreSQL writes it in a microsecond, where `row_to_json` takes two; to read the values here and write
    them again takes us ten.
    """
    parts: list[Any] = []
    for name, column in fields.items():
        parts += [literal_column(f"""'{"," if parts else "{"}"{name}":'"""), *_written(column)]
    return func.concat(*parts, literal_column("'}'"), type_=Text)


def _written(column: Any) -> list[Any]:
    """A value as JSON, in pieces. Credits are text, and moments have their six digits or fewer, in UTC."""
    quote: Any = literal_column("'\"'")
    kind = column.type
    if isinstance(kind, Integer):
        return [column]
    if isinstance(kind, Numeric):
        return [quote, column, quote]
    if isinstance(kind, DateTime):
        in_quotes = cast(func.to_json(func.timezone(literal_column("'UTC'"), column)), Text)
        return [func.left(in_quotes, literal_column("-1")), literal_column("'Z\"'")]
    if not getattr(column, "nullable", False):
        return [quote, column, quote] if isinstance(kind, Uuid) else [func.to_json(column)]
    return [func.coalesce(cast(func.to_json(column), Text), literal_column("'null'"))]


COMMA, LINE = "','", r"E'\n'"  # no item has a line break of its own


def joined(texts: Any, separator: str) -> Any:
    """All texts as one, in UTF-8; NULL when there is none."""
    text = func.array_to_string(texts, literal_column(separator))
    return func.convert_to(text, literal_column("'UTF8'"), type_=LargeBinary)


class Reads(Protocol):
    async def rows(self, prepared: Prepared, **parameters: Any) -> list[Record]: ...


class HotReads:
    """Reads in the caller's school, each in a transaction of its own."""

    def __init__(self, engine: AsyncEngine, caller: Caller) -> None:
        self._engine = engine
        self._door = {
            "entering": True,
            "door_school": caller.school_id,
            "door_session": caller.session_id,
            "door_version": caller.access_version,
        }

    async def rows(self, prepared: Prepared, **parameters: Any) -> list[Record]:
        """The rows of the statement; SessionOver when the sign-in no longer stands."""
        parameters["entering"] = False
        both = prepared.arguments(parameters | self._door), prepared.arguments(parameters)
        taken = await lent(self._engine)
        driver: Connection[Record] = taken.driver_connection
        try:
            # Behind a pooler, one might prepare on one connection and run on another but for the transaction.
            async with driver.transaction() if is_behind_pooler(self._engine) else nullcontext():
                return await asked(self._engine, driver, prepared.sql, both)
        except BaseException as error:
            if isinstance(error, TimeoutError):
                hang_up(self._engine, taken, error)
            elif is_cut_off(driver, error):
                taken.invalidate()
            if isinstance(error, PostgresError) and is_session_over(error):
                raise SessionOver() from error
            raise
        finally:
            taken.close()


class ReadsWithin:
    """The same reads inside a request's own transaction, which has entered the school."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def rows(self, prepared: Prepared, **parameters: Any) -> list[Record]:
        parameters["entering"] = False
        return await prepared.rows(self._connection, **parameters)
