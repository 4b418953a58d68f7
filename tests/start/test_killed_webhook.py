"""A worker killed after it had told a receiver and before it had noted so: the next one tells it again."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from gateways.sealing import Sealing
from gateways.webhooks import new_secret
from persistence import rows
from persistence.ids import new_id
from persistence.platform.tables import district, school
from persistence.provision import DatabaseUrls
from persistence.timetable.tables import room
from persistence.transaction import in_school
from persistence.webhooks.tables import webhook_subscription
from tests.gateways.hooks import Receiver, receiver
from tests.start.processes import ROOT, kill
from tests.start.test_killed_worker import SECRET, at_least, deployment

__all__ = ["deployment"]

EVENTS = 30
"""More than a batch."""


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as here:
        yield here


@pytest.fixture
async def owner(deployment: DatabaseUrls) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(deployment.owner)
    yield engine
    await engine.dispose()


@contextmanager
def a_worker(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"YANXIU_SECRET": SECRET, "YANXIU_PRIVATE_HOSTS": '["127.0.0.1"]'}
    program = "from cli.main import app; app()"
    command = [sys.executable, "-c", program, "worker", "--data-dir", str(data_dir)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            yield process
        finally:
            process.terminate()


async def a_listening_school(owner: AsyncEngine, url: str, secret: str) -> UUID:
    district_id, school_id, now = new_id(), new_id(), datetime.now(UTC)
    async with owner.begin() as connection:
        await connection.execute(insert(district).values(id=district_id, code="d", name="桐乡市"))
        named = {"district_id": district_id, "code": "s", "name": "石门中学", "created_at": now}
        await connection.execute(insert(school).values(id=school_id, **named))
        told = {"name": "教务系统", "url": url, "enabled": True, "account_id": new_id(), "created_at": now}
        sealed = Sealing(lambda: SECRET).sealed(secret)
        await connection.execute(
            insert(webhook_subscription).values(school_id=school_id, id=new_id(), secret=sealed, **told)
        )
    return school_id


@pytest.mark.slow
async def test_what_was_posted_and_not_noted_is_posted_again_and_nothing_is_lost(
    tmp_path: Path, deployment: DatabaseUrls, owner: AsyncEngine, hook: Receiver
) -> None:
    secret = new_secret()
    school_id = await a_listening_school(owner, hook.url, secret)
    app = create_async_engine(deployment.app)
    for number in range(EVENTS):
        async with in_school(app, school_id) as connection:
            await rows.add(connection, room, school_id, {"code": f"R{number}", "name": "教室"})
    await app.dispose()
    hook.holding.clear()

    with a_worker(tmp_path) as first:
        async with asyncio.timeout(60):
            while not hook.told:  # noqa: ASYNC110  it is another process that works
                await asyncio.sleep(0.02)
        kill(first.pid)
    hook.holding.set()
    with a_worker(tmp_path):
        await at_least(owner, EVENTS, "webhook_delivery WHERE state = 'delivered'", within=150)

    ids = [one.headers["webhook-id"] for one in hook.told]
    assert len(set(ids)) == EVENTS
    assert ids.count(ids[0]) >= 2
    assert {one.verified(secret)["type"] for one in hook.told} == {"room.created"}
