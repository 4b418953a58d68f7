"""A school with works in it."""

import pytest

from tests.scene import Scene
from tests.works_scene import WorksScene, set_works_scene


@pytest.fixture
async def works(scene: Scene) -> WorksScene:
    return await set_works_scene(scene)
