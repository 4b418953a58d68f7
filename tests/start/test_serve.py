import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.start.processes import ROOT, end, is_stopped, kill, postmaster, until

YANXIU = Path(sys.executable).with_name("yanxiu")
ADDRESS = re.compile(r"http://[\d.]+:\d+")


@contextmanager
def serving(
    data_dir: Path, *options: str, given: dict[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`yanxiu serve` on a free port, and its address once it is ready; `given` besides the environment."""
    command = [str(YANXIU), "serve", "--port", "0", "--no-sample", "--data-dir", str(data_dir), *options]
    environment = os.environ | (given or {})
    with subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, env=environment) as process:
        try:
            address = announced(process)
            until(lambda: is_ready(address), within=120)
            yield process, address
        finally:
            end(process, data_dir)


def announced(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if found := ADDRESS.search(line):
            return found[0]
    raise AssertionError(f"ended with {process.wait()} and announced no address")


def is_ready(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/readyz", timeout=5).status_code == 200
    except httpx2.TransportError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("options", [(), ("--workers", "2"), ("--no-worker",)], ids=" ".join)
def test_it_serves_and_ends_cleanly(tmp_path: Path, options: tuple[str, ...], ending: signal.Signals) -> None:
    with serving(tmp_path, *options) as (process, address):
        assert httpx2.get(f"{address}/openapi.json").status_code == 200
        process.send_signal(ending)
        assert process.wait(timeout=30) == 0
    assert is_stopped(tmp_path)


@pytest.mark.slow
def test_it_comes_back_after_everything_was_killed(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, _):
        kill(process.pid)
        kill(postmaster(tmp_path))
        process.wait()
    with serving(tmp_path) as (process, address):
        assert is_ready(address)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    assert is_stopped(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("killed", [False, True], ids=["running", "killed"])
def test_a_test_that_is_done_with_a_server_leaves_nothing_of_it(tmp_path: Path, killed: bool) -> None:
    with serving(tmp_path) as (process, _):
        if killed:
            kill(process.pid)
    assert process.returncode == (-signal.SIGKILL if killed else 0)
    assert is_stopped(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_in_use_is_said_plainly_and_at_once(tmp_path: Path, workers: str) -> None:
    """Though workers share it among themselves."""
    with serving(tmp_path / "one", "--workers", workers) as (_, address):
        port = address.rpartition(":")[2]
        options = ["--port", port, "--no-sample", "--workers", workers]
        second = subprocess.run(
            [YANXIU, "serve", *options, "--data-dir", tmp_path / "two"],
            cwd=ROOT,
            text=True,
            capture_output=True,
            timeout=30,
        )
    assert second.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in second.stderr
    assert not (tmp_path / "two").exists()
