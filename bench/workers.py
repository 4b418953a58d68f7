"""Server processes, one worker each, pinned to a core; and the CPU time each has used."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

SERVER_CORE, CLIENT_CORE = 0, 1
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Worker:
    name: str
    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """utime and stime of the whole process, its threads included (proc_pid_stat(5))."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def serving(name: str, environment: dict[str, str], probe: str) -> Iterator[Worker]:
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", f"bench.servers.{name}:app", f"--port={port}"]
    command += ["--loop=uvloop", "--http=httptools", "--no-access-log", "--log-level=warning"]
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stderr=subprocess.DEVNULL if name == "ours" else None,  # its log, one line a request
        preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE % os.cpu_count()}),  # type: ignore[operator]
    )
    try:
        _wait_for(process, port, probe)
        yield Worker(name, process.pid, port)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_for(process: "subprocess.Popen[bytes]", port: int, probe: str) -> None:
    deadline = time.monotonic() + 120  # a machine may have other work
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}{probe}", timeout=5):
                return
        except OSError as error:
            if getattr(error, "code", None) is not None:
                return  # it answers, whatever it says to somebody who is not signed in
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
