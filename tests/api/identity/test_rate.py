"""Sign-in has an allowance of its own, by address and user name, and a wider one by address."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from api.app import create_app
from api.settings import Settings
from persistence.provision import DatabaseUrls
from tests.api.identity.people import code


@pytest.fixture
async def strict(urls: DatabaseUrls, app: FastAPI, settings: Settings) -> AsyncIterator[AsyncClient]:
    """A service that answers one sign-in a minute and user name; `app` has made the keys."""
    service = create_app(settings.model_copy(update={"sign_in_per_minute": 1}), urls.app)
    async with (
        service.router.lifespan_context(service),
        AsyncClient(transport=ASGITransport(service), base_url="http://yanxiu") as client,
    ):
        yield client


async def test_guessing_at_one_account_is_slowed_and_others_are_not(strict: AsyncClient) -> None:
    async def guess(username: str) -> tuple[int, str]:
        form = {"grant_type": "password", "username": username, "password": "a guess"}
        return code(await strict.post("/api/v1/auth/token", data=form))

    assert await guess("somebody") == (401, "bad_credentials")
    assert await guess(" SomeBody") == (429, "too_many")
    assert await guess("another") == (401, "bad_credentials")


async def test_an_address_is_slowed_whatever_it_asks_for(strict: AsyncClient) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "nobody's"}

    answers = [await strict.post("/api/v1/auth/token", data=form) for _ in range(11)]

    assert [code(answer)[0] for answer in answers] == [401] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1
