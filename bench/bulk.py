"""`python -m bench.bulk`: teachers a second, by the product and by a bare INSERT … SELECT unnest.

The same rows and columns into `teacher`, with its indexes, keys and fence, as the service's role, in one
PostgreSQL with fsync on; the ways take turns, each in a school of its own.

- bare: asyncpg, columns made ready beforehand, one statement in a transaction that has entered the school;
- written: `persistence.rows.add_all`, through which every import writes, from rows as the domain makes them;
- committed: a roster's whole commit: the kept preview read, planned again against what stands, every row
  written; names are remembered from the preview, as in a process that does both;
- brought in: the preview before it as well, from the bytes of a CSV file.

Asked for: `committed` at least 0.5 of `bare`.
"""

import argparse
import asyncio
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cli.errands import Desk, RosterErrand
from cli.migrate import upgrade
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.people.roster import Upload
from domain.people.roster_plan import FIELDS
from domain.people.roster_rows import RosterFormat
from persistence import rows
from persistence.embedded import running
from persistence.ids import new_id
from persistence.people.tables import teacher
from persistence.platform.tables import district, school
from persistence.provision import DatabaseUrls, libpq_url, provision
from persistence.sample.many import GIVEN, SURNAMES
from persistence.transaction import in_school

ASKED = 0.5


class Ways:
    """Each writes so many teachers into a school that has none, and says how many seconds that took."""

    def __init__(self, engine: AsyncEngine, driver: "asyncpg.Connection[Any]", count: int) -> None:
        self._engine, self._driver, self._count = engine, driver, count
        self._drawn = Random(1)

    def _people(self) -> list[dict[str, Any]]:
        named = dict.fromkeys(FIELDS["teachers"]) | {"name_pinyin": "ou yang xiu", "name_initials": "oyx"}
        named["status"] = "active"
        return [
            named | {"id": new_id(), "employee_no": f"T{n:05}", "name": self._name()}
            for n in range(self._count)
        ]

    def _name(self) -> str:
        """Of 64,000, so that hardly any is met twice."""
        return self._drawn.choice(SURNAMES) + "".join(self._drawn.choices(GIVEN, k=2))

    async def bare(self, school_id: UUID) -> float:
        people = self._people()
        columns = [[row[name] for row in people] for name in people[0]]
        arrays = ", ".join(f"${n}::{rows.sql_type(teacher, name)}[]" for n, name in enumerate(people[0], 2))
        names = ", ".join(people[0])
        insertion = f"INSERT INTO teacher (school_id, {names}) SELECT $1, * FROM unnest({arrays})"
        began = perf_counter()
        async with self._driver.transaction():
            await self._driver.execute("SELECT set_school($1)", school_id)
            await self._driver.execute(insertion, school_id, *columns)
        return perf_counter() - began

    async def written(self, school_id: UUID) -> float:
        people = self._people()
        began = perf_counter()
        async with in_school(self._engine, school_id) as connection:
            await rows.add_all(connection, teacher, school_id, people)
        return perf_counter() - began

    async def brought_in(self, school_id: UUID) -> tuple[float, float]:
        """Of the whole, and of its second half, the commit."""
        lines = ["工号,姓名", *(f"T{n:05},{self._name()}" for n in range(self._count))]
        data = "\n".join(lines).encode()
        errand = RosterErrand(Upload(RosterFormat.CSV, "teachers.csv", data, None, None, False))
        office = frozenset({Role.RESEARCH_OFFICE})
        caller = Caller(new_id(), new_id(), 1, school_id, None, office, None, Scope.SCHOOL)
        began = perf_counter()
        async with in_school(self._engine, school_id) as connection:
            made = await errand.preview(Desk(connection, caller, datetime.now(UTC)))
        looked_over = perf_counter()
        async with in_school(self._engine, school_id) as connection:
            done = await errand.commit(Desk(connection, caller, datetime.now(UTC)), made)
        ended = perf_counter()
        assert done.counts["teachers"].created == self._count, made.row_errors[:3]
        return ended - began, ended - looked_over


async def schools(urls: DatabaseUrls, count: int) -> list[UUID]:
    engine, now = create_async_engine(urls.owner), datetime.now(UTC)
    district_id, made = new_id(), [new_id() for _ in range(count)]
    async with engine.begin() as connection:
        await connection.execute(insert(district).values(id=district_id, code="d", name="区"))
        placed = {"district_id": district_id, "name": "校", "created_at": now}
        listed = [{"id": one, "code": f"s{n}"} | placed for n, one in enumerate(made)]
        await connection.execute(insert(school), listed)
    await engine.dispose()
    return made


async def measure(urls: DatabaseUrls, rounds: int, count: int) -> dict[str, list[float]]:
    free = iter(await schools(urls, 3 * (rounds + 1)))
    engine, driver = create_async_engine(urls.app), await asyncpg.connect(libpq_url(urls.app))
    ways, found = Ways(engine, driver, count), defaultdict(list)
    for _ in range(rounds + 1):
        found["bare"].append(await ways.bare(next(free)))
        found["written"].append(await ways.written(next(free)))
        whole, commit = await ways.brought_in(next(free))
        found["committed"].append(commit)
        found["brought in"].append(whole)
    await driver.close()
    await engine.dispose()
    return {name: seconds[1:] for name, seconds in found.items()}  # the first warmed up


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.bulk", description=__doc__)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--teachers", type=int, default=2_000, help="of each school")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server:
        urls = provision(server, "bench")
        upgrade(urls.owner)
        found = asyncio.run(measure(urls, given.rounds, given.teachers))
    print("| way | teachers/s | × bare |")
    print("|---|---:|---:|")
    for name, seconds in found.items():
        share = median(one / other for one, other in zip(found["bare"], seconds, strict=True))
        said = "" if name != "committed" else f" ≥ {ASKED}: {'kept' if share >= ASKED else 'NOT kept'}"
        print(f"| {name} | {given.teachers / median(seconds):,.0f} | {share:.2f}{said} |")


if __name__ == "__main__":
    main()
