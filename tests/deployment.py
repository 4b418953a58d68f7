"""A deployment with people's work in it: the sample, and besides a school with a row in every table."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from httpx2 import ASGITransport, AsyncClient
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine

from api.app import create_app
from api.settings import Settings
from cli.sample import PASSWORD, load_sample
from persistence.provision import DatabaseUrls
from tests.contract.population import populate
from tests.pooler import POOLED
from tests.scene import Scene, an_issuer, set_scene

SECRET = "a secret of the tests"


@asynccontextmanager
async def answering(urls: DatabaseUrls, data_dir: Path) -> AsyncIterator[AsyncClient]:
    """The service on that database and those files, without a worker."""
    settings = Settings(
        data_dir=data_dir,
        secret=SecretStr(SECRET),
        rate_per_minute=1_000_000,
        sign_in_per_minute=1_000_000,
        calendar_per_minute=1_000_000,
        behind_pooler=POOLED,
        log_level="ERROR",
    )
    app = create_app(settings, urls.app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        yield client


async def furnish(urls: DatabaseUrls, data_dir: Path) -> Scene:
    """The sample, and a school of which every table has a row: the latter."""
    await asyncio.to_thread(load_sample, urls)
    owner = create_async_engine(urls.owner)
    try:
        issuer = await an_issuer(owner)
        async with answering(urls, data_dir) as client:
            scene = await set_scene(owner, client, issuer)
            await populate(scene)
            return scene
    finally:
        await owner.dispose()


async def sign_in(client: AsyncClient, username: str) -> str:
    """A bearer token of one of the sample's accounts."""
    form = {"grant_type": "password", "username": username, "password": PASSWORD}
    answer = await client.post("/api/v1/auth/token", data=form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])
