"""A theme's people, and a clock that stands where a test sets it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.scene import Scene
from tests.theme_scene import Hands, ThemeScene, at_two, set_theme_scene


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(at_two()), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def research(scene: Scene, hands: Hands, app: FastAPI) -> ThemeScene:
    return await set_theme_scene(scene, hands, app)
