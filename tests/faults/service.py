"""`yanxiu serve` as a deployment runs it: at one port, durable, and started again when it ends.

The part of systemd or Docker (`Restart=always`) is a test's: `Service.start` runs the same command again.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psycopg

from persistence.provision import DatabaseUrls, libpq_url
from tests.start.processes import ROOT, kill, postmaster, until

YANXIU = Path(sys.executable).with_name("yanxiu")
NIGHTLY = os.environ.get("YANXIU_NIGHTLY") == "1"
HEALTHY_WITHIN = 30.0 if NIGHTLY else 300.0
"""Seconds, without help. 30 are promised; by day the machine has other tests to run as well."""

BUSY = {
    "YANXIU_RATE_PER_MINUTE": "1000000",
    "YANXIU_SIGN_IN_PER_MINUTE": "1000000",
    "YANXIU_ACCESS_TOKEN_MINUTES": "60",
    "YANXIU_PRIVATE_HOSTS": '["127.0.0.1"]',
    "YANXIU_SECRET": "a secret of the tests, long enough",
}
"""Settings of a service that is asked more than people ask, by those who sign in once."""


OUR_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'yanxiu' ORDER BY query_start DESC"


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@dataclass
class Service:
    data_dir: Path
    urls: DatabaseUrls
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data_dir / "serve.log"

    def start(self) -> None:
        command = [str(YANXIU), "serve", "--port", str(self.port), "--no-sample", "--log-format", "json"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--data-dir", str(self.data_dir)],
                cwd=ROOT,
                env=os.environ | BUSY,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def is_healthy(self) -> bool:
        try:
            return httpx2.get(f"{self.address}/readyz", timeout=10).status_code == 200
        except httpx2.TransportError:
            return False

    def until_healthy(self, *, within: float = HEALTHY_WITHIN) -> float:
        """How many seconds it took."""
        began = time.monotonic()

        def healthy() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()[-2_000:]
            return self.is_healthy()

        until(healthy, within=within)
        return time.monotonic() - began

    def ensure_healthy(self) -> None:
        """Whatever a failing test left of it."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        self.until_healthy(within=300)

    def kill(self) -> None:
        assert self.process is not None
        kill(self.process.pid)
        assert self.process.wait() == -signal.SIGKILL

    def ask_to_stop(self, *, within: float = HEALTHY_WITHIN) -> int:
        """The code it ends with."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(timeout=within)

    def heard(self, request_ids: Collection[str]) -> bool:
        """Whether any of these requests was begun: each has its line in the log, however it ended."""
        said = self.log.read_text()
        return any(one in said for one in request_ids)

    def end(self) -> None:
        """One way or another."""
        assert self.process is not None
        try:
            self.ask_to_stop()
        except subprocess.TimeoutExpired:
            self.kill()

    def kill_postgres(self, way: str) -> None:
        """`postmaster` alone, `all` its processes with it, or one `backend`: then it starts itself anew."""
        processes = [int(str(pid)) for (pid,) in self.ask("SELECT pid FROM pg_stat_activity")]
        ours = [int(str(pid)) for (pid,) in self.ask(OUR_BACKENDS)]
        first = ours[0] if way == "backend" else postmaster(self.data_dir)
        for pid in [first, *(processes if way == "all" else ())]:
            with suppress(ProcessLookupError):  # some see their server die and leave first
                kill(pid)

    def ask(self, statement: str, *facts: object) -> list[tuple[object, ...]]:
        """As the owner, who sees every school."""
        with psycopg.connect(libpq_url(self.urls.owner)) as connection:
            return connection.execute(statement.encode(), facts).fetchall()


@contextmanager
def served(data_dir: Path, urls: DatabaseUrls) -> Iterator[Service]:
    """A service that is healthy; whatever a failing test left of it ends."""
    service = Service(data_dir, urls, a_free_port())
    try:
        service.ensure_healthy()
        yield service
    finally:
        service.end()
