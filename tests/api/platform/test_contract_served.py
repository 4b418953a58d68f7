"""Routes that are derived when they are asked for, and the contract that is read from its file."""

import json

from httpx2 import ASGITransport, AsyncClient

from api.app import create_app
from api.docs import CONTRACT
from api.routes import room
from api.settings import Settings


def test_a_route_is_derived_when_it_is_first_asked_for() -> None:
    router = room("platform")

    @router.get("/things", operation_id="platform_list_things")
    async def things(limit: int) -> int:
        return limit

    route = router.routes[0]

    assert "dependant" not in vars(route)
    assert [one.name for one in route.dependant.query_params] == ["limit"]  # type: ignore[attr-defined]  # a route of FastAPI
    assert "_said" not in vars(route)


async def test_the_contract_is_served_as_it_is_written_down() -> None:
    app = create_app(Settings(log_level="ERROR"))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        given = await client.get("/openapi.json")

    assert given.headers["content-type"] == "application/json"
    assert given.content == CONTRACT.read_bytes()


async def test_behind_a_prefix_the_contract_names_it() -> None:
    app = create_app(Settings(log_level="ERROR"))
    below = ASGITransport(app, root_path="/yanxiu")
    async with AsyncClient(transport=below, base_url="http://yanxiu") as client:
        given = (await client.get("/openapi.json")).json()

    assert [one["url"] for one in given["servers"]] == ["/yanxiu", "/"]
    assert given["paths"] == json.loads(CONTRACT.read_bytes())["paths"]
