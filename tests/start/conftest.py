"""A deployment with people's work in it, and a backup of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from cli.migrate import upgrade
from persistence.embedded import running
from persistence.provision import libpq_url, provision
from tests.api.platform.contents import PDF
from tests.deployment import answering, furnish, sign_in
from tests.pooler import reaching
from tests.start.backing_up import LOST, Deployment, yanxiu


@pytest.fixture(scope="session")
async def deployment(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Deployment]:
    """The embedded server with the sample, a row in every table, and three files.

    Of a fourth, the row that stands for its table, there are no bytes.
    """
    data_dir = tmp_path_factory.mktemp("deployment")
    with running(data_dir, durable=False) as server, reaching(server) as reach:
        urls = reach(provision(server, "yanxiu"))
        await asyncio.to_thread(upgrade, urls.owner)
        scene = await furnish(urls, data_dir)
        with psycopg.connect(libpq_url(urls.owner)) as connection:
            connection.execute("UPDATE stored_file SET key = %s", [LOST])
        async with answering(urls, data_dir) as client:
            office = {"Authorization": f"Bearer {await sign_in(client, 'office@shimen')}"}
            made = Deployment(data_dir, server, urls, client, office, scene)
            for number in range(3):
                await made.upload(PDF + bytes([number]) * 100_000)
            yield made


@pytest.fixture(scope="session")
async def backup(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("backups") / "one"
    made = await yanxiu("backup", place, "--data-dir", deployment.data_dir)
    assert made.exit_code == 3, made.output
    return place
