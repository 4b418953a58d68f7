"""`python -m bench.overview`: the home screen of a district of 200 schools, and of one of 2,000.

Whole requests of the application as it is served but for the socket: sign-in checked, a district's door
entered, a page of 50 schools and the sums of all, as JSON. The two districts lie in one database and take
turns. Asked for: the 95th percentile under 150 ms, and at 2,000 schools at most 1.5 times that at 200.
"""

import argparse
import asyncio
import tempfile
from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import quantiles
from time import perf_counter
from typing import Any
from uuid import UUID

from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from api.app import create_app
from api.settings import Settings
from bench.data import analyse, database
from bench.signing import a_key, sign_in
from domain.identity.actions import Role
from domain.identity.principal import Place
from domain.reports.district_overview import at_risk_share
from domain.reports.kept_figures import KeptFigure
from persistence.ids import new_id
from persistence.platform.tables import district, school
from persistence.provision import DatabaseUrls
from persistence.reports.tables import school_term_figures

SIZES, TEACHERS, YEAR, TERM = (200, 2_000), 60, 2020, 2
FIGURES = 80
"""So many a school puts down of a term."""

A_SCHOOLS_TEACHERS = """
INSERT INTO teacher (school_id, id, employee_no, name, name_pinyin, name_initials, status)
SELECT school.id, gen_random_uuid(), 'T' || n, '教师' || n, 'jiaoshi' || n, 'js' || n, 'active'
FROM school, generate_series(1, :teachers) AS n
"""


async def a_district(connection: AsyncConnection, schools: int, drawn: Random) -> UUID:
    district_id, now = new_id(), datetime.now(UTC)
    await connection.execute(insert(district).values(id=district_id, code=f"d{schools}", name="桐乡市"))
    ids = [new_id() for _ in range(schools)]
    named = {"district_id": district_id, "name": "石门中学", "created_at": now}
    rows = [{"id": one, "code": f"s{schools}-{number:04}", **named} for number, one in enumerate(ids)]
    await connection.execute(insert(school), rows)
    for start in range(0, schools, 200):
        kept = [_kept(district_id, one, drawn, now) for one in ids[start : start + 200]]
        await connection.execute(insert(school_term_figures), kept)
    return district_id


def _kept(district_id: UUID, school_id: UUID, drawn: Random, now: datetime) -> dict[str, Any]:
    sums = {"teachers": TEACHERS, "credits_met": drawn.randint(10, 50), "at_risk": drawn.randint(0, 30)}
    sums |= {"duties_due": 90, "topics_overdue": drawn.randint(0, 3), "cover_lessons": 200}
    figures = [KeptFigure(f"figure_{n}", f"第{n}项", TEACHERS, "人", "teachers") for n in range(FIGURES)]  # type: ignore[arg-type]
    return {
        "id": new_id(),
        "school_id": school_id,
        "district_id": district_id,
        "school_year": YEAR,
        "term": TERM,
        "figures": [asdict(one) for one in figures],
        "final": False,
        "as_of": now,
        **sums,
        "at_risk_share": at_risk_share(sums),
    }


async def fill(urls: DatabaseUrls) -> dict[int, tuple[UUID, str]]:
    """Of each size the district, and the token of its officer."""
    drawn, found = Random(1), {}
    engine = create_async_engine(urls.owner)
    try:
        async with engine.begin() as connection:
            districts = {size: await a_district(connection, size, drawn) for size in SIZES}
            await connection.execute(text(A_SCHOOLS_TEACHERS), {"teachers": TEACHERS})
            places = [
                Place(one, f"d{size}", frozenset({Role.DISTRICT_OFFICER})) for size, one in districts.items()
            ]
            token = await sign_in(connection, await a_key(connection), districts=tuple(places))
            found = {size: (one, token) for size, one in districts.items()}
        await analyse(engine)
    finally:
        await engine.dispose()
    return found


async def measure(urls: DatabaseUrls, rounds: int) -> dict[tuple[str, int], list[float]]:
    """Milliseconds of each request, by sort and size; the first tenth warms up."""
    known = await fill(urls)
    took: dict[tuple[str, int], list[float]] = defaultdict(list)
    app = create_app(Settings(secret="bench", rate_per_minute=1_000_000), urls.app)
    asking = AsyncClient(transport=ASGITransport(app), base_url="http://bench")
    async with app.router.lifespan_context(app), asking as client:
        for turn in range(rounds + rounds // 10):
            for sort in ("code", "-at_risk_share"):
                for size, (district_id, token) in known.items():
                    asked = {"school_year": YEAR, "term": TERM, "sort": sort}
                    path = f"/api/v1/districts/{district_id}/overview"
                    headers = {"Authorization": f"Bearer {token}"}
                    began = perf_counter()
                    answer = await client.get(path, params=asked, headers=headers)
                    passed = (perf_counter() - began) * 1e3
                    said = answer.json()
                    assert (said["totals"]["reported"], len(said["items"])) == (size, 50), said
                    if turn >= rounds // 10:
                        took[sort, size].append(passed)
    return took


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.overview", description=__doc__)
    options.add_argument("--rounds", type=int, default=300)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as urls:
        took = asyncio.run(measure(urls, given.rounds))
    print("| sort | schools | median ms | p95 ms | × 200 schools |")
    print("|---|---:|---:|---:|---:|")
    for (sort, size), all_of in sorted(took.items(), key=lambda one: (one[0][0] != "code", one[0][1])):
        half, high = quantiles(all_of, n=20)[9], quantiles(all_of, n=20)[18]
        ratio = high / quantiles(took[sort, SIZES[0]], n=20)[18]
        print(f"| {sort} | {size:,} | {half:.1f} | {high:.1f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
