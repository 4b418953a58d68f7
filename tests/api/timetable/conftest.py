"""What the tests of the timetable share."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.provision import DatabaseUrls
from tests.api.timetable.absence_scene import AbsenceScene, set_absence_scene
from tests.api.timetable.cover_scene import CoverScene, set_cover_scene
from tests.scene import Scene
from tests.swap_scene import SwapScene, set_swap_scene


@pytest.fixture
async def swapping(scene: Scene) -> SwapScene:
    return await set_swap_scene(scene)


@pytest.fixture
async def cover(scene: Scene, app_engine: AsyncEngine, urls: DatabaseUrls) -> CoverScene:
    return await set_cover_scene(scene, app_engine, urls)


@pytest.fixture
async def away(scene: Scene) -> AbsenceScene:
    return await set_absence_scene(scene)
