"""Telling people: once each, in one transaction with what happened, and with as few statements."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.messages import Event, Notice
from persistence.ids import new_id
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import message, message_delivery, notification_channel
from persistence.transaction import in_school
from tests.scene import Scene

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)
FACTS = {"course": "心理健康教育", "session": "HZ-014", "starts_on": "2021-04-16"}


async def a_channel(scene: Scene, *events: Event, enabled: bool = True) -> Any:
    return await scene.add(
        notification_channel,
        kind="wecom",
        name=new_id().hex,
        url="x",
        events=[one.value for one in events],
        enabled=enabled,
    )


async def jobs(scene: Scene) -> int:
    async with scene.owner.connect() as connection:
        query = "SELECT count(*) FROM procrastinate_jobs WHERE args->>'school_id' = :school"
        return int(await connection.scalar(text(query), {"school": str(scene.school_id)}))


async def test_a_person_is_told_an_event_about_a_thing_once(scene: Scene, app_engine: AsyncEngine) -> None:
    about, people = new_id(), [new_id() for _ in range(3)]

    for to in (people[:2], people, [people[0], people[0]]):
        async with in_school(app_engine, scene.school_id) as connection:
            messages = SqlMessages(connection, scene.school_id)
            await messages.tell(Event.ENROLMENT_PLACED, about=about, to=to, facts=FACTS, at=NOW)

    async with in_school(app_engine, scene.school_id) as connection:
        await SqlMessages(connection, scene.school_id).tell_all([], at=NOW)

    told = await scene.rows(message)
    assert sorted(row.recipient_id for row in told) == sorted(people)
    assert {row.facts["course"] for row in told} == {"心理健康教育"}


async def test_only_channels_that_want_the_event_get_it(scene: Scene, app_engine: AsyncEngine) -> None:
    wanting = await a_channel(scene, Event.ENROLMENT_PLACED, Event.DUTY_DUE)
    await a_channel(scene, Event.DUTY_DUE)
    await a_channel(scene, Event.ENROLMENT_PLACED, enabled=False)

    async with in_school(app_engine, scene.school_id) as connection:
        await SqlMessages(connection, scene.school_id).tell(
            Event.ENROLMENT_PLACED, about=new_id(), to=[new_id(), new_id()], facts=FACTS, at=NOW
        )

    waiting = await scene.rows(message_delivery)
    assert [row.channel_id for row in waiting] == [wanting, wanting]
    assert {row.state for row in waiting} == {"queued"}
    assert await jobs(scene) == 1


async def test_a_transaction_rolled_back_tells_nobody_and_leaves_no_job(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    await a_channel(scene, Event.ENROLMENT_PLACED)

    async def told_in_vain() -> None:
        async with in_school(app_engine, scene.school_id) as connection:
            await SqlMessages(connection, scene.school_id).tell(
                Event.ENROLMENT_PLACED, about=new_id(), to=[new_id()], facts=FACTS, at=NOW
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await told_in_vain()

    assert await scene.rows(message) == []
    assert await scene.rows(message_delivery) == []
    assert await jobs(scene) == 0


async def test_two_who_tell_the_same_at_once_tell_it_once(scene: Scene, app_engine: AsyncEngine) -> None:
    notices = [Notice(Event.ENROLMENT_PLACED, new_id(), new_id(), FACTS) for _ in range(50)]

    async def told(order: list[Notice]) -> None:
        async with in_school(app_engine, scene.school_id) as connection:
            await SqlMessages(connection, scene.school_id).tell_all(order, at=NOW)

    await asyncio.gather(*(told(notices[:: 1 if turn % 2 else -1]) for turn in range(6)))

    assert len(await scene.rows(message)) == 50


async def test_many_are_told_with_as_few_statements_as_one(scene: Scene, app_engine: AsyncEngine) -> None:
    await a_channel(scene, Event.ENROLMENT_PLACED)
    asked: list[str] = []

    def count(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    async def statements(people: int) -> int:
        async with in_school(app_engine, scene.school_id) as connection:
            asked.clear()
            await SqlMessages(connection, scene.school_id).tell_all(
                [Notice(Event.ENROLMENT_PLACED, new_id(), new_id(), FACTS) for _ in range(people)], at=NOW
            )
            return len(asked)

    event.listen(app_engine.sync_engine, "before_cursor_execute", count)
    try:
        assert await statements(1) == await statements(500)
    finally:
        event.remove(app_engine.sync_engine, "before_cursor_execute", count)


async def test_a_notice_without_the_facts_of_its_sentences_is_a_mistake(
    scene: Scene, app_engine: AsyncEngine
) -> None:
    with pytest.raises(AssertionError, match="starts_on"):
        async with in_school(app_engine, scene.school_id) as connection:
            await SqlMessages(connection, scene.school_id).tell(
                Event.ENROLMENT_PLACED,
                about=new_id(),
                to=[new_id()],
                facts={"course": "x", "session": "y"},
                at=NOW,
            )
