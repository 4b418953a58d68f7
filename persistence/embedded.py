"""PostgreSQL 18 without an installation: the programs of a wheel, run for one data directory.

    data_dir/postgres       the cluster, with its socket inside; it appears complete or not at all
    data_dir/postgres.log   what the server said
    data_dir/users.lock     flock: shared while a process uses the server
    data_dir/start.lock     flock: exclusive around start and stop

The locks vanish with the process that holds them, so a kill -9 leaves nothing of ours to clean; the server
then stays up, and whoever uses the directory next attaches to it and stops it when it is the last.

PostgreSQL refuses to run as root, so root runs it as another account, which may well have no way into the
data directory (below /root, for one). The server therefore needs no path: it inherits the cluster as its
working directory, entered before the account changes, and its log as an open file, and binds its socket
where it stands.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from persistence.embedded_programs import EmbeddedServerError, Identity, account_for, programs

__all__ = ["EmbeddedServer", "EmbeddedServerError", "revive", "running"]

SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "128MB",
    # PostgreSQL's own 4 is for disks that turn. A school lies in memory whole, and is best read by index.
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
INITDB = (
    *("--username=postgres", "--auth-local=trust", "--auth-host=reject"),
    # PostgreSQL's own C.UTF-8 sorts and folds alike on every machine; the wheel has no ICU.
    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    "--no-instructions",
)
LONGEST_SOCKET_DIR = 85  # an address holds 103 bytes on macOS, 107 on Linux; /.s.PGSQL.5432 takes 14
PATIENCE = 120.0  # seconds; recovery after a crash replays at most a few checkpoints


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    data_dir: Path
    socket_dir: Path

    def url(self, user: str, database: str, driver: str = "asyncpg") -> str:
        """For SQLAlchemy, or with `driver=""` for libpq. No password: who reaches the socket is in."""
        scheme = f"postgresql+{driver}" if driver else "postgresql"
        # The port is named although it is the default, or a PGPORT in the environment would win.
        return f"{scheme}://{quote(user)}@/{quote(database)}?host={quote(str(self.socket_dir))}&port=5432"


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[EmbeddedServer]:
    """The server of this directory, started unless it runs already; the last process to leave stops it.

    `durable=False` is for tests: a crash may cost the last commits, of the machine all data. Only the start
    heeds it.
    """
    home = data_dir.resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    cluster = _Cluster(home, account_for(home), durable)
    with _opened(home / "users.lock") as users:
        with _held(home / "start.lock"):
            cluster.ensure_ready()
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield EmbeddedServer(home, _socket_dir(cluster.path))
        finally:
            with _held(home / "start.lock"), suppress(BlockingIOError):
                # Refused while somebody else is here; our shared lock is gone either way.
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()


def revive(data_dir: Path) -> bool:
    """Starts the server again when it died under those who use it; False when it runs. For its users alone.

    Raises EmbeddedServerError when it does not start.
    """
    home = data_dir.resolve()
    cluster = _Cluster(home, account_for(home), durable=True)
    if cluster.is_running():
        return False
    with _held(home / "start.lock"):
        cluster.ensure_ready()
    return True


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    # Read-only is enough for flock, and lets root and the directory's owner share one lock.
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    with _opened(path) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True, slots=True)
class _Cluster:
    """The files and the server of one data directory; every change is made under start.lock."""

    home: Path
    account: Identity
    durable: bool

    @property
    def path(self) -> Path:
        return self.home / "postgres"

    def ensure_ready(self) -> None:
        """Starts the server, or waits for one found starting or stopping after its keeper was killed."""
        if not self.path.exists():
            self._initialise()
        deadline = time.monotonic() + PATIENCE
        while not (self.is_running() and _ping(self.path) == Ping.OK):
            if time.monotonic() > deadline:
                raise self._failure(f"PostgreSQL was not ready after {PATIENCE:.0f} seconds")
            if not self.is_running():
                self._start()
            time.sleep(0.02)

    def stop(self) -> None:
        if self.is_running():
            self._run("pg_ctl", "stop", "-s", "-w", "-t", "60", "-m", "fast")
        if (link := _socket_dir(self.path)) != self.path:
            link.unlink()

    def _initialise(self) -> None:
        for unfinished in self.home.glob("postgres.new-*"):
            shutil.rmtree(unfinished, ignore_errors=True)
        building = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=self.home))
        if self.account:
            os.chown(building, self.account["user"], self.account["group"])
        self._run("initdb", *INITDB, *(() if self.durable else ("--no-sync",)), directory=building)
        building.rename(self.path)

    def _start(self) -> None:
        # PostgreSQL sees through the claims of a dead server, but not while its process id is taken:
        # by another program of the same account, or by itself where nobody buries it (a bare container).
        for claim in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self.path / claim).unlink(missing_ok=True)
        settings = SETTINGS | ({} if self.durable else FORGETFUL)
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        try:
            self._run("pg_ctl", "start", "-s", "-w", "-t", "120", "-o", f"-h '' -k . -p 5432 {options}")
        except EmbeddedServerError as refused:
            # Children of a killed server leave at their next pause; until then its memory is taken.
            if "shared memory block" not in str(refused):
                raise
            time.sleep(0.2)

    def is_running(self) -> bool:
        """Whether the process that postmaster.pid names is truly this cluster's server."""
        try:
            pid = int((self.path / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return False
        if not Path("/proc/self/cwd").exists():
            return _ping(self.path) != Ping.NO_RESPONSE
        try:
            return os.path.samefile(f"/proc/{pid}/cwd", self.path)
        except OSError:
            return False

    def _run(self, program: str, *arguments: str, directory: Path | None = None) -> None:
        directory = directory or self.path
        command = [str(programs(self.account) / program), *arguments]
        command += ["-D", "/proc/self/cwd" if self.account else str(directory)]
        with open(self.home / "postgres.log", "ab", opener=_private) as log:
            if self.account:
                os.fchown(log.fileno(), self.account["user"], self.account["group"])
            done = subprocess.run(
                command,
                cwd=directory,
                env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self.account,
            )
        if done.returncode != 0:
            raise self._failure(f"{program} ended with code {done.returncode}")

    def _failure(self, what: str) -> EmbeddedServerError:
        log = self.home / "postgres.log"
        last = log.read_text(errors="replace").splitlines()[-12:]
        return EmbeddedServerError("\n    ".join([f"{what}; the end of {log}:", *last]))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _ping(cluster: Path) -> Ping:
    """Asks the server itself: one just killed may still look alive from outside."""
    address = make_conninfo(host=str(_socket_dir(cluster)), port=5432, user="postgres", connect_timeout=5)
    return Ping(PGconn.ping(address.encode()))


def _socket_dir(cluster: Path) -> Path:
    """The cluster, which only its account may enter; by a short link of ours when its path is too long."""
    if len(os.fsencode(cluster)) <= LONGEST_SOCKET_DIR:
        return cluster
    name = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]
    link = Path(tempfile.gettempdir()) / f"yanxiu-{os.geteuid()}-{name}"
    with suppress(FileExistsError):
        link.symlink_to(cluster)
    if link.lstat().st_uid != os.geteuid() or link.readlink() != cluster:
        raise EmbeddedServerError(f"{link} is not ours; remove it or choose a shorter data directory")
    return link
