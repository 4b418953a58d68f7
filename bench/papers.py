"""`python -m bench.papers`: how long it takes to find a copied paragraph among 2,000 papers."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bench.data import database
from domain.copying import fingerprints
from domain.papers.policy import in_force
from domain.papers.resemblance import PaperFinding, found_in
from persistence.ids import new_id
from persistence.papers.resemblance import SqlPaperCorpus
from persistence.papers.tables import paper, paper_gram, paper_version
from persistence.people.tables import teacher
from persistence.platform.tables import district, school
from persistence.rows import add_all
from persistence.transaction import in_school
from persistence.works.tables import work

PAPERS, LONG, PARAGRAPH, ROUNDS, TOGETHER = 2_000, 3_000, 200, 9, 50
NOW = datetime(2021, 4, 12, tzinfo=UTC)
PHRASES = (
    *("以学生为主体", "教学过程中", "核心素养的培养", "小组合作学习", "创设问题情境", "课堂教学效率"),
    *("激发学生学习兴趣", "新课程标准指出", "教师应当引导学生", "在此基础上", "实践证明"),
)
"""Of the trade: every paper has them."""


def a_paper(random: Random) -> str:
    """Three thousand characters, a tenth of them phrases every paper has."""
    said: list[str] = []
    length = 0
    while length < LONG:
        piece = random.choice(PHRASES) if random.random() < 0.12 else _words(random)
        said.append(piece)
        length += len(piece)
    return "".join(said)[:LONG]


def _words(random: Random) -> str:
    """A clause of the 800 commonest characters, so to speak: 一 and those after it."""
    return "".join(chr(0x4E00 + int(random.random() ** 2 * 800)) for _ in range(random.randint(4, 14))) + "，"


async def fill(engine: AsyncEngine, texts: Sequence[str]) -> UUID:
    district_id, school_id, now = new_id(), new_id(), datetime.now(UTC)
    async with engine.begin() as connection:
        await connection.execute(insert(district).values(id=district_id, code="d", name="区"))
        placed = {"id": school_id, "district_id": district_id, "code": "s", "name": "校", "created_at": now}
        await connection.execute(insert(school).values(placed))
        for first in range(0, len(texts), TOGETHER):
            await _add(connection, school_id, first, texts[first : first + TOGETHER])
        await connection.execute(text("ANALYZE"))
    return school_id


async def _add(connection: object, school_id: UUID, first: int, texts: Sequence[str]) -> None:
    named = {"name_pinyin": "x", "name_initials": "x", "status": "active"}
    people = [
        {"id": new_id(), "employee_no": f"P{first + n}", "name": f"教师{first + n}", **named}
        for n in range(len(texts))
    ]
    works = [{"id": new_id(), "kind": "paper", "title": "论文", "entered_at": NOW} for _ in texts]
    papers = [
        {
            "id": new_id(),
            "work_id": one["id"],
            "lead_id": who["id"],
            "school_year": 2020,
            "state": "draft",
            "created_at": NOW,
        }
        for one, who in zip(works, people, strict=True)
    ]
    versions = [
        {
            "school_id": school_id,
            "id": new_id(),
            "paper_id": one["id"],
            "number": 1,
            "title": "论文",
            "keywords": [],
            "text": said,
            "author_ids": [],
            "account_id": new_id(),
            "written_at": NOW,
        }
        for one, said in zip(papers, texts, strict=True)
    ]
    grams = [
        {"id": new_id(), "gram": gram, "version_id": version["id"]}
        for version, said in zip(versions, texts, strict=True)
        for gram in fingerprints(said)
    ]
    for table, rows in ((teacher, people), (work, works), (paper, papers)):
        await add_all(connection, table, school_id, rows)  # type: ignore[arg-type]
    await connection.execute(insert(paper_version), versions)  # type: ignore[attr-defined]
    await add_all(connection, paper_gram, school_id, grams)  # type: ignore[arg-type]


async def find(engine: AsyncEngine, school_id: UUID, said: str) -> tuple[list[PaperFinding], float]:
    """What is found, and in how many seconds: fingerprints, look-up, and the likest compared."""
    policy = in_force([], NOW.date())
    async with in_school(engine, school_id) as connection:
        corpus = SqlPaperCorpus(connection, school_id)
        started = time.perf_counter()
        earlier = await corpus.earlier(new_id(), said)
        found = list(found_in(said, earlier, policy))
        return found, time.perf_counter() - started


async def measure(folder: Path) -> None:
    random = Random(2020)
    texts = [a_paper(random) for _ in range(PAPERS)]
    with database(folder) as urls:
        owner, service = create_async_engine(urls.owner), create_async_engine(urls.app)
        started = time.perf_counter()
        school_id = await fill(owner, texts)
        print(f"{PAPERS} papers of {LONG} characters kept in {time.perf_counter() - started:.0f} s")
        seconds = []
        for number in range(ROUNDS):
            source = texts[random.randrange(PAPERS)]
            copied = source[1_000 : 1_000 + PARAGRAPH]
            honest = a_paper(random)
            said = honest[:1_400] + copied + honest[1_400 : LONG - PARAGRAPH]
            found, took = await find(service, school_id, said)
            assert [copied.strip("，") in one.like.passages[0].text for one in found] == [True], number
            clean, _ = await find(service, school_id, honest)
            assert clean == [], number
            seconds.append(took)
        print(f"a copied paragraph of {PARAGRAPH}: found in {timedelta(seconds=median(seconds))} (median)")
        print(f"slowest {max(seconds) * 1000:.0f} ms; {ROUNDS} honest papers: no hint")
        await owner.dispose()
        await service.dispose()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(measure(Path(made)))
