"""`python -m bench.scale`: the same reads of a school among 17, and among 16,700 with a million teachers.

Two workers of the product as it is served, one for each database of one PostgreSQL, are asked in turns on a
connection kept open, each time of another school and teacher, of whom all were asked once before; beside them
bare asyncpg reads the same teacher by the same key. Latency as the client sees it, and the CPU time of the
worker and its PostgreSQL processes. Asked for: point reads and a school's standing at most 1.3 times, lists
at most 1.5 times. Without a bound: the ledger of a teacher whom nobody asked of since PostgreSQL started.
"""

import argparse
import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import asyncpg

from bench.scale_data import TEACHERS, fill, sign_in
from bench.stacks import OURS, STACKS
from bench.workers import Worker, backends, on_cpu, serving
from cli.migrate import upgrade
from persistence.embedded import SETTINGS, EmbeddedServer, running
from persistence.provision import libpq_url, provision

SCHOOLS = {"small": 17, "large": 16_700}
DRAWN = 300
"""Schools asked, as far as there are so many: more than the caches of one of them hold, and all warm."""
TEACHERS_DRAWN = 3  # of each school

READS = {
    "a teacher": ("/teachers/{teacher}", 1.3),
    "a ledger": ("/teachers/{teacher}/credit-entries", 1.3),
    "a page of teachers": ("/teachers?limit=50", 1.5),
    "teachers by name": ("/teachers?q=zhang", 1.5),
    "a page of enrolments": ("/enrolments?limit=50", 1.5),
    "a page of awards": ("/credit-awards?limit=50", 1.5),
    "a school's standing": ("/credit-standings?school_year=2020&limit=200", 1.3),
}
Rounds = defaultdict[str, list[tuple[float, float]]]
"""Of each side, by round: seconds of the median request, and CPU seconds of one."""

BARE = "bare asyncpg: a teacher"
COLD = "a ledger, for the first time"
TEACHER = """
SELECT school_id, id, employee_no, name, name_pinyin, name_initials, title, status, version
  FROM teacher WHERE school_id = (SELECT id FROM school WHERE code = $1) AND id = $2
"""


@dataclass(slots=True)
class Side:
    """One database: who serves it, and who may ask."""

    database: str
    worker: Worker
    client: HTTPConnection
    bare: asyncpg.Connection
    offices: dict[str, tuple[str, list[str]]]

    def ask(self, read: str, school: str, teacher: str) -> float:
        path = f"/api/v1/schools/{school}{read.format(teacher=teacher)}"
        began = perf_counter()
        self.client.request("GET", path, headers={"Authorization": f"Bearer {self.offices[school][0]}"})
        answer = self.client.getresponse()
        body = answer.read()
        took = perf_counter() - began
        assert (answer.status, len(body) > 100) == (200, True), (path, body[:500])
        return took

    async def ask_bare(self, school: str, teacher: str) -> float:
        began = perf_counter()
        row = await self.bare.fetchrow(TEACHER, school, teacher)
        took = perf_counter() - began
        assert row is not None
        return took

    def cpu_seconds(self) -> float:
        """Of the worker and of the PostgreSQL processes at this database, to the nanosecond."""
        return sum(on_cpu(pid) for pid in [self.worker.pid, *backends(self.database)])

    async def ask_all(self, name: str, asked: Sequence[tuple[str, str]]) -> list[float]:
        self.client.close()  # opened anew with the first request: one left idle has been closed
        if name == BARE:
            return [await self.ask_bare(*one) for one in asked]
        path = READS["a ledger" if name == COLD else name][0]
        return [self.ask(path, *one) for one in asked]


class Drawn:
    """Whom a side is asked of: the same few teachers of each school again and again, and all others once."""

    def __init__(self, offices: Mapping[str, tuple[str, list[str]]], seed: Random) -> None:
        of_each = {school: seed.sample(teachers, len(teachers)) for school, (_, teachers) in offices.items()}
        self.known = [(school, one) for school in of_each for one in of_each[school][:TEACHERS_DRAWN]]
        self.new = [(school, one) for school in of_each for one in of_each[school][TEACHERS_DRAWN:]]
        seed.shuffle(self.new)
        self._seed = seed

    def draw(self, name: str, size: int) -> list[tuple[str, str]]:
        if name != COLD:
            return self._seed.choices(self.known, k=size)
        asked, self.new = self.new[:size], self.new[size:]
        return asked


