"""Publishing cover waits for whoever changes the absence; facts take as many statements however many."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.timetable.absence import AbsenceState
from persistence.provision import DatabaseUrls
from persistence.timetable.absence_tables import absence
from persistence.timetable.cover_ground import cover_ground
from persistence.timetable.covers import SqlCovers
from persistence.transaction import in_school
from tests.api.timetable.cover_scene import FRIDAY, CoverScene, set_cover_scene
from tests.scene import Scene
from tests.timetable_scene import MONDAY


@pytest.fixture
async def cover(scene: Scene, app_engine: AsyncEngine, urls: DatabaseUrls) -> CoverScene:
    return await set_cover_scene(scene, app_engine, urls)


async def cancel(cover: CoverScene, absence_id: UUID, read: asyncio.Event, go: asyncio.Event) -> None:
    """Says when the absence is locked, and commits when told to."""
    async with in_school(cover.engine, cover.scene.school_id) as connection:
        await connection.execute(
            update(absence)
            .where(absence.c.school_id == cover.scene.school_id, absence.c.id == absence_id)
            .values(state=AbsenceState.CANCELLED)
        )
        read.set()
        await go.wait()


async def test_who_publishes_waits_for_who_cancels_the_absence_and_sees_it(cover: CoverScene) -> None:
    absence_id, locked, go = await cover.absent(), asyncio.Event(), asyncio.Event()
    cancelling = asyncio.create_task(cancel(cover, absence_id, locked, go))
    await locked.wait()

    async def publishing() -> int:
        async with in_school(cover.engine, cover.scene.school_id) as connection:
            covers = SqlCovers(connection, cover.scene.school_id)
            await covers.hold([absence_id], MONDAY, FRIDAY)
            return len((await covers.ground(MONDAY, FRIDAY)).missed)

    waiting = asyncio.create_task(publishing())
    done, _ = await asyncio.wait([waiting], timeout=0.3)
    assert not done
    go.set()
    await cancelling

    assert await waiting == 0


async def test_facts_take_as_many_statements_for_many_absences_as_for_one(cover: CoverScene) -> None:
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    async def statements(weeks: int) -> int:
        nonlocal count
        async with in_school(cover.engine, cover.scene.school_id) as connection:
            count = 0
            ground = await cover_ground(
                connection, cover.scene.school_id, MONDAY, FRIDAY + timedelta(weeks=weeks)
            )
            assert ground.missed
            return count

    event.listen(cover.engine.sync_engine, "before_cursor_execute", counted)
    try:
        await cover.absent()
        few = await statements(0)
        for one in (cover.colleague, cover.other):
            await cover.absent(one, last=FRIDAY + timedelta(weeks=3))
        assert await statements(3) == few <= 16
    finally:
        event.remove(cover.engine.sync_engine, "before_cursor_execute", counted)
