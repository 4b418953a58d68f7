"""One school of 60 teachers with ledgers of 30 rows, in the product's own tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bench.offering import offer
from bench.signing import a_key, sign_in
from bench.stacks import POSTGRAPHILE
from domain.identity.actions import Role
from domain.identity.principal import Place
from domain.training.catalogue import CourseKind
from domain.training.credit import Account, AwardState, EntryKind
from persistence.embedded import running
from persistence.ids import new_id
from persistence.people.tables import school_year, teacher
from persistence.platform.tables import district, school
from persistence.provision import DatabaseUrls, libpq_url, provision
from persistence.training.rules import default_rules
from persistence.training.standings import shift_all
from persistence.training.tables import credit_award, credit_entry, credit_rule

ROOT = Path(__file__).resolve().parents[1]
GRAPH = POSTGRAPHILE / "schema.sql"
TEACHERS, ROWS, YEAR = 60, 30, 2020
SCHOOL = "shimen"


@dataclass(frozen=True, slots=True)
class World:
    """What is there, and who may ask for it."""

    urls: DatabaseUrls
    school_id: UUID
    teacher_ids: list[UUID]
    session_ids: list[UUID]
    """Open, with seats for all, no two at the same time."""

    office: str
    """The token of somebody in the office."""

    tokens: list[str]
    """Of each teacher."""

    @property
    def teacher_id(self) -> UUID:
        return self.teacher_ids[0]

    def environment(self) -> dict[str, str]:
        """Where the servers find what they answer with."""
        return {
            "BENCH_OWNER_URL": self.urls.owner,
            "BENCH_OWNER_DSN": libpq_url(self.urls.owner),
            "BENCH_APP_URL": self.urls.app,
            "BENCH_APP_DSN": libpq_url(self.urls.app),
            "BENCH_SCHOOL_ID": str(self.school_id),
        }


@contextmanager
def database(data_dir: Path) -> Iterator[DatabaseUrls]:
    with running(data_dir, durable=False) as server:
        urls = provision(server, "bench")
        config = Config(ROOT / "alembic.ini")
        config.attributes["url"] = urls.owner
        command.upgrade(config, "head")
        yield urls


async def fill(urls: DatabaseUrls) -> World:
    engine = create_async_engine(urls.owner)
    try:
        async with engine.begin() as connection:
            school_id, teachers = await _school(connection)
            await _ledgers(connection, school_id, teachers)
            sessions = await offer(connection, school_id, teachers)
            office, tokens = await _sign_in(connection, school_id, teachers)
        with psycopg.connect(libpq_url(urls.owner)) as plain:
            plain.execute(GRAPH.read_bytes())
        await analyse(engine)
    finally:
        await engine.dispose()
    return World(urls, school_id, teachers, sessions, office, tokens)


async def _school(connection: AsyncConnection) -> tuple[UUID, list[UUID]]:
    district_id, school_id, now = new_id(), new_id(), datetime.now(UTC)
    await connection.execute(insert(district).values(id=district_id, code="tongxiang", name="桐乡市"))
    await connection.execute(
        insert(school).values(
            id=school_id, district_id=district_id, code=SCHOOL, name="石门中学", created_at=now
        )
    )
    await connection.execute(
        insert(school_year).values(
            school_id=school_id,
            id=new_id(),
            start_year=YEAR,
            starts_on=date(YEAR, 9, 1),
            ends_on=date(YEAR + 1, 8, 31),
        )
    )
    await connection.execute(insert(credit_rule), default_rules(school_id, now))
    teachers = [new_id() for _ in range(TEACHERS)]
    rows = [
        {
            "school_id": school_id,
            "id": teacher_id,
            "employee_no": f"{3000 + n}",
            "name": f"教师{n:02}",
            "name_pinyin": f"jiaoshi{n:02}",
            "name_initials": f"js{n:02}",
            "status": "active",
        }
        for n, teacher_id in enumerate(teachers)
    ]
    await connection.execute(insert(teacher), rows)
    return school_id, teachers


async def _ledgers(connection: AsyncConnection, school_id: UUID, teachers: list[UUID]) -> None:
    """A third of each ledger is still provisional."""
    awards: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    for n, teacher_id in enumerate(teachers):
        for row in range(ROWS):
            earned_at = datetime(YEAR, 10, 1, 8, tzinfo=UTC) + timedelta(days=7 * row)
            account = Account.PROVISIONAL if row % 3 == 0 else Account.CONFIRMED
            common = {
                "school_id": school_id,
                "teacher_id": teacher_id,
                "school_year": YEAR,
                "category": CourseKind.SHORT if row % 2 else CourseKind.SCHOOL_BASED,
                "title": f"初中课例研讨第{row + 1}次",
                "credits": Decimal("1.50") + n % 4,
                "hours": Decimal("3.00"),
                "earned_at": earned_at,
            }
            award_id = new_id()
            awards.append(
                common
                | {"id": award_id, "cycle_year": 2016, "state": AwardState(account.value), "reasons": []}
            )
            kind = EntryKind.AWARD if account is Account.PROVISIONAL else EntryKind.CONFIRM
            entries.append(
                common
                | {"id": new_id(), "award_id": award_id, "account": account, "kind": kind}
                | {"account_id": teacher_id, "entered_at": earned_at}
            )
    await connection.execute(insert(credit_award), awards)
    await connection.execute(insert(credit_entry), entries)
    moves: dict[tuple[UUID, int], dict[str, Any]] = {}
    for entry in entries:
        sums = moves.setdefault((entry["teacher_id"], YEAR), {})
        sums[entry["account"].value] = sums.get(entry["account"].value, 0) + entry["credits"]
    await shift_all(connection, school_id, moves)


async def _sign_in(
    connection: AsyncConnection, school_id: UUID, teachers: list[UUID]
) -> tuple[str, list[str]]:
    """The token of somebody in the office, and each teacher's."""
    key = await a_key(connection)
    office = Place(school_id, SCHOOL, frozenset({Role.RESEARCH_OFFICE}))
    places = [Place(school_id, SCHOOL, frozenset({Role.TEACHER}), one) for one in teachers]
    tokens = [await sign_in(connection, key, f"bench{n}", schools=(one,)) for n, one in enumerate(places)]
    return await sign_in(connection, key, schools=(office,)), tokens


async def analyse(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("VACUUM ANALYZE"))
