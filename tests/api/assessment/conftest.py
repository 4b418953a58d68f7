"""Two groups to be assessed, and the office that does it."""

import pytest

from tests.assessment_scene import AssessmentScene, set_assessment_scene
from tests.scene import Scene


@pytest.fixture
async def two(scene: Scene) -> AssessmentScene:
    return await set_assessment_scene(scene, "数学组", "语文组")
