"""A year of papers, and a clock that stands where a test sets it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.paper_scene import NOON, PaperScene, set_paper_scene
from tests.scene import Scene
from tests.theme_scene import Hands


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(NOON), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def year(scene: Scene, hands: Hands, app: FastAPI) -> PaperScene:
    return await set_paper_scene(scene, app, hands)
