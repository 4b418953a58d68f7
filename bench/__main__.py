"""`python -m bench`: CPU per request of the two reads every screen starts with, beside other stacks.

See README.md here.
"""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

import uvloop

from bench.client import ask
from bench.data import SCHOOL, YEAR, World, as_environment, database, fill
from bench.workers import CLIENT_CORE, Worker, serving

SERVERS = {
    "ours": "Yanxiu (with sign-in, row-level security, log, figures, rate limit)",
    "fastapi_asyncpg": "FastAPI + asyncpg + Pydantic",
    "starlette_asyncpg": "Starlette + asyncpg + orjson",
    "fastapi_sqlalchemy": "FastAPI + SQLAlchemy Core async",
    "django_ninja": "Django Ninja + ORM",
}
YARDSTICK = "fastapi_asyncpg"
QUESTIONS = {"ledger": "(a) a ledger of 30 rows", "standing": "(b) the standing of 60 teachers"}
CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Round:
    per_second: float
    cpu_us: float


def path(worker: Worker, question: str, world: World) -> str:
    if worker.name != "ours":
        return f"/teachers/{world.teacher_id}/ledger" if question == "ledger" else "/standing"
    base = f"/api/v1/schools/{SCHOOL}"
    if question == "ledger":
        return f"{base}/teachers/{world.teacher_id}/credit-entries"
    return f"{base}/credit-standings?school_year={YEAR}&limit=200"


def request(worker: Worker, question: str, world: World) -> bytes:
    lines = [f"GET {path(worker, question, world)} HTTP/1.1", f"Host: 127.0.0.1:{worker.port}"]
    if worker.name == "ours":
        lines.append(f"Authorization: Bearer {world.token}")
    return "\r\n".join([*lines, "Accept: application/json", "", ""]).encode()


def rows(worker: Worker, question: str, world: World) -> Any:
    url = f"http://127.0.0.1:{worker.port}{path(worker, question, world)}"
    with urlopen(Request(url, headers={"Authorization": f"Bearer {world.token}"})) as answer:
        return json.load(answer)["items"]


def check_equal(workers: list[Worker], world: World) -> None:
    """Everybody answers the same rows, or the figures would compare different work."""
    for question in QUESTIONS:
        answers = {worker.name: rows(worker, question, world) for worker in workers}
        expected = answers["ours"]
        assert len(expected) == (30 if question == "ledger" else 60), len(expected)
        for name, answer in answers.items():
            assert answer == expected, f"{name} answers {question} otherwise: {answer[0]} != {expected[0]}"


async def measure(worker: Worker, question: str, world: World, seconds: float) -> Round:
    before = worker.cpu_seconds()
    answers, took = await ask(
        worker.port, request(worker, question, world), connections=CONNECTIONS, seconds=seconds
    )
    return Round(answers / took, (worker.cpu_seconds() - before) / answers * 1e6)


async def compare(workers: list[Worker], world: World, rounds: int, seconds: float) -> dict[str, Any]:
    """Interleaved, so that a busy moment of the machine falls on all alike."""
    found: dict[str, dict[str, list[Round]]] = {name: defaultdict(list) for name in QUESTIONS}
    for question in QUESTIONS:
        for worker in workers:
            await measure(worker, question, world, 1)  # warm
        for number in range(rounds):
            for worker in workers:
                found[question][worker.name].append(await measure(worker, question, world, seconds))
            print(f"  {question}: round {number + 1} of {rounds}", flush=True)
    return found


def table(question: str, found: dict[str, list[Round]]) -> str:
    """Ratios are medians of those of each round, whose servers were measured within seconds of each other."""
    lines = [f"### {QUESTIONS[question]}", ""]
    lines += ["| server | requests/s | worker CPU µs/request | × FastAPI + asyncpg |", "|---|---:|---:|---:|"]
    for name, rounds in found.items():
        speed, cpu = median(one.per_second for one in rounds), median(one.cpu_us for one in rounds)
        ratio = median(one.cpu_us / yard.cpu_us for one, yard in zip(rounds, found[YARDSTICK], strict=True))
        lines.append(f"| {SERVERS[name]} | {speed:,.0f} | {cpu:,.0f} | {ratio:.2f} |")
    return "\n".join([*lines, ""])


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--rounds", type=int, default=11)
    options.add_argument("--seconds", type=float, default=1.0, help="of each round")
    options.add_argument("--only", nargs="*", default=list(SERVERS), choices=list(SERVERS))
    options.add_argument("--write", action="store_true", help="write bench/results.md")
    given = options.parse_args()
    load = os.getloadavg()[0]
    os.sched_setaffinity(0, {CLIENT_CORE % (os.cpu_count() or 1)})  # PostgreSQL inherits it
    names = list(dict.fromkeys(["ours", YARDSTICK, *given.only]))
    with ExitStack() as stack:
        urls = stack.enter_context(database(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        world = asyncio.run(fill(urls))
        environment = as_environment(world)
        workers = [
            stack.enter_context(serving(name, environment, "/livez")) for name in SERVERS if name in names
        ]
        check_equal(workers, world)
        found = uvloop.run(compare(workers, world, given.rounds, given.seconds))
    report = "\n".join(table(question, found[question]) for question in QUESTIONS)
    print(report)
    if given.write:
        (Path(__file__).parent / "results.md").write_text(_page(report, given.rounds, given.seconds, load))


def _page(report: str, rounds: int, seconds: float, load: float) -> str:
    return (
        f"# Measured {datetime.now(UTC):%Y-%m-%d}\n\nPython {platform.python_version()}, one worker pinned"
        f" to a core, {CONNECTIONS} connections, medians of {rounds} interleaved rounds of {seconds:g} s;"
        f" when it began, the machine's {os.cpu_count()} cores had a load of {load:.1f} from other work."
        " `python -m bench --write` writes this page.\n\n" + report
    )


if __name__ == "__main__":
    main()
