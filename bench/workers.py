"""Server processes, one worker each, pinned to a core; and the CPU time each has used."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from bench.stacks import OURS, Stack

SERVER_CORE, CLIENT_CORE = 0, 1
PATIENCE = 120  # seconds, for a machine that does other things
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Worker:
    name: str
    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """utime and stime, with all threads, of the process and of those it began (proc_pid_stat(5))."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_used(pid) for pid in (self.pid, *children))


def _used(pid: int | str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def serving(name: str, stack: Stack, environment: dict[str, str]) -> Iterator[Worker]:
    port = _free_port()
    process = subprocess.Popen(
        stack.command(name, port),
        env=os.environ | environment | dict(stack.environment),
        stderr=subprocess.DEVNULL if name == OURS else None,  # its log, one line a request
        start_new_session=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE % os.cpu_count()}),  # type: ignore[operator]
    )
    try:
        _wait_for(process, port)
        yield Worker(name, process.pid, port)
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # some are begun by another, which tells them nothing
        process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/livez", timeout=5):
                return
        except OSError as error:
            if getattr(error, "code", None) is not None:
                return  # it answers, whatever it says of a path it may not have
            time.sleep(0.1)
    raise RuntimeError(f"the server on port {port} does not answer")


def on_cpu(pid: int) -> float:
    """Seconds its threads have run, to the nanosecond."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in tasks) / 1e9


def backends(database: str) -> list[int]:
    """The PostgreSQL processes that serve connections to it."""
    found = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            title = one.read_bytes()
        except OSError:
            continue  # it has ended
        if title.startswith(b"postgres: ") and f" {database} ".encode() in title:
            found.append(int(one.parent.name))
    return found
