"""Reminding of duties: who, when, and once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.worker import queue
from domain.training.duty import DutyKind, DutyState
from persistence.ids import new_id
from persistence.platform.tables import message
from persistence.provision import DatabaseUrls
from persistence.training.reminders import remind_schools
from persistence.training.tables import course, duty, enrolment, training_session
from tests.api.training.duty_scene import school_days
from tests.scene import Scene

MONDAY = date(2021, 4, 12)
MORNING = datetime(2021, 4, 11, 23, 5, tzinfo=UTC)
"""Five past seven on Monday, on the school's clock."""


async def owes(scene: Scene, *due: date, state: DutyState = DutyState.OPEN) -> Any:
    """A teacher with a duty for each of the days."""
    teacher_id = await scene.teacher()
    facts = {"provider": "x", "kind": "long_90", "hours": 90, "credits": 24}
    course_id = await scene.add(course, code=new_id().hex, title="心理健康教育", **facts)
    session_id = await scene.add(
        training_session,
        course_id=course_id,
        code=new_id().hex,
        capacity=1,
        taken=1,
        waitlist=False,
        state="completed",
        starts_at=MORNING - timedelta(days=30),
        ends_at=MORNING - timedelta(days=20),
    )
    enrolment_id = await scene.add(
        enrolment,
        session_id=session_id,
        teacher_id=teacher_id,
        state="passed",
        enrolled_at=MORNING,
        planned_credits=0,
        planned_year=2020,
    )
    for kind, day in zip(DutyKind, due, strict=False):
        await scene.add(
            duty,
            enrolment_id=enrolment_id,
            teacher_id=teacher_id,
            kind=kind,
            state=state,
            due_on=day,
            due_estimated=False,
            created_at=MORNING,
        )
    return teacher_id


async def told(scene: Scene) -> list[tuple[Any, str, str]]:
    rows = await scene.rows(message)
    return sorted((row.recipient_id, row.event, row.facts["due_on"]) for row in rows)


@pytest.fixture
async def school(scene: Scene) -> Scene:
    """Every day is a school day but Tuesday and Wednesday."""
    await scene.year()
    holidays = frozenset({MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)})
    await school_days(scene, MONDAY - timedelta(days=3), MONDAY + timedelta(days=30), but=holidays)
    return scene


async def test_what_is_near_or_past_is_told_once(school: Scene, clock_engine: AsyncEngine) -> None:
    days = [MONDAY + timedelta(days=n) for n in (-1, 0, 5, 6)]
    teacher = await owes(school, *days)

    for _ in range(2):
        await remind_schools(clock_engine, now=MORNING)

    assert await told(school) == sorted(
        [
            (teacher, "duty_overdue", "2021-04-11"),
            (teacher, "duty_due", "2021-04-12"),
            (teacher, "duty_due", "2021-04-17"),
        ]
    )


async def test_the_next_days_tell_what_has_come_near_and_passed(
    school: Scene, clock_engine: AsyncEngine
) -> None:
    teacher = await owes(school, MONDAY)

    for later in (0, 1, 2, 3, 4):
        await remind_schools(clock_engine, now=MORNING + timedelta(days=later))

    assert await told(school) == [
        (teacher, "duty_due", "2021-04-12"),
        (teacher, "duty_overdue", "2021-04-12"),
    ]
    overdue = next(row for row in await school.rows(message) if row.event == "duty_overdue")
    assert overdue.created_at == MORNING + timedelta(days=3), "the first school day after, not a holiday"


async def test_there_are_no_reminders_on_a_day_without_school(
    school: Scene, clock_engine: AsyncEngine
) -> None:
    await owes(school, MONDAY)

    await remind_schools(clock_engine, now=MORNING + timedelta(days=1))

    assert await told(school) == []


@pytest.mark.parametrize("state", set(DutyState) - {DutyState.OPEN, DutyState.RETURNED})
async def test_what_waits_for_nobody_or_for_the_office_is_not_reminded_of(
    school: Scene, clock_engine: AsyncEngine, state: DutyState
) -> None:
    await owes(school, MONDAY, state=state)

    await remind_schools(clock_engine, now=MORNING)

    assert await told(school) == []


async def test_the_worker_reminds_every_school(
    school: Scene, elsewhere: Scene, clock_engine: AsyncEngine, urls: DatabaseUrls
) -> None:
    await elsewhere.year()
    await school_days(elsewhere, MONDAY, MONDAY)
    teachers = {await owes(one, MONDAY) for one in (school, elsewhere)}

    async with queue(urls.app).open_async() as app:
        job = app.configure_task("remind_duties", queue="only-reminders", queueing_lock="only-reminders")
        await job.defer_async(timestamp=int(MORNING.timestamp()))
        await app.run_worker_async(
            queues=["only-reminders"],
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            additional_context={"engine": clock_engine},
        )

    assert {row[0] for one in (school, elsewhere) for row in await told(one)} == teachers


def test_reminders_are_due_by_themselves_in_the_morning_at_school(urls: DatabaseUrls) -> None:
    crons = {
        periodic.task.name: periodic.cron
        for periodic in queue(urls.app).periodic_registry.periodic_tasks.values()
    }

    assert crons["remind_duties"] == "5,35 23,0,1 * * *"
