from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.jobs import KEPT_ANSWERS
from cli.worker import queue
from persistence.ids import new_id
from persistence.platform.tables import idempotency_key
from persistence.provision import DatabaseUrls
from tests.scene import Scene

DUE = datetime(2026, 9, 1, 3, tzinfo=UTC)


@pytest.fixture
async def kept_answers(owner: AsyncEngine, scene: Scene, elsewhere: Scene) -> dict[UUID, str]:
    """In each of two schools one answer just old enough to go, and one just young enough to stay."""
    oldest_kept = DUE - KEPT_ANSWERS
    ages = {"goes": oldest_kept - timedelta(seconds=1), "stays": oldest_kept}
    rows = {
        new_id(): (school, name) for school in (scene.school_id, elsewhere.school_id) for name in ages
    }
    async with owner.begin() as connection:
        for row, (school, name) in rows.items():
            await connection.execute(
                insert(idempotency_key).values(
                    school_id=school,
                    id=row,
                    account_id=new_id(),
                    key=name,
                    fingerprint="-",
                    status=201,
                    headers={},
                    body="",
                    created_at=ages[name],
                )
            )
    return {row: name for row, (_, name) in rows.items()}


async def test_housekeeping_forgets_old_answers_in_every_school(
    owner: AsyncEngine, app_engine: AsyncEngine, urls: DatabaseUrls, kept_answers: dict[UUID, str]
) -> None:
    async with queue(urls.app).open_async() as app:
        job = app.configure_task("yanxiu:housekeeping", queue="only-here")
        await job.defer_async(timestamp=int(DUE.timestamp()))
        await app.run_worker_async(
            queues=["only-here"],
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            additional_context={"engine": app_engine},
        )

    async with owner.connect() as connection:
        left = await connection.scalars(select(idempotency_key.c.id).where(idempotency_key.c.id.in_(kept_answers)))
    assert sorted(kept_answers[row] for row in left) == ["stays", "stays"]


def test_every_periodic_job_is_registered(urls: DatabaseUrls) -> None:
    assert {task.name for task, _ in queue(urls.app).periodic_registry.periodic_tasks} >= {"x"}
