"""How many statements notices take does not depend on how many they are."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from api.app import create_app
from api.settings import Settings
from persistence.provision import DatabaseUrls
from tests.api.notices.notice_scene import NoticeScene, set_notice_scene
from tests.persistence.test_statement_counts import Counted
from tests.scene import Issuer, set_scene

pytestmark = pytest.mark.untraced


@pytest.fixture
async def app(urls: DatabaseUrls, settings: Settings) -> AsyncIterator[FastAPI]:
    """An application of its own: a connection is listened to from its making on."""
    app = create_app(settings, urls.app)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def counted(app: FastAPI) -> Counted:
    return Counted(app)


@pytest.fixture
async def desk(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[NoticeScene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_notice_scene(await set_scene(owner, client, issuer))


async def test_issuing_many_takes_as_many_statements_as_two(desk: NoticeScene, counted: Counted) -> None:
    async def statements(number: int) -> int:
        places = [await desk.placed(f"教师{n}") for n in range(number)]
        with counted.counting() as count:
            answer = await desk.bulk(enrolment_ids=[one["id"] for one in places])
        assert answer.status_code == 200, answer.text
        return count[0]

    await statements(2)  # the driver learns the statements' types once

    assert await statements(2) == await statements(12)


async def test_following_many_takes_as_many_statements_as_two(desk: NoticeScene, counted: Counted) -> None:
    async def statements(place: str) -> int:
        with counted.counting() as count:
            await desk.change_session(place=place)
        return count[0]

    for n in range(2):
        await desk.issued(await desk.placed(f"教师{n}"))
    await statements("甲")
    few = await statements("乙")
    for n in range(8):
        await desk.issued(await desk.placed(f"又{n}"))

    assert await statements("丙") == few


@pytest.mark.parametrize("path", ["notices", "notice-copies", "notice-copies?awaited=true"])
async def test_a_list_takes_as_many_statements_for_ten_as_for_two(
    desk: NoticeScene, counted: Counted, path: str
) -> None:
    async def statements() -> int:
        await desk.office.get(path)
        with counted.counting() as count:
            assert (await desk.office.get(path)).status_code == 200
        return count[0]

    for n in range(2):
        await desk.issued(await desk.placed(f"教师{n}"))
    few = await statements()
    for n in range(8):
        await desk.issued(await desk.placed(f"又{n}"))

    assert await statements() == few
