"""One transaction, in one school.

Entering tells in the same round trip whether anybody outside wants to know what is changed here: then it is
noted as it happens, and told as the last thing before the commit (`persistence/changes.py`).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from asyncpg import PostgresError
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import Unauthenticated
from persistence.changes import take_notes, tell
from persistence.watching import watch_of

SESSION_OVER = "YX401"


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
            await tell(connection)
    except BaseException as error:
        _tell(engine, error)
        raise


@asynccontextmanager
async def entered(engine: AsyncEngine, door: Door) -> AsyncIterator[AsyncConnection]:
    """For a request: as `in_school`, and SessionOver when the sign-in behind the token no longer stands."""
    try:
        async with engine.begin() as connection:
            try:
                told = await connection.scalar(
                    text("SELECT enter_school_told(:school, :session, :version)"),
                    {"school": door.school_id, "session": door.session_id, "version": door.access_version},
                )
            except DBAPIError as error:
                if sqlstate(error) == SESSION_OVER:
                    raise SessionOver() from error
                raise
            if told:
                take_notes(connection, door.school_id)
            yield connection
            await tell(connection)
    except BaseException as error:
        _tell(engine, error)
        raise


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
