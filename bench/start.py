"""`python -m bench.start`: how soon `serve` answers on a database that is there, and what it then holds.

Each start is a process of its own, from exec to the first 200 of /readyz, as somebody waiting would see it;
its CPU time beside it, which a busy machine changes less. Then the eight stories of examples/ are told to one
server, and the proportional set size of each of its processes is read. Asked for: 2.5 s, and 150 MiB each.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
YANXIU = Path(sys.executable).with_name("yanxiu")
STORIES = sorted((ROOT / "examples").glob("0*.py"))
SECONDS, MEBIBYTES = 2.5, 150
TICKS = os.sysconf("SC_CLK_TCK")
ENVIRONMENT = os.environ | {
    "PYTHONDONTWRITEBYTECODE": "",  # as installed: compiled once, not at each start
    "YANXIU_PRIVATE_HOSTS": '["127.0.0.1"]',  # where the simulated platform of the eighth story listens
}


@dataclass(frozen=True, slots=True)
class Started:
    pid: int
    address: str
    seconds: float
    cpu_seconds: float


@contextmanager
def serving(data_dir: Path, workers: int = 1) -> Iterator[Started]:
    """Ready to answer; ended as a service manager would end it."""
    port = _free_port()
    command = [str(YANXIU), "serve", f"--port={port}", f"--data-dir={data_dir}", f"--workers={workers}"]
    began = time.perf_counter()
    with open(data_dir / "serve.log", "ab") as log:
        process = subprocess.Popen(command, env=ENVIRONMENT, cwd=ROOT, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(process, address)
        seconds = time.perf_counter() - began
        yield Started(process.pid, address, seconds, _cpu_seconds(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _wait_until_ready(process: "subprocess.Popen[bytes]", address: str) -> None:
    while process.poll() is None:
        try:
            with urlopen(f"{address}/readyz", timeout=300):
                return
        except URLError:
            time.sleep(0.01)  # nothing tells when a port begins to answer; an error of 0.6 % of 1.7 s
    raise RuntimeError("the server ended")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _cpu_seconds(pid: int) -> float:
    """utime and stime of the process (proc_pid_stat(5)); PostgreSQL's own are not in it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def held(pid: int) -> float:
    """MiB of proportional set size: what is shared counts to each by its share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def children(pid: int, kind: str = "serve") -> list[int]:
    """Processes of Python below it, whichever thread started them; PostgreSQL is started by itself."""
    below = " ".join(one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/children")).split()
    return [int(one) for one in below if kind in Path(f"/proc/{one}/cmdline").read_text()]


def starts(data_dir: Path, times: int) -> list[tuple[float, float]]:
    found = []
    for _ in range(times):
        with serving(data_dir) as started:
            found.append((started.seconds, started.cpu_seconds))
    return found


def tell_all(address: str) -> None:
    simulator = [str(YANXIU), "platform-simulator", f"--port={(port := _free_port())}", "--faults=some"]
    with subprocess.Popen(simulator, env=ENVIRONMENT, cwd=ROOT, stdout=subprocess.DEVNULL) as platform:
        try:
            for story in STORIES:
                command = [sys.executable, str(story), "--base-url", address]
                if story.name.startswith("08"):
                    command += ["--platform", f"http://127.0.0.1:{port}"]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        finally:
            platform.terminate()


def stories(data_dir: Path, workers: int) -> list[tuple[str, float, float]]:
    """Of each process what it held when it was ready, and after the stories; the parent first."""
    with serving(data_dir, workers) as started:
        processes = [started.pid, *children(started.pid)]
        before = [held(one) for one in processes]
        tell_all(started.address)
        names = (
            ["serve"] if workers == 1 else ["parent", *(f"worker {n}" for n in range(1, workers + 1)), "jobs"]
        )
        told = [(name, one, held(pid)) for name, one, pid in zip(names, before, processes, strict=False)]
        beside = [one for pid in processes for one in children(pid, "gateways.apart")]
        return told + [("beside it, for a minute", 0.0, held(one)) for one in beside]


def verdict(good: bool) -> str:
    return "kept" if good else "NOT kept"


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.start", description=__doc__)
    options.add_argument("--starts", type=int, default=7)
    options.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="tell the stories to so many")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        starts(Path(folder), 1)  # makes the database, loads the sample
        found = starts(Path(folder), given.starts)
    wall, cpu = (median(column) for column in zip(*found, strict=True))
    best = min(seconds for seconds, _ in found)
    print(f"answers after {wall:.2f} s (best {best:.2f}), {cpu:.2f} s of CPU; {verdict(wall <= SECONDS)}")
    for workers in given.workers:
        with tempfile.TemporaryDirectory() as folder:
            starts(Path(folder), 1)  # as above: migrations and the sample leave 28 MiB behind
            for name, before, after in stories(Path(folder), workers):
                print(f"--workers {workers}, {name}: {before:.0f} MiB when ready,", end=" ")
                print(f"{after:.0f} MiB after the stories; {verdict(after <= MEBIBYTES)}")


if __name__ == "__main__":
    main()
