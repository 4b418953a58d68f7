"""What is answered with "ask again soon", and what is our own fault."""

from typing import Any

import asyncpg
import pytest
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi

from persistence.outages import is_outage

POOLS: Any = AsyncAdapt_asyncpg_dbapi
AWAY = asyncpg.CannotConnectNowError("the database system is in recovery mode")


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (asyncpg.InterfaceError("the connection is closed"), True),
        (
            asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress"),
            True,
        ),
        (asyncpg.AdminShutdownError("terminating connection"), True),
        (asyncpg.DeadlockDetectedError("deadlock detected"), True),
        (POOLS.Error("recovery", AWAY), True),
        (POOLS.InterfaceError("closed", asyncpg.InterfaceError("the connection is closed")), True),
        (POOLS.Error("password", asyncpg.InvalidPasswordError("authentication failed")), False),
        (asyncpg.UniqueViolationError("duplicate key"), False),
        (asyncpg.UndefinedColumnError("no such column"), False),
        (ValueError(), False),
    ],
)
def test_what_goes_away_by_itself_is_an_outage(error: Exception, passes: bool) -> None:
    assert is_outage(error) is passes
