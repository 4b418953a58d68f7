"""The databases of earlier releases come to this one's schema with their rows, and are served."""

import lzma
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config

from cli.migrate import ROOT, is_behind, known, upgrade
from persistence.dump_programs import clients
from persistence.dumps import load
from persistence.embedded import EmbeddedServer
from persistence.provision import DatabaseUrls, assert_bound, libpq_url, provision
from persistence.schema import DISTRICT_WIDE
from persistence.tables import metadata
from tests.deployment import answering, sign_in
from tests.pooler import Reach
from tests.upgrade.keep import LARGEST, Kept, everything_kept

FENCED = "SELECT relname::text FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
READ = (
    "teachers",
    "credit-standings?school_year=2020",
    "courses",
    "timetables",
    "projects",
    "topics",
    "term-summaries",
    "overviews/office",
)

each_kept = pytest.mark.parametrize("kept", [pytest.param(one, id=one.head) for one in everything_kept()])


@pytest.fixture
def restored(
    server: EmbeddedServer, worker_id: str, tmp_path: Path, reach: Reach
) -> Callable[[Kept], DatabaseUrls]:
    """A database as that release left it."""

    def restored(kept: Kept) -> DatabaseUrls:
        urls = provision(server, f"kept_{kept.head}_{worker_id}_{time.monotonic_ns()}")
        dump = tmp_path / "dump"
        dump.write_bytes(lzma.decompress(kept.dump.read_bytes()))
        load(urls.owner, dump, kept.rows, clients(18))
        return reach(urls)

    return restored


def counted(urls: DatabaseUrls, table: str) -> int:
    with psycopg.connect(libpq_url(urls.owner)) as connection:
        (count,) = connection.execute(f'SELECT count(*) FROM "{table}"'.encode()).fetchone() or (0,)
        return int(count)


def test_the_last_release_is_kept_and_small_enough() -> None:
    kept = everything_kept()

    assert kept
    assert {one.head for one in kept} <= set(known())
    assert all(one.dump.stat().st_size < LARGEST for one in kept)


def assert_no_drift(owner_url: str) -> None:
    """Alembic finds no difference between the database and the tables of the code."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = owner_url
    command.check(config)


@each_kept
async def test_its_database_comes_to_the_newest_schema_and_is_served(
    kept: Kept, restored: Callable[[Kept], DatabaseUrls], tmp_path: Path
) -> None:
    urls = restored(kept)
    tables = {table.name: table for table in metadata.sorted_tables}

    upgrade(urls.owner)

    assert not is_behind(urls.owner)
    assert_no_drift(urls.owner)
    await assert_bound(urls.app)
    stays = [name for name in kept.rows if name in tables and kept.rows[name]]
    assert len(stays) > 100
    assert [name for name in stays if counted(urls, name) < kept.rows[name]] == []
    with psycopg.connect(libpq_url(urls.owner)) as connection:
        fenced = {name for (name,) in connection.execute(FENCED)}
    assert {name for name, table in tables.items() if DISTRICT_WIDE not in table.info} <= fenced
    async with answering(urls, tmp_path) as client:
        bearer = {"Authorization": f"Bearer {await sign_in(client, 'office@shimen')}"}
        for path in READ:
            answer = await client.get(f"/api/v1/schools/shimen/{path}", headers=bearer)
            assert answer.status_code == 200, f"{path}: {answer.text}"
            assert answer.json()
        teachers = (await client.get("/api/v1/schools/shimen/teachers", headers=bearer)).json()["items"]
        assert len(teachers) > 20
