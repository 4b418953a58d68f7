"""Telling "the database is not there just now" from every other error."""

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from persistence.transaction import sqlstate

# 08 connection, 53 out of resources, 57P01-03 shutting down or starting, 55P03 and 40001/40P01 contention
_PASSING = ("08", "53", "57P", "55P03", "40001", "40P01")

# The driver's internal error among them: what it says of a server that was dying as it was asked.
_OF_THE_CONNECTION = (
    OSError,
    TimeoutError,
    PoolTimeout,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

# What PostgreSQL says comes from the driver, through Core, or from SQLAlchemy's pool that could not connect.
_SAID = (asyncpg.PostgresError, DBAPIError, AsyncAdapt_asyncpg_dbapi.Error)
_WITHOUT_CODE = (InterfaceError, OperationalError, AsyncAdapt_asyncpg_dbapi.InterfaceError)

_FULL = "53100"


def is_full(error: BaseException) -> bool:
    """True when the server has no room on its disk; a server that fell over it is an outage."""
    return isinstance(error, _SAID) and sqlstate(error) == _FULL


def is_outage(error: BaseException) -> bool:
    """True for what goes away by itself: ask again soon.

    Nothing of the request was kept, or all of it, when only the word of its commit was lost: who asks again
    under the same Idempotency-Key has it done once.
    """
    if isinstance(error, _OF_THE_CONNECTION):
        return True
    if isinstance(error, _SAID):
        code = sqlstate(error)
        if code is not None:
            return code.startswith(_PASSING)
        return isinstance(error, _WITHOUT_CODE) or bool(getattr(error, "connection_invalidated", False))
    return False
