"""A school that pays bonuses by a table of its own."""

import pytest

from tests.bonus_scene import BonusScene, set_bonus_scene
from tests.scene import Scene


@pytest.fixture
async def bonus(scene: Scene) -> BonusScene:
    made = await set_bonus_scene(scene)
    await made.table()
    return made
