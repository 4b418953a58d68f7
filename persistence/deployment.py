"""What a database says of itself, for whoever asks whether it may hold a school's data."""

import time
from collections.abc import Callable, Sequence

import psycopg
from sqlalchemy.engine import make_url

from domain.deployment import Connection
from persistence.provision import WAYS_ROUND, libpq_url

PATIENCE = 5  # seconds


def look_at(
    app_url: str, *, behind: Callable[[str], bool], sample: Sequence[str], printed: Callable[[str], bool]
) -> Connection:
    """As the service's role. `printed` says whether a kept hash is of the sample's password; it is slow.

    Raises psycopg.Error.
    """
    with psycopg.connect(libpq_url(app_url), connect_timeout=PATIENCE) as connection:
        ways = connection.execute(WAYS_ROUND).fetchall()
        facts = connection.execute(FACTS).fetchone()
        assert facts is not None
        role, encrypted = facts
        is_behind = behind(app_url)
        return Connection(
            host=_host(app_url),
            encrypted=encrypted,
            role=role,
            ways_round=tuple(way for _, way in ways),
            behind=is_behind,
            skew=_skew(connection),
            worker_silent=None if is_behind else _silence(connection),
            sample_accounts=() if is_behind else _samples(connection, sample, printed),
        )


FACTS = """
    SELECT current_user::text,
           coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)
"""


def _host(url: str) -> str | None:
    parsed = make_url(libpq_url(url))
    named = parsed.query.get("host", parsed.host)
    return named if isinstance(named, str) or named is None else named[0]


def _skew(connection: psycopg.Connection[tuple[object, ...]]) -> float:
    """Against the middle of the way there and back."""
    before = time.time()
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    after = time.time()
    assert row is not None
    return float(str(row[0])) - (before + after) / 2


def _silence(connection: psycopg.Connection[tuple[object, ...]]) -> float | None:
    row = connection.execute(
        "SELECT extract(epoch FROM now() - max(last_heartbeat))::float8 FROM procrastinate_workers"
    ).fetchone()
    assert row is not None
    return None if row[0] is None else float(str(row[0]))


def _samples(
    connection: psycopg.Connection[tuple[object, ...]], names: Sequence[str], printed: Callable[[str], bool]
) -> tuple[str, ...]:
    """The sample's accounts have one hash between them, so a whole sample costs one look."""
    rows = connection.execute(
        "SELECT username, password_hash FROM account"
        " WHERE username = ANY(%s) AND password_hash IS NOT NULL AND disabled_at IS NULL ORDER BY username",
        [list(names)],
    ).fetchall()
    opened = {str(kept): printed(str(kept)) for kept in {row[1] for row in rows}}
    return tuple(str(name) for name, kept in rows if opened[str(kept)])
