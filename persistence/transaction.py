"""One transaction, in one school.

Entering tells in the same round trip whether anybody outside wants to know what is changed here: then it is
noted as it happens, and told as the last thing before the commit (`persistence/changes.py`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from uuid import UUID

from asyncpg import Connection, PostgresError, Record
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import Unauthenticated
from persistence.changes import take_notes, tell
from persistence.engine import LateConnection, hang_up, lent
from persistence.statements import driver_of
from persistence.watching import backend_of, note, watch_of

SESSION_OVER = "YX401"

_ENTERING = "BEGIN; SELECT WHERE enter_school_told(…)"
"""What is told of the statement that begins a request's transaction."""


class SessionOver(Unauthenticated):
    """Signed out, disabled, or the roles changed since the token was made: sign in or refresh."""

    code = "session_over"


NOWHERE = UUID(int=0)
"""The school of nobody: who enters it sees no school's rows, only what is district-wide."""


@dataclass(frozen=True, slots=True)
class Door:
    """By which sign-in a request enters which school."""

    school_id: UUID
    session_id: UUID
    access_version: int


@asynccontextmanager
async def in_school(engine: AsyncEngine, school_id: UUID) -> AsyncIterator[AsyncConnection]:
    """For work no person asks for, such as jobs. Everything inside commits together and sees one school."""
    try:
        async with engine.begin() as connection:
            if await connection.scalar(select(func.set_school_told(school_id))):
                take_notes(connection, school_id)
            yield connection
            if connection.in_transaction():  # it was not taken back inside
                await tell(connection)
    except BaseException as error:
        _tell(engine, error)
        raise


@asynccontextmanager
async def entered(engine: AsyncEngine, door: Door) -> AsyncIterator[AsyncConnection]:
    """For a request: as `in_school`, and SessionOver when the sign-in behind the token no longer stands.

    The transaction is begun and ended here, on the driver: BEGIN and entering are one round trip, and nothing
    of it goes through Core (250 µs). Core, which is told to leave transactions alone, runs inside it, but has
    no rollback to offer: what is to be taken back raises.
    """
    try:
        connection = LateConnection(engine, await lent(engine))
        try:
            driver = driver_of(connection)
            if await _enter(engine, driver, door):
                take_notes(connection, door.school_id)
            yield connection
            await tell(connection)
            ended = await driver.execute("COMMIT")
            assert ended == "COMMIT", "an error was passed over, and PostgreSQL took everything back"
        except BaseException as error:
            await _give_up(connection, error)
            raise
        finally:
            connection.give_back()
    except BaseException as error:
        _tell(engine, error)
        raise


async def _enter(engine: AsyncEngine, driver: "Connection[Record]", door: Door) -> bool:
    """Begins the transaction in the school; whether anybody outside is to be told of changes.

    Of several statements in one text only how many rows the last one had comes back: so the flag is a row.
    """
    entering = f"enter_school_told('{door.school_id}', '{door.session_id}', {door.access_version:d})"
    statement = f"BEGIN; SELECT WHERE {entering}"  # nosec B608: two UUIDs and a number
    started, failed = perf_counter(), None
    try:
        return str(await driver.execute(statement)) == "SELECT 1"
    except PostgresError as error:
        failed = sqlstate(error)
        if is_session_over(error):
            raise SessionOver() from error
        raise
    finally:
        if (watch := watch_of(engine)) is not None:
            backend = partial(backend_of, engine.sync_engine, driver)
            note(watch, _ENTERING, started, None, backend, failed=failed)


async def _give_up(connection: LateConnection, error: BaseException) -> None:
    """Rolled back; or dropped where the connection is lost, or was left in the middle of something."""
    driver: Connection[Record] | None = connection.lent.driver_connection
    if driver is None:  # given up already
        return
    if isinstance(error, TimeoutError):
        hang_up(connection.engine, connection.lent, error)
        return
    if driver.is_closed() or not isinstance(error, Exception):
        connection.lent.invalidate()
        return
    try:
        await driver.execute("ROLLBACK")
    except Exception:  # whatever it was: what cannot be rolled back is not lent again
        connection.lent.invalidate()


def _tell(engine: AsyncEngine, error: BaseException) -> None:
    if (watch := watch_of(engine)) is not None:
        watch.rolled_back(error)


def sqlstate(error: BaseException) -> str | None:
    """PostgreSQL's five characters behind an error, however it was wrapped on the way."""
    seen: BaseException | None = error
    while seen is not None:
        code = getattr(seen, "sqlstate", None)
        if code is not None:
            return str(code)
        seen = getattr(seen, "orig", None) or seen.__cause__
    return None


def is_session_over(error: PostgresError) -> bool:
    return getattr(error, "sqlstate", None) == SESSION_OVER