async def compare(sides: dict[str, Side], rounds: int, size: int) -> dict[str, Rounds]:
    """Of each read and side the seconds of each round's median request, and of CPU; rounds take turns."""
    found: defaultdict[str, Rounds] = defaultdict(lambda: defaultdict(list))
    drawn = {side: Drawn(one.offices, Random(2)) for side, one in sides.items()}
    for name in [BARE, *READS]:
        for side, one in sides.items():
            await one.ask_all(name, drawn[side].known)
    for number in range(rounds):
        for name in [BARE, *READS, COLD]:
            for side in sorted(sides, reverse=bool(number % 2)):
                one, asked = sides[side], drawn[side].draw(name, size)
                if asked:  # a small database has no more teachers to be new
                    before = one.cpu_seconds()
                    took = await one.ask_all(name, asked)
                    found[name][side].append((median(took), (one.cpu_seconds() - before) / len(asked)))
    return found


def report(found: dict[str, Rounds], schools: dict[str, int]) -> None:
    small, large = (f"{count * TEACHERS:,}" for count in schools.values())
    print(f"| read | {small} teachers ms | {large} teachers ms | ratio | CPU ms | CPU ms | ratio | asked |")
    print("|---|---:|---:|---:|---:|---:|---:|---|")
    for name, sides in found.items():
        pairs = list(zip(sides["small"], sides["large"], strict=False))
        latency = median(many[0] / few[0] for few, many in pairs)
        cpu = median(many[1] / few[1] for few, many in pairs)
        ms = [
            1e3 * median(one[part] for one in sides[side]) for part in (0, 1) for side in ("small", "large")
        ]
        most = READS[name][1] if name in READS else None
        said = "" if most is None else f"≤ {most}: {'kept' if latency <= most else 'NOT kept'}"
        print(
            f"| {name} | {ms[0]:.2f} | {ms[1]:.2f} | {latency:.2f} | {ms[2]:.2f} | {ms[3]:.2f} | {cpu:.2f}"
            f" | {said} |"
        )


def prepare(server: EmbeddedServer, schools: dict[str, int]) -> None:
    for name, count in schools.items():
        upgrade(provision(server, f"bench_{name}").owner)
        began = perf_counter()
        made = asyncio.run(fill(server.url("postgres", f"bench_{name}", driver=""), count))
        print(f"{name}: {made:,} of {count:,} schools made in {perf_counter() - began:.0f} s", flush=True)


async def measure(server: EmbeddedServer, rounds: int, size: int) -> dict[str, Rounds]:
    with ExitStack() as stack:
        sides = {}
        for name in SCHOOLS:
            url = server.url("postgres", f"bench_{name}", driver="")
            offices = await sign_in(url, DRAWN, Random(1))
            app_url = server.url("yanxiu_app", f"bench_{name}")
            worker = stack.enter_context(serving(OURS, STACKS[OURS], {"BENCH_APP_URL": app_url}))
            owner = await asyncpg.connect(libpq_url(server.url("yanxiu_owner", f"bench_{name}")))
            client = HTTPConnection("127.0.0.1", worker.port)
            sides[name] = Side(f"bench_{name}", worker, client, owner, offices)
        found = await compare(sides, rounds, size)
        for side in sides.values():
            await side.bare.close()
    return found


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    options.add_argument("--schools", type=int, default=SCHOOLS["large"], help="of the large database")
    options.add_argument("--data-dir", type=Path, help="kept, and used again; otherwise a temporary one")
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--size", type=int, default=60, help="requests of each round and read")
    given = options.parse_args()
    schools = SCHOOLS | {"large": given.schools}
    with ExitStack() as stack:
        folder = given.data_dir or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        SETTINGS["shared_buffers"] = "4GB"  # a sixth of the machine: not the server of one school any more
        server = stack.enter_context(running(folder, durable=False))
        prepare(server, schools)
        report(asyncio.run(measure(server, given.rounds, given.size)), schools)


if __name__ == "__main__":
    main()
