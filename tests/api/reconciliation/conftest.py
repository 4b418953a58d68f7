import pytest

from tests.reconciliation_scene import ReconciliationScene, set_reconciliation_scene
from tests.scene import Scene


@pytest.fixture
async def books(scene: Scene) -> ReconciliationScene:
    """A school with the shipped policy, two school years, no teacher and no list."""
    return await set_reconciliation_scene(scene)
