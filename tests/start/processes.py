"""Other processes that use the embedded server, and waiting for what they do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from persistence.embedded import running

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from persistence.embedded import running
with running(Path(sys.argv[1]), durable=False):
    print("ready", flush=True)
    sys.stdin.read()
"""


def until(holds: Callable[[], bool], *, within: float = 15) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"still not so after {within} seconds"
        time.sleep(0.02)


@contextmanager
def holder(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that uses the server until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data_dir)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield process
        process.kill()


def end(process: subprocess.Popen[str], data_dir: Path) -> None:
    """Ends a server and all it stands on, whatever a failing test left of them."""
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        kill(process.pid)
        process.wait()
    if not is_stopped(data_dir):
        with running(data_dir):
            pass  # the last to leave stops PostgreSQL


def is_ready(process: subprocess.Popen[str]) -> bool:
    assert process.stdout is not None
    return process.stdout.readline() == "ready\n"


def leave(process: subprocess.Popen[str]) -> int:
    assert process.stdin is not None
    process.stdin.close()
    return process.wait(timeout=30)


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def is_stopped(data_dir: Path) -> bool:
    return not (data_dir / "postgres" / "postmaster.pid").exists()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
