"""How many statements absences take does not depend on how many there are, or how long they are."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from api.app import create_app
from api.settings import Settings
from persistence.provision import DatabaseUrls
from tests.api.timetable.absence_scene import (
    FRIDAY,
    MONDAY,
    TUESDAY,
    AbsenceScene,
    block,
    set_absence_scene,
)
from tests.api.training.offering import enrolled, read
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
async def away(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[AbsenceScene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_absence_scene(await set_scene(owner, client, issuer))


async def grow(away: AbsenceScene, teachers: int) -> str:
    """So many teachers more, each with two lessons a week and an absence of two days; the last absence."""
    made = ""
    for _ in range(teachers):
        teacher = await away.scene.teacher()
        for weekday in (1, 5):
            await away.week.lesson(weekday, 1, teacher, classes=())
        made = (await away.entered(teacher, block(MONDAY), block(FRIDAY)))["id"]
    return made


async def test_lists_and_views_take_as_many_statements_for_twelve_as_for_two(
    away: AbsenceScene, counted: Counted
) -> None:
    async def statements() -> list[int]:
        found = []
        for path in (
            "absences",
            "absences?open=true",
            f"absences/{shown}",
            f"absences/{shown}/homeroom-days",
            "homeroom-proxies",
            "absence-statistics?by=subject_group",
            "timetable-rules",
        ):
            await away.office.get(path)  # the driver learns a statement's types once
            with counted.counting() as count:
                assert (await away.office.get(path)).status_code == 200
            found += count
        return found

    shown = await grow(away, 2)
    few = await statements()
    await grow(away, 10)

    assert await statements() == few


async def test_calling_a_session_off_takes_as_many_statements_for_twelve_as_for_two(
    away: AbsenceScene, counted: Counted
) -> None:
    async def statements(teachers: int) -> tuple[int, int]:
        session = await away.session(block(TUESDAY), capacity=teachers)
        for _ in range(teachers):
            await enrolled(away.office, session, await away.scene.teacher())
        path = f"training-sessions/{session['id']}"
        version = (await read(away.office, path))["version"]
        with counted.counting() as moving:
            moved = await away.office.patch(path, {"blocks": [block(MONDAY)]}, version=version)
        with counted.counting() as cancelling:
            cancelled = await away.office.step(f"{path}/cancel", version=version + 1)
        assert (moved.status_code, cancelled.status_code) == (200, 200)
        return moving[0], cancelling[0]

    await statements(1)  # the driver learns the statements' types once
    assert await statements(2) == await statements(12)
