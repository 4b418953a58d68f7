"""What the tests of notices share."""

import pytest

from tests.api.notices.notice_scene import NoticeScene, set_notice_scene
from tests.scene import Scene


@pytest.fixture
async def desk(scene: Scene) -> NoticeScene:
    return await set_notice_scene(scene)
