"""Reminding readers: by school days, once a day at most, until they acknowledge or the training is over."""

import asyncio
from collections import Counter
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.people.calendar import ZONE, DayKind
from persistence.notices.reminders import remind_batch, remind_readers
from persistence.notices.tables import notice_copy
from persistence.platform.tables import message
from tests.api.notices.notice_scene import NoticeScene, set_notice_scene
from tests.scene import Scene
from tests.timetable_scene import held_as

ISSUED = date(2031, 3, 3)
"""A Monday five weeks before the training."""


@pytest.fixture
async def desk(scene: Scene) -> NoticeScene:
    made = await set_notice_scene(scene)
    await made.issued()
    async with scene.owner.begin() as connection:
        at = datetime.combine(ISSUED, time(9), ZONE)
        its = notice_copy.c.school_id == scene.school_id
        await connection.execute(update(notice_copy).where(its).values(delivered_at=at))
    return made


async def run(desk: NoticeScene, engine: AsyncEngine, day: date, hour: int = 7) -> int:
    return await remind_batch(engine, desk.scene.school_id, datetime.combine(day, time(hour), ZONE))


async def reminded(desk: NoticeScene) -> Counter[UUID]:
    rows = await desk.scene.rows(message)
    return Counter(row.recipient_id for row in rows if row.event == "notice_unacknowledged")


async def test_readers_are_reminded_on_the_second_school_day_and_every_second_from_then(
    desk: NoticeScene, app_engine: AsyncEngine
) -> None:
    counts = [await run(desk, app_engine, ISSUED + timedelta(days=n)) for n in range(10)]

    # Monday and Tuesday nobody, then every second school day; at the weekend nobody
    assert counts == [0, 0, 3, 0, 3, 0, 0, 0, 3, 0]
    assert set((await reminded(desk)).values()) == {3}
    assert desk.office.principal.account_id not in await reminded(desk)


async def test_a_day_brings_one_reminder_however_often_the_job_runs(
    desk: NoticeScene, app_engine: AsyncEngine
) -> None:
    wednesday = ISSUED + timedelta(days=2)
    at = datetime.combine(wednesday, time(7), ZONE)

    await asyncio.gather(*(remind_readers(app_engine, now=at) for _ in range(3)))
    await run(desk, app_engine, wednesday, hour=9)

    assert set((await reminded(desk)).values()) == {1}


async def test_who_has_acknowledged_is_left_in_peace(desk: NoticeScene, app_engine: AsyncEngine) -> None:
    copies = (await desk.office.get("notice-copies")).json()["items"]
    for one in copies:
        if one["copy"] in ("teacher", "grade_group"):
            await desk.acknowledge(desk.office, one, signed_by="本人")

    await run(desk, app_engine, ISSUED + timedelta(days=2))

    assert await reminded(desk) == {desk.affairs.principal.account_id: 1}


async def test_holidays_are_no_school_days(desk: NoticeScene, app_engine: AsyncEngine) -> None:
    for n in (1, 2):
        await held_as(desk.scene, ISSUED + timedelta(days=n), DayKind.HOLIDAY)

    assert [await run(desk, app_engine, ISSUED + timedelta(days=n)) for n in range(5)] == [0, 0, 0, 0, 3]


async def test_nobody_is_reminded_of_a_training_that_is_over(
    desk: NoticeScene, app_engine: AsyncEngine
) -> None:
    assert await run(desk, app_engine, date(2031, 4, 9)) == 0


async def test_a_void_copy_is_not_waited_for(desk: NoticeScene, app_engine: AsyncEngine) -> None:
    void = {row.id for row in await desk.scene.rows(notice_copy)}
    await desk.change_session(place="录播教室")

    assert await run(desk, app_engine, ISSUED + timedelta(days=2)) == 3

    rows = await desk.scene.rows(notice_copy)
    assert {row.copy for row in rows if row.reminded_at is not None and row.id not in void} == {
        "teacher",
        "academic_affairs",
        "grade_group",
    }
    assert not any(row.reminded_at for row in rows if row.id in void)
