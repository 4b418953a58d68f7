"""PgBouncer in transaction mode before the embedded server, for as long as a test wants it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from persistence.embedded import EmbeddedServer
from persistence.embedded_programs import account_for
from persistence.provision import APP, DatabaseUrls

SWITCH = "YANXIU_TESTS_POOLED"
POOLED = SWITCH in os.environ
"""Whether this run's service reaches the database through PgBouncer."""

Reach = Callable[[DatabaseUrls], DatabaseUrls]
"""From a database's own addresses to those this run's service is given. The owner's stays as it is: what the
owner does (migrations, the sample, a backup) holds locks of the session."""

SERVERS = 4
"""Server connections of a database, however many clients there are."""

PORT = 6432  # of a socket in a folder of its own, so nobody else's
SETTINGS = """
[databases]
* = host=/proc/self/cwd port=5432

[pgbouncer]
unix_socket_dir = {folder}
listen_port = {port}
auth_type = trust
auth_file = {folder}/users
admin_users = {app}
pool_mode = transaction
default_pool_size = {servers}
max_client_conn = 400
log_connections = 0
log_disconnections = 0
"""


@dataclass(frozen=True, slots=True)
class Pooler:
    folder: Path

    def url(self, direct: str) -> str:
        """The same database, by way of the pooler."""
        query = {"host": str(self.folder), "port": str(PORT)}
        return make_url(direct).set(query=query).render_as_string(hide_password=False)

    def transactions(self) -> int:
        """How many it has passed on."""
        passed = [row for row in self._show("STATS") if row["database"] != "pgbouncer"]
        return sum(int(str(row["total_xact_count"])) for row in passed)

    def servers(self, database: str) -> int:
        """Connections to the server it has for the database."""
        return sum(row["database"] == database for row in self._show("SERVERS"))

    def answers(self) -> bool:
        try:
            return bool(self._show("VERSION"))
        except psycopg.OperationalError:
            return False

    def _show(self, what: str) -> list[dict[str, object]]:
        address = f"postgresql://{APP}@/pgbouncer?host={self.folder}&port={PORT}"
        with psycopg.connect(address, autocommit=True) as console:  # which speaks the simple protocol only
            cursor = console.execute(f"SHOW {what}".encode())
            names = [column.name for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def program() -> str | None:
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def reaching(server: EmbeddedServer) -> Iterator[Reach]:
    """Straight, or through a pooler, which is then seen to be used."""
    if not POOLED:
        yield lambda urls: urls
        return
    with pooling(server) as pooler:
        yield lambda urls: replace(urls, app=pooler.url(urls.app))
        assert pooler.transactions() > 0


@contextmanager
def pooling(server: EmbeddedServer) -> Iterator[Pooler]:
    """It runs as the server's account, and stands in the server's folder: its socket may have no path from
    elsewhere."""
    command, account = program(), account_for(server.data_dir)
    assert command is not None, "install pgbouncer (.ci/run does)"
    folder = Path(tempfile.mkdtemp(prefix="yanxiu-pooler-"))
    (folder / "ini").write_text(SETTINGS.format(folder=folder, port=PORT, app=APP, servers=SERVERS))
    (folder / "users").write_text(f'"{APP}" ""\n')
    if account:
        for path in (folder, *folder.iterdir()):
            os.chown(path, account["user"], account["group"])
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [command, str(folder / "ini")], cwd=server.socket_dir, stdout=log, stderr=log, **account
        )
    try:
        pooler, deadline = Pooler(folder), time.monotonic() + 20
        while not pooler.answers():
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < deadline, "the pooler does not answer"
            time.sleep(0.05)
        yield pooler
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(folder)
