"""How many statements lists of cover, and publishing it, take does not depend on their length."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from api.app import create_app
from api.settings import Settings
from persistence.provision import DatabaseUrls
from tests.api.timetable.cover_scene import CoverScene, set_cover_scene
from tests.persistence.test_statement_counts import Counted
from tests.scene import Issuer, set_scene
from tests.timetable_scene import MONDAY

pytestmark = pytest.mark.untraced

LISTS = ("cover-plans", "covers", "cover-entries", "cover-standings")


@pytest.fixture
async def app(urls: DatabaseUrls, settings: Settings) -> AsyncIterator[FastAPI]:
    """An application of its own: a connection is listened to from its making on."""
    app = create_app(settings, urls.app)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def counting(
    app: FastAPI, owner: Any, issuer: Issuer, urls: DatabaseUrls
) -> AsyncIterator[tuple[CoverScene, Counted]]:
    counted = Counted(app)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        scene = await set_scene(owner, client, issuer)
        yield await set_cover_scene(scene, app.state.engine, urls), counted


async def statements(cover: CoverScene, counted: Counted) -> dict[str, int]:
    found = {}
    for path in LISTS:
        params = {"term_id": str(await cover.term_id())} if path == "cover-standings" else {}
        await cover.affairs.get(path, **params)  # the driver learns a statement's types once
        with counted.counting() as count:
            assert (await cover.affairs.get(path, **params)).status_code == 200
        found[path] = count[0]
    return found


async def test_lists_and_publishing_take_as_many_statements_for_five_lessons_as_for_one(
    counting: tuple[CoverScene, Counted],
) -> None:
    cover, counted = counting
    await cover.absent(last=MONDAY)
    plan = await cover.planned()
    with counted.counting() as one:
        assert (await cover.publish(plan)).status_code == 200
    few = await statements(cover, counted)
    fourth = await cover.scene.teacher("丁老师")
    for day in range(1, 6):
        await cover.week.lesson(day, 4, fourth, classes=["703"])
    await cover.absent(fourth)
    plan = await cover.planned()
    with counted.counting() as five:
        assert (await cover.publish(plan)).status_code == 200

    assert await statements(cover, counted) == few
    assert five[0] <= one[0]
