"""How many statements offers, lists and publishing take does not depend on how much there is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from api.app import create_app
from api.settings import Settings
from domain.timetable.changes import NewChange, publish, undo
from domain.timetable.effective import Cause, LessonKey, Slot
from persistence.ids import new_id
from persistence.provision import DatabaseUrls
from persistence.timetable.changes import SqlLessonChanges
from persistence.transaction import in_school
from tests.persistence.test_statement_counts import Counted
from tests.persistence.timetable.test_changes import AT
from tests.scene import Issuer, set_scene
from tests.swap_scene import MONDAY, WEDNESDAY, SwapScene, set_swap_scene

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
async def swapping(app: FastAPI, counted: Counted, owner: Any, issuer: Issuer) -> AsyncIterator[SwapScene]:
    async with AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client:
        yield await set_swap_scene(await set_scene(owner, client, issuer))


async def test_offers_and_lists_take_as_many_statements_for_many_as_for_few(
    swapping: SwapScene, counted: Counted
) -> None:
    paths = [f"absences/{swapping.absence_id}/swap-offers", "swaps"]

    async def statements() -> list[int]:
        found = []
        for path in paths:
            await swapping.affairs.get(path)  # the driver learns a statement's types once
            with counted.counting() as count:
                assert (await swapping.affairs.get(path)).status_code == 200
            found += count
        return found

    await swapping.proposed()
    few = await statements()
    for period_no in range(2, 7):
        await swapping.week.lesson(1, period_no, swapping.ali, subject="数学")
        await swapping.week.lesson(4, period_no, await swapping.scene.teacher(), subject="科学")
    await swapping.proposed(partner_lesson_id=str(swapping.chinese), partner_lesson_day=WEDNESDAY.isoformat())
    assert await statements() == few


async def test_many_changes_take_as_many_statements_as_one(
    app: FastAPI, swapping: SwapScene, counted: Counted
) -> None:
    school_id = swapping.scene.school_id
    cover = await swapping.scene.teacher()

    async def statements(weeks: int) -> tuple[int, int]:
        days = [MONDAY + timedelta(weeks=number) for number in range(weeks)]
        cause_id = new_id()
        wanted = [
            NewChange(
                LessonKey(swapping.mathematics, day),
                Cause.COVER,
                cause_id,
                swapping.absence_id,
                Slot(day, 1),
                swapping.ali,
                Slot(day, 1),
                None,
                cover,
            )
            for day in days
        ]
        async with in_school(app.state.engine, school_id) as connection:
            changes = SqlLessonChanges(connection, school_id)
            with counted.counting() as publishing:
                assert len(await publish(changes, wanted, now=AT)) == weeks
            with counted.counting() as undoing:
                assert len(await undo(changes, cause_ids=[cause_id], now=AT)) == weeks
        return publishing[0], undoing[0]

    await statements(1)  # the driver learns a statement's types once
    few = await statements(1)
    assert await statements(10) == few
    assert max(few) <= 12
