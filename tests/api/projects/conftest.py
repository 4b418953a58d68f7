"""A project whose activity is over, by the server's clock."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.project_scene import AFTER, ProjectScene, set_project_scene
from tests.scene import Scene


@pytest.fixture
def later(app: FastAPI) -> Iterator[None]:
    clock = app.state.clock
    app.state.clock = lambda: AFTER
    yield
    app.state.clock = clock


@pytest.fixture
async def place(scene: Scene, later: None) -> ProjectScene:
    return await set_project_scene(scene)
