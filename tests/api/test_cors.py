"""What a browser is told when a page of another origin asks."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response

from api.app import create_app
from api.cors import ALLOWED, EXPOSED
from api.settings import Settings
from persistence.provision import DatabaseUrls
from tests.contract.routes import contract_app, walked

SPA = "https://office.example.edu.cn"
FOREIGN = "https://evil.example"
TEACHER = "/api/v1/schools/shimen/teachers/01978f4e-7c1a-7d52-9a3e-5b1f0c2d4e6f"


@pytest.fixture
def opened(urls: DatabaseUrls, settings: Settings) -> FastAPI:
    """The service with one SPA allowed in."""
    return create_app(settings.model_copy(update={"cors_origins": (SPA,)}), urls.app)


@pytest.fixture
async def browser(opened: FastAPI) -> AsyncIterator[AsyncClient]:
    async with (
        opened.router.lifespan_context(opened),
        AsyncClient(transport=ASGITransport(opened), base_url="http://yanxiu") as client,
    ):
        yield client


async def preflight(
    browser: AsyncClient, method: str = "PATCH", headers: str = "if-match", origin: str = SPA
) -> Response:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return await browser.options(TEACHER, headers={"Origin": origin, **asked})


def listed(answer: Response, header: str) -> set[str]:
    return {one.strip().lower() for one in answer.headers[header].split(",")}


async def test_a_page_of_ours_is_let_in_and_another_is_not(browser: AsyncClient) -> None:
    ours = await preflight(browser)
    foreign = await preflight(browser, origin=FOREIGN)

    assert (ours.status_code, ours.headers["access-control-allow-origin"]) == (200, SPA)
    assert "access-control-allow-origin" not in foreign.headers


@pytest.mark.parametrize("origin", [SPA.upper(), SPA + ":8443", "http://office.example.edu.cn", "null"])
async def test_an_origin_is_ours_to_the_letter(browser: AsyncClient, origin: str) -> None:
    assert "access-control-allow-origin" not in (await preflight(browser, origin=origin)).headers


async def test_every_method_of_the_contract_may_be_used_and_no_other(browser: AsyncClient) -> None:
    used = {one.method for one in walked(contract_app())}

    assert listed(await preflight(browser), "access-control-allow-methods") == {one.lower() for one in used}
    for method in sorted(used):
        assert (await preflight(browser, method)).status_code == 200
    assert (await preflight(browser, "TRACE")).status_code == 400


async def test_every_header_of_the_contract_may_be_sent(browser: AsyncClient) -> None:
    operations = [
        operation for path in contract_app().openapi()["paths"].values() for operation in path.values()
    ]
    named = {
        parameter["name"]
        for operation in operations
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "header"
    }

    # What signs a callback is sent by programs, never by a page.
    assert {name for name in named if not name.startswith("webhook-")} <= set(ALLOWED)
    assert (await preflight(browser, headers=", ".join(sorted(ALLOWED)).lower())).status_code == 200
    assert (await preflight(browser, headers="x-anything-else")).status_code == 400


async def test_a_page_needs_no_cookies_and_is_offered_none(browser: AsyncClient) -> None:
    assert "access-control-allow-credentials" not in (await preflight(browser)).headers


async def test_what_a_page_must_read_is_exposed(browser: AsyncClient) -> None:
    seen = await browser.get("/livez", headers={"Origin": SPA})

    assert listed(seen, "access-control-expose-headers") == {one.lower() for one in EXPOSED}
    assert listed(seen, "vary") >= {"origin", "authorization", "accept-language"}


@pytest.mark.parametrize(("error", "status"), [(ConnectionRefusedError, 503), (ZeroDivisionError, 500)])
async def test_a_page_can_read_that_the_service_is_away_or_broken(
    opened: FastAPI, browser: AsyncClient, error: type[Exception], status: int
) -> None:
    async def broken() -> None:
        raise error

    opened.add_api_route("/broken", broken, include_in_schema=False)
    answer = await browser.get("/broken", headers={"Origin": SPA})

    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, SPA)


async def test_a_refusal_is_read_as_well(browser: AsyncClient) -> None:
    answer = await browser.get("/nowhere", headers={"Origin": SPA})

    assert (answer.json()["code"], answer.headers["access-control-allow-origin"]) == ("not_found", SPA)


async def test_without_an_origin_in_the_settings_nobody_is_let_in(client: AsyncClient) -> None:
    assert "access-control-allow-origin" not in (await preflight(client)).headers
