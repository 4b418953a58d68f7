"""A project with an activity on 12 April 2021, 14:00, and a clock that stands where a test sets it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from fastapi import FastAPI

from tests.activity_scene import ActivityScene, at_two, set_activity_scene
from tests.scene import Scene


@dataclass
class Hands:
    """Of the server's clock."""

    at: datetime


@pytest.fixture
def hands(app: FastAPI) -> Iterator[Hands]:
    found, clock = Hands(at_two()), app.state.clock
    app.state.clock = lambda: found.at
    yield found
    app.state.clock = clock


@pytest.fixture
async def place(scene: Scene, hands: Hands) -> ActivityScene:
    return await set_activity_scene(scene)
