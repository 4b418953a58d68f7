import pytest

from tests.scene import Scene
from tests.swap_scene import SwapScene, set_swap_scene


@pytest.fixture
async def swapping(scene: Scene) -> SwapScene:
    return await set_swap_scene(scene)
