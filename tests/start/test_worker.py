import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from procrastinate import PsycopgConnector
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.settings import Settings
from cli.jobs import KEPT_ANSWERS
from cli.migrate import upgrade
from cli.worker import RESCUES, in_background, queue, ready, rescue, rescuing
from domain.identity.actions import Role
from persistence.embedded import running
from persistence.ids import new_id
from persistence.platform.tables import idempotency_key
from persistence.provision import DatabaseUrls, libpq_url, provision
from tests.scene import Scene
from tests.start.processes import kill, postmaster, until

DUE = datetime(2026, 9, 1, 3, tzinfo=UTC)
DONE = "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'after' AND status = 'succeeded'"
"""Of the test's own queue: a worker that starts also does what was due in the last ten minutes."""


async def an_answer(school: Scene, key: str, created_at: datetime) -> None:
    await school.add(
        idempotency_key,
        account_id=new_id(),
        key=key,
        fingerprint="-",
        status=201,
        headers={},
        body="",
        created_at=created_at,
    )


async def test_housekeeping_forgets_old_answers_in_every_school(
    app_engine: AsyncEngine, urls: DatabaseUrls, scene: Scene, elsewhere: Scene
) -> None:
    oldest_kept = DUE - KEPT_ANSWERS
    for school in (scene, elsewhere):
        await an_answer(school, "goes", oldest_kept - timedelta(seconds=1))
        await an_answer(school, "stays", oldest_kept)

    async with queue(urls.app).open_async() as app:
        job = app.configure_task("housekeeping", queue="only-here", queueing_lock="only-here")
        await job.defer_async(timestamp=int(DUE.timestamp()))
        await app.run_worker_async(
            queues=["only-here"],
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            additional_context={"engine": app_engine},
        )

    for school in (scene, elsewhere):
        assert [row.key for row in await school.rows(idempotency_key)] == ["stays"]


def test_housekeeping_is_due_by_itself(urls: DatabaseUrls) -> None:
    assert "housekeeping" in {
        periodic.task.name for periodic in queue(urls.app).periodic_registry.periodic_tasks.values()
    }


async def test_a_job_that_kills_every_worker_is_given_up_and_who_waits_for_it_is_told(
    app_engine: AsyncEngine, urls: DatabaseUrls, owner: AsyncEngine, scene: Scene
) -> None:
    office = await scene.signed_in(Role.RESEARCH_OFFICE)
    asked = await office.post("credit-standings/rebuild")
    begun = "UPDATE procrastinate_jobs SET status = 'doing', attempts = :n WHERE args->>'school_id' = :school"

    async def found_dead(attempts: int) -> str:
        async with owner.begin() as connection:
            await connection.execute(text(begun), {"n": attempts, "school": str(scene.school_id)})
        async with queue(urls.app).open_async() as app:
            await rescue(app, app_engine)
        return str((await office.get(asked.headers["location"])).json()["status"])

    assert await found_dead(RESCUES - 1) == "queued"
    assert await found_dead(RESCUES) == "failed"


async def test_looking_for_dead_jobs_ends_though_told_just_as_the_pool_serves_it(
    urls: DatabaseUrls, app_engine: AsyncEngine
) -> None:
    async with queue(urls.app).open_async() as app, asyncio.timeout(10) as limit:
        assert isinstance(app.connector, PsycopgConnector)
        pool = app.connector.pool
        async with AsyncExitStack() as others:
            for _ in range(pool.max_size - 1):
                await others.enter_async_context(pool.connection())
            last = await pool.getconn()
            async with rescuing(app, app_engine):
                while not pool.get_stats()["requests_waiting"]:  # noqa: ASYNC110  the pool tells nobody
                    await asyncio.sleep(0)
                await pool.putconn(last)
    assert not limit.expired()


async def test_a_worker_that_finds_no_database_knows_at_once(tmp_path: Path, settings: Settings) -> None:
    nowhere = f"postgresql+asyncpg://yanxiu_app@/yanxiu?host={tmp_path}"
    async with asyncio.timeout(10):
        with pytest.raises(psycopg.OperationalError):
            async with ready(nowhere, settings):
                pytest.fail("ready without a database")


@pytest.mark.slow
def test_the_worker_leaves_when_told_though_the_database_is_away(tmp_path: Path, settings: Settings) -> None:
    with running(tmp_path) as server:
        urls = provision(server, "yanxiu")
        upgrade(urls.owner)
        with in_background(urls.app, settings):
            until(lambda: count(urls, "SELECT count(*) FROM procrastinate_workers") == 1)
            kill(postmaster(tmp_path))
            told = time.monotonic()
    assert time.monotonic() - told < 20


@pytest.mark.slow
def test_the_worker_outlives_the_database_being_away(tmp_path: Path, settings: Settings) -> None:
    with running(tmp_path) as server:
        urls = provision(server, "yanxiu")
        upgrade(urls.owner)
        with in_background(urls.app, settings):
            until(lambda: count(urls, "SELECT count(*) FROM procrastinate_workers") == 1)
            kill(postmaster(tmp_path))
            with running(tmp_path):
                asyncio.run(defer_housekeeping(urls))
                until(lambda: count(urls, DONE) == 1, within=60)


async def defer_housekeeping(urls: DatabaseUrls) -> None:
    async with queue(urls.app).open_async() as app:
        job = app.configure_task("housekeeping", queue="after", queueing_lock="after")
        await job.defer_async(timestamp=int(DUE.timestamp()))


def count(urls: DatabaseUrls, query: str) -> int:
    with psycopg.connect(libpq_url(urls.app)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])
