"""A teacher's year, read in the summer after it by the server's clock."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.dossier_scene import SUMMER, DossierScene, a_full_year, set_dossier_scene
from tests.scene import Issuer, Scene, set_scene


@pytest.fixture(autouse=True)
def summer(app: FastAPI) -> Iterator[None]:
    clock = app.state.clock
    app.state.clock = lambda: SUMMER
    yield
    app.state.clock = clock


@pytest.fixture
async def desk(scene: Scene, app: FastAPI) -> DossierScene:
    return await set_dossier_scene(scene, app)


@pytest.fixture
async def full(desk: DossierScene) -> DossierScene:
    await a_full_year(desk)
    return desk


@pytest.fixture(scope="module")
async def year(owner: AsyncEngine, client: AsyncClient, issuer: Issuer, app: FastAPI) -> DossierScene:
    """As `full`, for tests that only read."""
    desk = await set_dossier_scene(await set_scene(owner, client, issuer), app)
    await a_full_year(desk)
    return desk
