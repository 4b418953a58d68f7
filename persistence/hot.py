"""The hot reads: a Core statement compiled once, run on the driver of SQLAlchemy's own pool.

A list read through Core costs three times what the driver does (most of it building the statement and its
rows). The few reads every screen starts with go this way; all else goes through `transaction`. The
transaction is opened, the school named and the sign-in checked in one round trip, as one simple query.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from functools import lru_cache
from typing import Any

from asyncpg import Connection, InterfaceError, PostgresError, Record
from sqlalchemy import Executable, PoolProxiedConnection, Text, cast
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.compiler import SQLCompiler

from domain.identity.access import Caller
from persistence.transaction import SessionOver, is_session_over

_DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


class Prepared:
    """A statement as the driver takes it: text with $1, $2 …, and the order its parameters come in.

    The parameters of the statement must all be named `bindparam`s.
    """

    def __init__(self, statement: Executable) -> None:
        compiled = statement.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        self.sql = compiled.string
        self.names: Sequence[str] = tuple(compiled.positiontup or ())
        self.defaults: dict[str, Any] = dict(compiled.params)

    def arguments(self, given: dict[str, Any]) -> list[Any]:
        return [given[name] if name in given else self.defaults[name] for name in self.names]


def exact(column: Any) -> Any:
    """A number as text, to be read by `number`: the driver takes twice as long to make a Decimal of it."""
    return cast(column, Text)


number = lru_cache(maxsize=10_000)(Decimal)
"""The Decimal a text of `exact` stands for."""


class HotReads:
    """Reads inside one transaction of one request."""

    def __init__(self, driver: "Connection[Record]") -> None:
        self._driver = driver

    async def rows(self, prepared: Prepared, **parameters: Any) -> list[Record]:
        rows: list[Record] = await self._driver.fetch(prepared.sql, *prepared.arguments(parameters))
        return rows


@asynccontextmanager
async def reading(engine: AsyncEngine, caller: Caller) -> AsyncIterator[HotReads]:
    """A read-only transaction in the caller's school; SessionOver when the sign-in no longer stands."""
    lent = await engine.raw_connection()
    driver: Connection[Record] = lent.driver_connection
    try:
        # The identifiers are a UUID's and an int's own text: nothing of a person's input is quoted here.
        await driver.execute(
            "BEGIN READ ONLY; SELECT enter_school("
            f"'{caller.school_id}', '{caller.session_id}', {int(caller.access_version)})"
        )
        yield HotReads(driver)
        await driver.execute("COMMIT")
    except BaseException as error:
        await _give_up(lent, driver, error)
        if isinstance(error, PostgresError) and is_session_over(error):
            raise SessionOver() from error
        raise
    finally:
        lent.close()


async def _give_up(lent: PoolProxiedConnection, driver: "Connection[Record]", error: BaseException) -> None:
    """Ends the transaction, or the connection where that is not certain to work.

    SQLAlchemy does not know that a transaction was opened or that the driver failed: what is returned to its
    pool half done would be lent to the next request as it is. A cancelled request may not wait for an answer.
    """
    if isinstance(error, Exception) and not driver.is_closed():
        with suppress(OSError, PostgresError, InterfaceError):
            await driver.execute("ROLLBACK")
            return
    lent.invalidate()
