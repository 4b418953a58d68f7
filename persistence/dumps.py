"""The whole database as one dump of PostgreSQL's own, and back.

A dump holds every school, so it is taken and loaded as the owner of the tables, whom row-level security must
not bind: the tables force it on their owner too. pg_dump then refuses; it would otherwise leave rows out.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from persistence.dump_programs import DumpError, signed_in
from persistence.provision import libpq_url

CHUNK = 1 << 20
UNBOUND = "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
TABLES = """
    SELECT relname::text FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
     ORDER BY relname
"""
ANYTHING = """
    SELECT relname::text FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
     ORDER BY relname LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as a row of the database tells of it."""

    key: str
    size: int
    sha256: str


class Snapshot:
    """The database as it was at one moment, while this connection's transaction lasts."""

    def __init__(self, url: str, connection: psycopg.Connection[Any]) -> None:
        self._url, self._connection = url, connection
        self.server = connection.info.server_version // 10_000
        self._name = str(self._one("SELECT pg_export_snapshot()"))

    def heads(self) -> list[str]:
        """The migrations it stands at. Raises DumpError when there are none: it is no database of ours."""
        if self._one("SELECT to_regclass('public.alembic_version')") is None:
            raise DumpError("the database has no tables yet: there is nothing to back up")
        return sorted(row[0] for row in self._connection.execute("SELECT version_num FROM alembic_version"))

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        names = [row[0] for row in self._connection.execute(TABLES)]
        return {name: int(self._one(_counted(name))) for name in names}

    def files(self) -> Iterator[Kept]:
        """Every file a row names, a few at a time."""
        if self._one("SELECT to_regclass('public.stored_file')") is None:
            return
        with self._connection.cursor("files") as cursor:
            cursor.itersize = 1_000
            for row in cursor.execute("SELECT key, size, sha256 FROM stored_file ORDER BY key"):
                yield Kept(*row)

    def dump(self, programs: Path, to: IO[bytes], *, compress: int = 6) -> None:
        """Into the file, which the caller brings to the disk."""
        address, environment = signed_in(self._url)
        # By the name of its descriptor: to its standard output pg_dump writes the table of contents twice.
        into = [f"--file=/dev/fd/{to.fileno()}", "--no-sync"]
        as_seen = ["--format=custom", "--no-owner", f"--snapshot={self._name}", f"--compress={compress}"]
        with open(os.devnull, "wb") as nothing:
            _run(
                [str(programs / "pg_dump"), *as_seen, *into, address], environment, nothing, also=to.fileno()
            )

    def _one(self, query: Any) -> Any:
        row = self._connection.execute(query).fetchone()
        return None if row is None else row[0]


@contextmanager
def snapshot(owner_url: str) -> Iterator[Snapshot]:
    """Raises DumpError when row-level security would bind the role."""
    with psycopg.connect(libpq_url(owner_url)) as connection:
        assert_unbound(connection)
        connection.rollback()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield Snapshot(owner_url, connection)


def assert_unbound(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute(UNBOUND).fetchone()
    if row is None or not row[1]:
        role = row[0] if row else "?"
        raise DumpError(
            f"row-level security binds the role {role}, which therefore does not see every school: let"
            f" YANXIU_OWNER_DATABASE_URL name the owner of the tables, and ALTER ROLE … BYPASSRLS for it"
        )


def server_ready_for(owner_url: str) -> int:
    """The server's major version. Raises DumpError when the database is not empty."""
    with psycopg.connect(libpq_url(owner_url)) as connection:
        assert_unbound(connection)
        if (there := connection.execute(ANYTHING).fetchone()) is not None:
            raise DumpError(f"the database is not empty, it has the table {there[0]}: nothing was changed")
        return connection.info.server_version // 10_000


def load(owner_url: str, dump: Path, rows: Mapping[str, int], programs: Path) -> None:
    """Loads a dump in one transaction that ends well only if every table has its rows.

    Raises DumpError; the database is then as it was.
    """
    address, environment = signed_in(owner_url)
    reading = [str(programs / "pg_restore"), "--no-owner", "--file=-", str(dump)]
    writing = [str(programs / "psql"), "-XqAt", "--set=ON_ERROR_STOP=1", f"--dbname={address}"]
    with tempfile.TemporaryFile() as unread, tempfile.TemporaryFile() as unwritten:
        with (
            subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=unread) as source,
            subprocess.Popen(
                writing, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=unwritten, env=environment
            ) as target,
        ):
            assert source.stdout is not None
            assert target.stdin is not None
            try:
                target.stdin.write(b"BEGIN;\n")
                shutil.copyfileobj(source.stdout, target.stdin, CHUNK)
                if source.wait() == 0:  # otherwise the transaction is left open, and undone when psql leaves
                    target.stdin.write(_check(rows) + b"COMMIT;\n")
                target.stdin.close()
            except BrokenPipeError:
                pass  # psql has refused something, and says what
            finally:
                source.stdout.close()
        if target.returncode != 0:
            raise DumpError(f"psql ended with code {target.returncode}: {_said(unwritten)}")
        if source.returncode != 0:
            raise DumpError(f"pg_restore ended with code {source.returncode}: {_said(unread)}")


def analyze(owner_url: str) -> None:
    """What the planner wants to know of tables that were just filled."""
    with psycopg.connect(libpq_url(owner_url), autocommit=True) as connection:
        connection.execute("ANALYZE")


def column_of(dump: Path, programs: Path, *, table: str, columns: Sequence[str]) -> list[tuple[str, ...]]:
    """Some text columns of a small table, read from the dump without a server."""
    with tempfile.TemporaryFile() as script:
        command = [str(programs / "pg_restore"), "--data-only", f"--table={table}", "--file=-", str(dump)]
        _run(command, None, script)
        script.seek(0)
        lines = iter(script.read().decode().splitlines())
    heading = next((line for line in lines if line.startswith(f"COPY public.{table} (")), None)
    if heading is None:
        return []
    names = heading.partition("(")[2].partition(")")[0].split(", ")
    found = []
    for line in lines:
        if line == "\\.":
            break
        row = dict(zip(names, line.split("\t"), strict=True))
        found.append(tuple(_unescaped(row[name]) for name in columns))
    return found


def _counted(table: str) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))


def _check(rows: Mapping[str, int]) -> bytes:
    """A statement that fails when a table has other than its rows, and says which."""
    counts = [
        sql.SQL("({}, {}, ({}))").format(sql.Literal(name), sql.Literal(said), _counted(name))
        for name, said in rows.items()
    ]
    compare = sql.SQL(
        "DO $check$ DECLARE wrong text; BEGIN"
        " SELECT string_agg(format('%s has %s rows, not %s', name, counted, said), ', ') INTO wrong"
        " FROM (VALUES {}) AS counts (name, said, counted) WHERE said <> counted;"
        " IF wrong IS NOT NULL THEN RAISE EXCEPTION '%', wrong; END IF; END $check$;\n"
    ).format(sql.SQL(", ").join(counts))
    return compare.as_bytes(None)


def _run(
    command: list[str], environment: dict[str, str] | None, to: IO[bytes], *, also: int | None = None
) -> None:
    with tempfile.TemporaryFile() as complaints:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=to,
            stderr=complaints,
            pass_fds=() if also is None else (also,),
            check=False,
        )
        if done.returncode != 0:
            name = Path(command[0]).name
            raise DumpError(f"{name} ended with code {done.returncode}: {_said(complaints)}")


def _said(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    return complaints.read(1_000).decode(errors="replace").strip()


def _unescaped(cell: str) -> str:
    return cell.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").replace("\\\\", "\\")
