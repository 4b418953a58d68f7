"""A contest's people, and a clock that stands where a test sets it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.contest_scene import ContestScene, april, set_contest_scene
from tests.scene import Scene
from tests.theme_scene import Hands


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(april(6)), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def desk(scene: Scene, hands: Hands, app: FastAPI) -> ContestScene:
    return await set_contest_scene(scene, hands, app)
