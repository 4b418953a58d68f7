"""Extension courses' people, and a clock that stands where a test sets it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.extension_scene import TODAY, ExtensionScene, set_extension_scene
from tests.scene import Scene
from tests.theme_scene import Hands


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(TODAY), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def courses(scene: Scene, hands: Hands, app: FastAPI) -> ExtensionScene:
    return await set_extension_scene(scene, hands, app)
