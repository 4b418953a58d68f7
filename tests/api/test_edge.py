"""What every answer carries, and what the service tells of itself."""

import json
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from pydantic import SecretStr

from api.app import create_app
from api.logs import redact
from api.settings import Settings
from persistence.provision import DatabaseUrls
from tests.scene import Issuer, Scene, set_scene


@pytest.fixture
async def strict(urls: DatabaseUrls, issuer: Issuer, settings: Settings) -> AsyncIterator[AsyncClient]:
    """The service with three requests a minute, and its figures behind a token."""
    app = create_app(
        settings.model_copy(update={"rate_per_minute": 3, "metrics_token": SecretStr("scrape")}), urls.app
    )
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        yield client


async def test_a_sane_request_id_is_kept_and_any_other_replaced(client: AsyncClient) -> None:
    kept = await client.get("/livez", headers={"X-Request-Id": "from-the-gateway-1"})
    made = await client.get("/livez", headers={"X-Request-Id": "evil id; drop"})

    assert kept.headers["x-request-id"] == "from-the-gateway-1"
    assert len(made.headers["x-request-id"]) == 16


async def test_every_answer_forbids_sniffing_and_shared_caches(client: AsyncClient) -> None:
    headers = (await client.get("/livez")).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-cache"


async def test_too_many_requests_are_told_when_to_come_back(
    scene: Scene, strict: AsyncClient, issuer: Issuer
) -> None:
    office = await (await set_scene(scene.owner, strict, issuer)).office()

    answers = [await office.get("audit-entries") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert refused.json()["code"] == "too_many"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit-policy"] == '"caller";q=3;w=60'


async def test_the_figures_are_for_the_scraper_only(strict: AsyncClient) -> None:
    closed = await strict.get("/metrics")
    opened = await strict.get("/metrics", headers={"Authorization": "Bearer scrape"})

    assert closed.status_code == 404
    assert 'yanxiu_answers_total{method="GET"' in opened.text


async def test_the_figures_name_routes_and_never_paths(scene: Scene) -> None:
    office = await scene.office()
    await office.get("audit-entries")

    text = (await scene.client.get("/metrics")).text

    assert 'route="/api/v1/schools/{school}/audit-entries"' in text
    assert scene.code not in text


async def test_the_contract_is_shown_without_leaving_the_house(client: AsyncClient) -> None:
    page = await client.get("/docs")
    script = await client.get("/docs/static/swagger-ui-bundle.js")

    assert page.status_code == script.status_code == 200
    assert "cdn" not in page.text
    assert "https://" not in page.text
    assert (await client.get("/")).headers["location"] == "/docs"


async def test_the_wrong_method_path_and_accept_are_problems_too(client: AsyncClient) -> None:
    for answer, code in (
        (await client.put("/livez"), "method_not_allowed"),
        (await client.get("/nowhere"), "not_found"),
        (await client.get("/livez", headers={"Accept": "text/html"}), "not_acceptable"),
        (await client.get("/livez/"), "not_found"),
    ):
        assert answer.json()["code"] == code
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_english_is_spoken_to_those_who_ask_for_it(client: AsyncClient) -> None:
    chinese = await client.get("/nowhere")
    english = await client.get("/nowhere", headers={"Accept-Language": "en-GB,en;q=0.9"})

    assert (chinese.json()["detail"], chinese.headers["content-language"]) == ("没有找到。", "zh-CN")
    assert english.json()["detail"] == "There is no such thing here."


async def test_an_error_nobody_expected_is_a_500_that_tells_nothing(app: FastAPI) -> None:
    async def broken() -> None:
        raise ZeroDivisionError("SELECT secret FROM account")

    app.add_api_route("/broken", broken, include_in_schema=False)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        answer = await client.get("/broken")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text


def test_secrets_are_not_logged() -> None:
    event = redact(None, "info", {"event": "x", "authorization": "Bearer y", "phone": "138", "route": "/z"})

    assert "Bearer" not in json.dumps(event)
    assert (event["phone"], event["route"]) == ("***", "/z")
