"""`python -m bench`: what two reads and a write cost, beside other stacks.

See README.md here.
"""

import argparse
import asyncio
import json
import os
import platform
import socket
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from datetime import UTC, datetime
from http.client import HTTPResponse
from itertools import islice
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bench.client import ask
from bench.data import World, database, fill
from bench.offering import clear
from bench.questions import QUESTIONS, requests
from bench.report import Round, Rounds, client_share, table, verdicts
from bench.stacks import OURS, POSTGRAPHILE_5, SIGNED_IN, STACKS, YARDSTICK
from bench.workers import CLIENT_CORE, Worker, serving

CONNECTIONS = 32
OF_ITS_OWN = {"id", "enrolled_at", "allowed_actions"}
"""Of an enrolment, what no two answers have in common, and what only a stack with permissions can say."""


def asked_of(question: str, workers: list[Worker]) -> list[Worker]:
    return [worker for worker in workers if worker.name in QUESTIONS[question].servers]


def answer(worker: Worker, question: str, world: World) -> Any:
    """What the question is answered, as far as all must answer alike."""
    (request,) = islice(requests(worker, question, world), 1)
    with socket.create_connection(("127.0.0.1", worker.port)) as connection:
        connection.sendall(request)
        response = HTTPResponse(connection)
        response.begin()
        body = json.loads(response.read())
    assert response.status == QUESTIONS[question].status, f"{worker.name} says {body}"
    if question == "enrolment":
        return {name: value for name, value in body.items() if name not in OF_ITS_OWN}
    if worker.name in {POSTGRAPHILE_5, SIGNED_IN}:  # which writes a moment as PostgreSQL does
        return [{name: _moment(value) for name, value in row.items()} for row in body["data"]["items"]]
    return body["items"]


def _moment(value: Any) -> Any:
    return value.replace(".000000+00:00", "Z") if isinstance(value, str) else value


async def check_equal(workers: list[Worker], world: World, owner: AsyncEngine) -> None:
    """Everybody answers the same, or the figures would compare different work."""
    for question in QUESTIONS:
        expected = None
        for worker in asked_of(question, workers):
            found = await asyncio.to_thread(answer, worker, question, world)
            expected = found if expected is None else expected
            assert found == expected, f"{worker.name} answers {question} otherwise: {str(found)[:500]}"
            await clear(owner, world.session_ids)


async def measure(worker: Worker, question: str, world: World, owner: AsyncEngine, seconds: float) -> Round:
    its, before = requests(worker, question, world), worker.cpu_seconds()
    status = QUESTIONS[question].status
    answers = await ask(worker.port, its, status=status, connections=CONNECTIONS, seconds=seconds)
    cpu = worker.cpu_seconds() - before
    if question == "enrolment":
        written = await clear(owner, world.session_ids)
        assert written == answers.count, f"{worker.name} wrote {written} of {answers.count}"
    return Round(answers, cpu)


async def compare(
    workers: list[Worker], world: World, questions: list[str], rounds: int, seconds: float
) -> dict[str, Rounds]:
    """Interleaved, so that a busy moment of the machine falls on all alike."""
    owner = create_async_engine(world.urls.owner, poolclass=NullPool)
    await check_equal(workers, world, owner)
    found: dict[str, dict[str, list[Round]]] = {name: defaultdict(list) for name in questions}
    for question in questions:
        for worker in asked_of(question, workers):
            await measure(worker, question, world, owner, 1)  # warm
        for number in range(rounds):
            for worker in asked_of(question, workers):
                one = await measure(worker, question, world, owner, seconds)
                found[question][worker.name].append(one)
            print(f"  {question}: round {number + 1} of {rounds}", flush=True)
    return found


def _possible(names: list[str]) -> list[str]:
    """Of the servers asked for those that can run here; the others are named, and why."""
    missing = {name: STACKS[name].missing() for name in names}
    for name, what in missing.items():
        if what is not None:
            print(f"without {STACKS[name].title}: {what}")
    return [name for name in names if missing[name] is None]


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--rounds", type=int, default=11)
    options.add_argument("--seconds", type=float, default=1.0, help="of each round")
    options.add_argument("--only", nargs="*", default=list(STACKS), choices=list(STACKS))
    options.add_argument("--questions", nargs="*", default=list(QUESTIONS), choices=list(QUESTIONS))
    options.add_argument("--write", action="store_true", help="write bench/results.md")
    given = options.parse_args()
    load = os.getloadavg()[0]
    os.sched_setaffinity(0, {CLIENT_CORE % (os.cpu_count() or 1)})  # PostgreSQL inherits it
    names = [name for name in STACKS if name in {OURS, YARDSTICK, *given.only}]
    with ExitStack() as stack:
        urls = stack.enter_context(database(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        world = asyncio.run(fill(urls))
        environment = world.environment()
        workers = [stack.enter_context(serving(name, STACKS[name], environment)) for name in _possible(names)]
        found = uvloop.run(compare(workers, world, given.questions, given.rounds, given.seconds))
    report = _page(found, given.rounds, given.seconds, load)
    print(report)
    if given.write:
        (Path(__file__).parent / "results.md").write_text(report)


def _page(found: dict[str, Rounds], rounds: int, seconds: float, load: float) -> str:
    cores, client = os.cpu_count(), client_share(found)
    about = (
        f"Python {platform.python_version()}, one worker pinned to a core, {CONNECTIONS} connections, medians"
        f" of {rounds} interleaved rounds of {seconds:g} s. When it began, the machine's {cores} cores had a"
        f" load of {load:.1f} from other work. The client took {client:.0%} of its core at most."
        " `python -m bench --write` writes this page; [docs/SPEED.md](../docs/SPEED.md) says how to read it."
    )
    tables = [table(name, rounds_of_it) for name, rounds_of_it in found.items()]
    return "\n".join([f"# Measured {datetime.now(UTC):%Y-%m-%d}", "", about, "", verdicts(found), *tables])


if __name__ == "__main__":
    main()
