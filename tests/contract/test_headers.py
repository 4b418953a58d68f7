"""What every answer tells a browser, whatever route gave it and however it went."""

import re
from itertools import pairwise
from uuid import UUID

import pytest
from httpx2 import AsyncClient, Response
from starlette.routing import Route

from tests.contract.matrix import Route as Line
from tests.contract.matrix import someone, table
from tests.contract.population import COLLECTIONS, path_for, populate
from tests.contract.routes import contract_app
from tests.scene import Scene

pytestmark = pytest.mark.untraced

CLOSED = re.compile(r"^(private|no-store|no-cache)\b")
OUTSIDE = sorted(
    {
        re.sub(r"\{[\w:]+\}", "x", one.path)
        for one in contract_app().routes
        if isinstance(one, Route) and not one.include_in_schema and "GET" in (one.methods or ())
    }
)
"""What a browser may open that the contract does not name: pages, the documentation, the figures."""


def wrong(answer: Response) -> list[str]:
    """What a header lacks, or tells too much."""
    headers = answer.headers
    found = [name for name in ("server", "x-powered-by", "set-cookie") if name in headers]
    if headers.get_list("x-content-type-options") != ["nosniff"]:
        found.append("x-content-type-options")
    if headers.get_list("referrer-policy") != ["no-referrer"]:
        found.append("referrer-policy")
    if not all(CLOSED.match(value) for value in headers.get_list("cache-control")):
        found.append("cache-control")
    if "cache-control" not in headers or "Authorization" not in headers.get("vary", ""):
        found.append("kept by others")
    if headers.get("content-type", "").startswith("text/html"):
        policy = headers.get("content-security-policy", "")
        if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy:
            found.append("content-security-policy")
        if re.search(r"script-src[^;]*('unsafe|\*|http)", policy):
            found.append("script-src")
    return found


def address(one: Line, code: str, ids: dict[str, UUID]) -> str:
    path = one.path.replace("{school}", code).replace("{district}", f"d{code}")
    steps = path.split("/")
    known = all(before in COLLECTIONS for before, step in pairwise(steps) if "{" in step)
    return path_for(path, ids) if known else re.sub(r"\{\w+\}", "x", path)


@pytest.mark.parametrize("name", ["research_office", "nobody"])
async def test_every_route_answers_with_them(scene: Scene, name: str) -> None:
    ids, who = await populate(scene), await someone(name, scene)
    lacking = []
    for one in table():
        if found := wrong(await who.ask(one, address(one, scene.code, ids))):
            lacking.append(f"{one}: {found}")

    assert lacking == []


@pytest.mark.parametrize("path", [*OUTSIDE, "/nowhere", "/docs/static/x.js", "/docs/static/swagger-ui.css"])
async def test_so_does_what_is_no_route_of_the_contract(client: AsyncClient, path: str) -> None:
    assert wrong(await client.get(path)) == []


async def test_pages_are_among_them(client: AsyncClient) -> None:
    shown = [(await client.get(path)).headers.get("content-type", "") for path in OUTSIDE]

    assert sum(kind.startswith("text/html") for kind in shown) >= 3


async def test_the_page_of_the_contract_runs_what_it_brings_and_nothing_else(client: AsyncClient) -> None:
    policy = (await client.get("/docs")).headers["content-security-policy"]

    assert re.search(r"script-src 'self' 'sha256-[\w+/=]{44}';", policy)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"server": "uvicorn"}, id="a server that tells its name"),
        pytest.param({"x-content-type-options": ""}, id="no nosniff"),
        pytest.param({"cache-control": "public, max-age=60"}, id="kept by a proxy"),
        pytest.param({"content-type": "text/html"}, id="a page without a policy"),
    ],
)
async def test_a_header_that_is_wrong_is_found(client: AsyncClient, headers: dict[str, str]) -> None:
    """Otherwise nobody knew whether the walk could find anything."""
    sound = await client.get("/livez")

    assert wrong(sound) == []
    assert wrong(Response(200, headers={**sound.headers, **headers}))
