"""People of a pair, and a clock that stands where a test sets it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.mentoring_scene import Hands, MentoringScene, noon, set_mentoring_scene
from tests.scene import Scene


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(noon()), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def room(scene: Scene, hands: Hands, app: FastAPI) -> MentoringScene:
    return await set_mentoring_scene(scene, hands, app)
