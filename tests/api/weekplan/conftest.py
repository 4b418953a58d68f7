"""A school's office, and a teacher of it."""

from uuid import UUID

import pytest

from domain.identity.actions import Role
from tests.scene import Caller, Scene


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.office()


@pytest.fixture
async def teacher_id(scene: Scene) -> UUID:
    return await scene.teacher()


@pytest.fixture
async def zhang(scene: Scene, teacher_id: UUID) -> Caller:
    return await scene.signed_in(Role.TEACHER, teacher_id=teacher_id)
