"""The hot reads: a Core statement compiled once, run on the driver of SQLAlchemy's own pool.

A list read through Core costs three times what the driver does (most of it building the statement and its
rows). The few reads every screen starts with go this way; all else goes through `transaction`.

A read takes one round trip, not the four of BEGIN, entering the school, the query and COMMIT. The driver can
run one statement for several sets of arguments in one go, which PostgreSQL answers in one transaction. So a
statement gets a second half, which enters the school and gives no rows, and is run twice: first for that
half, then for the rows. Which half runs is an argument, and PostgreSQL does not begin with the other; the
rows of the one that runs keep their order.
"""

from contextlib import nullcontext
from typing import Any, Protocol

from asyncpg import Connection, PostgresError, Record
from sqlalchemy import (
    Boolean,
    CompoundSelect,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    func,
    not_,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.identity.access import Caller
from persistence.engine import hang_up, is_behind_pooler
from persistence.statements import Statement, asked, is_cut_off
from persistence.transaction import SessionOver, is_session_over

_ENTERING: Any = bindparam("entering", type_=Boolean)
_ENTER = func.enter_school(
    bindparam("door_school", type_=Uuid),
    bindparam("door_session", type_=Uuid),
    bindparam("door_version", type_=Integer),
)


class Prepared(Statement):
    """A read; every column must have a type."""

    def __init__(self, statement: Select[Any] | CompoundSelect[Any]) -> None:
        rows = statement.subquery("rows")
        reading = select(rows).where(not_(_ENTERING))
        entered = _ENTER.table_valued("entered", name="door").render_derived()
        nothing = [cast(null(), column.type) for column in rows.c]
        entering = select(*nothing).select_from(entered).where(_ENTERING, entered.c.entered.is_(None))
        super().__init__(union_all(reading, entering))


def exact(column: Any) -> Any:
    """A number as text, to be read by `number`: the driver takes twice as long to make a Decimal of it."""
    return cast(column, Text)


def as_line(*columns: Any) -> Any:
    """A row as one text of JSON.

    The same text says the same thing, so what was made of it once can be kept and found by it, and a page is
    read without a value of it being parsed. It costs PostgreSQL under a microsecond a row, and spares us two.
    """
    return cast(func.json_build_array(*columns), Text).label("line")


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
        both = prepared.arguments(self._door), prepared.arguments(parameters)
        lent = await self._engine.raw_connection()
        driver: Connection[Record] = lent.driver_connection
        try:
            # Behind a pooler, one might prepare on one connection and run on another but for the transaction.
            async with driver.transaction() if is_behind_pooler(self._engine) else nullcontext():
                return await asked(self._engine, driver, prepared.sql, both)
        except BaseException as error:
            if isinstance(error, TimeoutError):
                hang_up(self._engine, lent, error)
            elif is_cut_off(driver, error):
                lent.invalidate()
            if isinstance(error, PostgresError) and is_session_over(error):
                raise SessionOver() from error
            raise
        finally:
            lent.close()


class ReadsWithin:
    """The same reads inside a request's own transaction, which has entered the school."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def rows(self, prepared: Prepared, **parameters: Any) -> list[Record]:
        parameters["entering"] = False
        return await prepared.rows(self._connection, **parameters)
