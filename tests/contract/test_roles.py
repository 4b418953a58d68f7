"""Every role on every route: who the table keeps out is kept out, who it lets in gets past the door."""

import pytest

from domain.identity.access import ACCESS, Role
from tests.contract.population import path_for, populate
from tests.contract.routes import contract_app, walked
from tests.contract.test_isolation import ask
from tests.scene import Scene

pytestmark = pytest.mark.untraced

GUARDED = [one for one in walked(contract_app()) if one.action is not None and "{school}" in one.path]


@pytest.mark.parametrize("role", list(Role))
async def test_the_access_table_is_what_the_routes_do(scene: Scene, role: Role) -> None:
    ids = await populate(scene)
    caller = await scene.signed_in(role, teacher_id=ids["teacher"])

    for one in GUARDED:
        assert one.action is not None
        answer = await ask(caller, one, path_for(one.path.replace("{school}", scene.code), ids))
        let_in = role in ACCESS[one.action]
        assert answer.status_code < 500, f"{role} {one.method} {one.path}: {answer.text}"
        assert answer.status_code != 401
        if not let_in:
            assert answer.status_code in (403, 422), f"{role} {one.method} {one.path}: {answer.text}"


async def test_without_a_token_every_guarded_route_asks_for_one(scene: Scene) -> None:
    for one in GUARDED:
        answer = await scene.client.request(one.method, one.path.replace("{school}", scene.code))
        assert answer.status_code in (401, 415, 422), f"{one.method} {one.path}"
