"""What is answered with "ask again soon", and what is our own fault."""

import asyncpg
import pytest

from persistence.outages import is_outage


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
        (asyncpg.UniqueViolationError("duplicate key"), False),
        (asyncpg.UndefinedColumnError("no such column"), False),
        (ValueError(), False),
    ],
)
def test_what_goes_away_by_itself_is_an_outage(error: Exception, passes: bool) -> None:
    assert is_outage(error) is passes
