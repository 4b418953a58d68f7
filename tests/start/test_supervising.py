"""`serve --workers 2`: its processes share what one has read, and none is missed for long."""

import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from uvicorn.config import STARTUP_FAILURE

from tests.start.processes import ROOT, kill, until
from tests.start.test_serve import is_ready, serving

SUPERVISED = """
import sys, time
from functools import partial
from cli.supervising import supervise
works = {"one": partial(time.sleep, 300), "other": partial(sys.exit, int(sys.argv[1]))}
print(supervise(works, partial(print, "looked", flush=True)), flush=True)
"""

LISTENING = "0A"  # as /proc/net/tcp says it

pytestmark = pytest.mark.slow


def processes(parent: int) -> set[int]:
    """Forked from it: they have its name. PostgreSQL's are started by it, too."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return {int(one) for one in found if "serve" in Path(f"/proc/{one}/cmdline").read_text()}


def private(pid: int) -> int:
    """KiB that no other process shares."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def test_they_share_what_one_has_read(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as (process, _):
        of_each = [private(one) for one in processes(process.pid)]

    assert len(of_each) == 3  # two that answer, and the jobs
    assert max(of_each) < 60 * 1024  # some 150 MiB where each has read the modules itself


def test_one_that_is_killed_is_started_again(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as (process, address):
        before = processes(process.pid)
        for one in before:
            kill(one)
        until(lambda: len(processes(process.pid) - before) == 3)
        until(lambda: is_ready(address), within=60)
        assert process.poll() is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux deals connections out")
def test_each_worker_hears_of_connections_at_a_socket_of_its_own(tmp_path: Path) -> None:
    """Among which the kernel deals them out."""
    with serving(tmp_path, "--workers", "2") as (_, address):
        port = f":{httpx2.URL(address).port or 0:04X}"
        known = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]

    assert sum(one[1].endswith(port) and one[3] == LISTENING for one in known) == 2


def test_none_outlives_a_killed_parent(tmp_path: Path) -> None:
    """Who starts it again finds the port free."""
    with serving(tmp_path, "--workers", "2") as (process, address):
        held = processes(process.pid)
        kill(process.pid)
        until(lambda: not any(Path(f"/proc/{one}").exists() for one in held))
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(address)
        socket.create_server(("127.0.0.1", httpx2.URL(address).port or 0)).close()


def test_all_end_when_one_cannot_begin() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SUPERVISED, str(STARTUP_FAILURE)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert run.stdout == "False\n"


def test_one_that_ends_is_started_once_a_second_and_no_more() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISED, "1"], cwd=ROOT, text=True, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line.strip())
            if line == "looked\n" and said.count("looked") == 3:
                process.terminate()

    assert process.returncode == 0
    assert said[-1] == "True"
    assert 1 <= sum("process_started_again" in line for line in said) <= said.count("looked")
