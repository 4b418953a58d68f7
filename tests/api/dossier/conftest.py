"""A teacher's year, read in the summer after it by the server's clock."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.dossier_scene import SUMMER, DossierScene, a_full_year, set_dossier_scene
from tests.scene import Scene


@pytest.fixture
def summer(app: FastAPI) -> Iterator[None]:
    clock = app.state.clock
    app.state.clock = lambda: SUMMER
    yield
    app.state.clock = clock


@pytest.fixture
async def desk(scene: Scene, app: FastAPI, summer: None) -> DossierScene:
    return await set_dossier_scene(scene, app)


@pytest.fixture
async def full(desk: DossierScene) -> DossierScene:
    await a_full_year(desk)
    return desk
