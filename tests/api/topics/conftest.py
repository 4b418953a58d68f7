"""A topic's people, and a clock that stands where a test sets it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from tests.scene import Scene
from tests.theme_scene import Hands
from tests.topic_scene import TopicScene, at, set_topic_scene


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(at("2020-10-10")), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def desk(scene: Scene, hands: Hands, app: FastAPI) -> TopicScene:
    return await set_topic_scene(scene, hands, app)
