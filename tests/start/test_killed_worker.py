"""A worker killed in the middle of its work: the next one takes it up, and nobody is told anything twice."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cli.migrate import upgrade
from gateways.sealing import Sealing
from persistence.embedded import running
from persistence.ids import new_id
from persistence.platform.tables import district, notification_channel, school
from persistence.provision import DatabaseUrls, provision
from persistence.queue import enqueue
from persistence.transaction import in_school
from tests.gateways.receivers import Received, mail_server
from tests.start.processes import ROOT, kill
from tests.start.reminding import PEOPLE

SECRET = "a secret of the tests"


@pytest.fixture
def inbox() -> Iterator[Received]:
    with mail_server() as received:
        yield received


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[DatabaseUrls]:
    with running(tmp_path, durable=False) as server:
        urls = provision(server, "yanxiu")
        upgrade(urls.owner)
        yield urls


@pytest.fixture
async def owner(deployment: DatabaseUrls) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(deployment.owner)
    yield engine
    await engine.dispose()


@contextmanager
def a_worker(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"YANXIU_SECRET": SECRET, "YANXIU_MAIL_PRIVATE_HOSTS": "true"}
    command = [sys.executable, "-m", "tests.start.reminding", str(data_dir)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            yield process
        finally:
            process.terminate()


async def a_school(owner: AsyncEngine, mail_port: int) -> UUID:
    """With a channel that wants the reminders too."""
    district_id, school_id, now = new_id(), new_id(), datetime.now(UTC)
    address = f"mailto://127.0.0.1:{mail_port}/?from=yx@a.cn&to=team@a.cn&mode=insecure"
    async with owner.begin() as connection:
        await connection.execute(insert(district).values(id=district_id, code="d", name="桐乡市"))
        await connection.execute(
            insert(school).values(
                id=school_id, district_id=district_id, code="s", name="石门中学", created_at=now
            )
        )
        await connection.execute(
            insert(notification_channel).values(
                school_id=school_id,
                id=new_id(),
                kind="mail",
                name="教师邮箱",
                url=Sealing(lambda: SECRET).sealed(address),
                events=["duty_due"],
                enabled=True,
            )
        )
    return school_id


async def count(owner: AsyncEngine, what: str) -> int:
    async with owner.connect() as connection:
        return int(await connection.scalar(text(f"SELECT count(*) FROM {what}")) or 0)


async def at_least(owner: AsyncEngine, wanted: int, what: str, *, within: float) -> None:
    async with asyncio.timeout(within):
        while await count(owner, what) < wanted:  # noqa: ASYNC110  it is another process that works
            await asyncio.sleep(0.02)


@pytest.mark.slow
async def test_reminders_cut_short_are_all_told_and_each_once(
    tmp_path: Path, deployment: DatabaseUrls, owner: AsyncEngine, inbox: Received
) -> None:
    school_id = await a_school(owner, inbox.port)
    app = create_async_engine(deployment.app)
    async with in_school(app, school_id) as connection:
        await enqueue(connection, "remind_all", {"school_id": str(school_id)})
    await app.dispose()

    with a_worker(tmp_path) as first:
        await at_least(owner, 150, "message", within=60)
        kill(first.pid)
    told_before = await count(owner, "message")
    with a_worker(tmp_path):
        sent = "message_delivery WHERE state = 'sent'"
        await at_least(owner, PEOPLE, sent, within=150)

    assert 150 <= told_before < PEOPLE
    assert await count(owner, "message") == PEOPLE
    assert await count(owner, "message_delivery") == PEOPLE
    assert await count(owner, "(SELECT DISTINCT recipient_id FROM message)") == PEOPLE
    assert posted(inbox) >= PEOPLE


def posted(inbox: Received) -> int:
    """Lines in all mails; what was posted when the worker died may be there twice."""
    bodies: Counter[str] = Counter()
    for mail in inbox.mails:
        part: Any = next(one for one in mail.walk() if one.get_content_type() == "text/plain")
        bodies[part.get_payload(decode=True).decode()] += 1
    return sum(times * len(body.strip().splitlines()) for body, times in bodies.items())


@pytest.mark.slow
async def test_a_request_rolled_back_leaves_no_job(deployment: DatabaseUrls, owner: AsyncEngine) -> None:
    school_id = await a_school(owner, 1)
    app = create_async_engine(deployment.app)

    async def in_vain() -> None:
        async with in_school(app, school_id) as connection:
            await enqueue(connection, "remind_all", {"school_id": str(school_id)})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await in_vain()
    await app.dispose()

    assert await count(owner, "procrastinate_jobs") == 0
