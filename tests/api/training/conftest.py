import pytest

from tests.api.training.credit_scene import CreditScene, set_credit_scene
from tests.api.training.duty_scene import DutyScene
from tests.scene import Scene


@pytest.fixture
async def credits(scene: Scene) -> CreditScene:
    """A school with the shipped policy, two school years and nobody in it."""
    return await set_credit_scene(scene)


@pytest.fixture
async def owed(credits: CreditScene) -> DutyScene:
    """The same, for people who owe duties."""
    return DutyScene(credits)
