"""Through PgBouncer in transaction mode: nothing of the service fails, and no school sees another's rows."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.settings import Settings
from cli.worker import in_background
from persistence.embedded import EmbeddedServer
from persistence.engine import create_engine
from persistence.people.tables import teacher
from persistence.provision import APP, DatabaseUrls, libpq_url
from persistence.queue import enqueue
from persistence.transaction import in_school
from tests.conftest import ROOT
from tests.pooler import SERVERS, SWITCH, Pooler, pooling
from tests.scene import Issuer, Scene, set_scene
from tests.start.processes import until

pytestmark = pytest.mark.slow

REQUESTS = 2_000
CLIENTS = 40
SUITE = (
    "tests/api/identity",
    *("tests/api/training/test_enrolment.py", "tests/api/training/test_withdrawal.py"),
    *("tests/persistence/test_hot.py", "tests/persistence/test_operations.py"),
    *("tests/persistence/test_reminders.py", "tests/start/test_worker.py"),
)
"""What a pooler could break first: sign-ins, locks, jobs, reads past SQLAlchemy. The nightly run has all."""


@pytest.fixture
def pooler(server: EmbeddedServer) -> Iterator[Pooler]:
    with pooling(server) as pooler:
        yield pooler


@pytest.fixture
async def pooled(pooler: Pooler, urls: DatabaseUrls) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(pooler.url(urls.app), pool_size=CLIENTS, behind_pooler=True)
    yield engine
    await engine.dispose()


@pytest.fixture
async def through(pooler: Pooler, urls: DatabaseUrls, settings: Settings) -> AsyncIterator[AsyncClient]:
    """The service, more of whose connections are in use at once than the server has."""
    pooled = settings.model_copy(update={"behind_pooler": True, "pool_size": CLIENTS})
    app = create_app(pooled, pooler.url(urls.app))
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        yield client


async def two_schools(owner: AsyncEngine, client: AsyncClient, issuer: Issuer) -> list[Scene]:
    schools = [await set_scene(owner, client, issuer) for _ in range(2)]
    for number, scene in enumerate(schools):
        for _ in range(5 + number):
            await scene.teacher(f"人{number}")
    return schools


async def test_of_two_thousand_requests_of_two_schools_none_sees_the_others_rows(
    owner: AsyncEngine, through: AsyncClient, issuer: Issuer, pooler: Pooler, urls: DatabaseUrls
) -> None:
    schools = await two_schools(owner, through, issuer)
    for scene in schools:
        await scene.year()
    offices = [await scene.office() for scene in schools]
    passed, gate, wrong = pooler.transactions(), asyncio.Semaphore(CLIENTS), []

    async def ask(number: int) -> None:
        """The list of teachers, which is read in a transaction, or of standings, which goes the short way."""
        of = number % 2
        async with gate:
            if number % 4 < 2:
                answer = await offices[of].get("teachers")
                names = [one["name"] for one in answer.json().get("items", ())]
            else:
                answer = await offices[of].get("credit-standings", school_year=2020)
                names = [one["name"] for one in answer.json().get("items", ())]
        if answer.status_code != 200 or names != [f"人{of}"] * (5 + of):
            wrong.append((number, answer.status_code, answer.text))

    await asyncio.gather(*(ask(number) for number in range(REQUESTS)))

    assert wrong == []
    assert pooler.transactions() - passed >= REQUESTS
    assert 1 < pooler.servers(str(make_url(urls.app).database)) <= SERVERS


async def foreign_rows(engine: AsyncEngine, schools: list[Scene], *, local: bool) -> int:
    """How many rows of the other school some hundred readers see, who forget their WHERE."""
    gate = asyncio.Semaphore(CLIENTS)

    async def read(scene: Scene) -> int:
        async with gate:
            if local:
                async with in_school(engine, scene.school_id) as connection:
                    seen = list(await connection.scalars(select(teacher.c.school_id)))
            else:
                async with engine.begin() as connection:
                    await connection.execute(text(f"SET app.school_id = '{scene.school_id}'"))
                async with engine.begin() as connection:
                    seen = list(await connection.scalars(select(teacher.c.school_id)))
        return sum(one != scene.school_id for one in seen)

    return sum(await asyncio.gather(*(read(schools[number % 2]) for number in range(400))))


async def test_a_setting_of_the_session_would_leak_and_ours_does_not(
    owner: AsyncEngine, pooled: AsyncEngine, through: AsyncClient, issuer: Issuer
) -> None:
    schools = await two_schools(owner, through, issuer)

    assert await foreign_rows(pooled, schools, local=True) == 0
    assert await foreign_rows(pooled, schools, local=False) > 0


@pytest.mark.parametrize("direct", [False, True])
async def test_the_worker_does_its_jobs_through_the_pooler_and_beside_it(
    owner: AsyncEngine,
    pooled: AsyncEngine,
    pooler: Pooler,
    server: EmbeddedServer,
    urls: DatabaseUrls,
    settings: Settings,
    direct: bool,
) -> None:
    """Where LISTEN would not hold it looks every few seconds; given a direct address it uses that alone."""
    async with pooled.begin() as connection:
        job = await enqueue(connection, "housekeeping", {"timestamp": 1_600_000_000})
    passed = pooler.transactions()

    def is_done() -> bool:
        with psycopg.connect(libpq_url(urls.owner)) as connection:
            state = connection.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
            return state.fetchone() == ("succeeded",)

    beside = server.url(APP, str(make_url(urls.app).database))
    told = {"behind_pooler": True, "queue_database_url": beside if direct else None}
    with in_background(pooler.url(urls.app), settings.model_copy(update=told)):
        await asyncio.to_thread(until, is_done, within=60)

    assert (pooler.transactions() == passed) is direct


def test_the_tests_pass_through_the_pooler() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *SUITE]
    run = subprocess.run(
        command, cwd=ROOT, env=os.environ | {SWITCH: "1"}, capture_output=True, text=True, timeout=1_800
    )

    assert run.returncode == 0, run.stdout[-6_000:]
    assert int(re.findall(r"(\d+) passed", run.stdout)[-1]) > 150
