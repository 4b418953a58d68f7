"""The hot reads: a Core statement compiled once, run on the driver of SQLAlchemy's own pool.

A list read through Core costs three times what the driver does (most of it building the statement and its
rows). The few reads every screen starts with go this way; all else goes through `transaction`. The
transaction is opened, the school named and the sign-in checked in one round trip, as one simple query.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import Connection, PostgresError, Record
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.compiler import SQLCompiler

from persistence.transaction import Door, SessionOver, is_session_over

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


class HotReads:
    """Reads inside one transaction of one request."""

    def __init__(self, driver: "Connection[Record]") -> None:
        self._driver = driver

    async def rows(self, prepared: Prepared, **parameters: Any) -> list[Record]:
        rows: list[Record] = await self._driver.fetch(prepared.sql, *prepared.arguments(parameters))
        return rows


@asynccontextmanager
async def reading(engine: AsyncEngine, door: Door) -> AsyncIterator[HotReads]:
    """A read-only transaction in the caller's school; SessionOver when the sign-in no longer stands."""
    async with engine.connect() as connection:
        driver: Connection[Record] = (await connection.get_raw_connection()).driver_connection
        try:
            # The identifiers are a UUID's and an int's own text: nothing of a person's input is quoted here.
            await driver.execute(
                "BEGIN READ ONLY; SELECT enter_school("
                f"'{door.school_id}', '{door.session_id}', {int(door.access_version)})"
            )
            yield HotReads(driver)
        except PostgresError as error:
            if is_session_over(error):
                raise SessionOver() from error
            raise
        finally:
            if driver.is_closed():
                await connection.invalidate()  # the pool did not see the driver fail
            else:
                await driver.execute("COMMIT")
