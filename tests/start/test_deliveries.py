"""What waits for a channel is sent by the worker: in batches, again when it failed, by one worker only."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.deliveries import BATCH, TRIES, NotYet, Outgoing, send_waiting
from cli.worker import queue
from domain.channels import DeliveryFailed
from domain.messages import Event, Notice
from persistence.ids import new_id
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import message_delivery, notification_channel
from persistence.provision import DatabaseUrls
from persistence.transaction import in_school
from tests.api.platform.test_channels import set_up
from tests.api.platform.test_messages import FACTS_OF
from tests.scene import Scene

NOW = datetime(2021, 4, 1, 8, tzinfo=UTC)


@dataclass
class Postbox:
    """Keeps what it is given, and can be out of order."""

    posts: list[tuple[str, str, str]] = field(default_factory=list)
    broken: bool = False

    def send(self, address: str, title: str, body: str) -> None:
        if self.broken:
            raise DeliveryFailed(why="refused")
        self.posts.append((address, title, body))


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def outgoing(app: FastAPI, postbox: Postbox) -> Outgoing:
    return Outgoing(app.state.sealing, postbox)


@pytest.fixture
async def channel(scene: Scene) -> UUID:
    return UUID((await set_up(await scene.office())).json()["id"])


async def tell(scene: Scene, engine: AsyncEngine, people: int = 1) -> list[UUID]:
    teachers = [await scene.teacher(f"{scene.code}教师{number}") for number in range(people)]
    async with in_school(engine, scene.school_id) as connection:
        notices = [Notice(Event.DUTY_DUE, new_id(), teacher, FACTS_OF) for teacher in teachers]
        await SqlMessages(connection, scene.school_id).tell_all(notices, at=NOW)
    return teachers


async def states(scene: Scene) -> list[tuple[str, int]]:
    return [(row.state, row.attempts) for row in await scene.rows(message_delivery)]


async def run_jobs(urls: DatabaseUrls, **context: Any) -> None:
    async with queue(urls.app).open_async() as app:
        await app.run_worker_async(
            wait=False, listen_notify=False, install_signal_handlers=False, additional_context=context
        )


async def test_the_worker_posts_what_waits_with_the_names_of_whom_it_concerns(
    scene: Scene,
    app_engine: AsyncEngine,
    urls: DatabaseUrls,
    channel: UUID,
    outgoing: Outgoing,
    postbox: Postbox,
) -> None:
    await tell(scene, app_engine, 2)

    await run_jobs(urls, engine=app_engine, outgoing=outgoing)

    # The queue is everybody's: what other tests left waiting goes out too.
    ((address, title, body),) = [post for post in postbox.posts if scene.code in post[2]]
    assert address == "wecombot://693a91f6-7aaa-4bc4/"
    assert title == "研修通知：任务将到期"
    names = sorted(line.partition("：")[0] for line in body.splitlines())
    assert names == [f"{scene.code}教师0", f"{scene.code}教师1"]
    assert await states(scene) == [("sent", 1), ("sent", 1)]


async def test_many_go_out_in_batches_each_once(
    scene: Scene, app_engine: AsyncEngine, channel: UUID, outgoing: Outgoing, postbox: Postbox
) -> None:
    await tell(scene, app_engine, 3 * BATCH + 1)

    await asyncio.gather(*(send_waiting(app_engine, outgoing, scene.school_id, channel) for _ in range(3)))

    lines = [line for _, _, body in postbox.posts for line in body.splitlines()]
    assert len(lines) == len(set(lines)) == 3 * BATCH + 1
    assert max(len(body.splitlines()) for _, _, body in postbox.posts) == BATCH


async def test_what_fails_is_tried_again_and_given_up_after_the_last_try(
    scene: Scene, app_engine: AsyncEngine, channel: UUID, outgoing: Outgoing, postbox: Postbox
) -> None:
    await tell(scene, app_engine)
    postbox.broken = True

    for tried in range(1, TRIES + 1):
        with pytest.raises(NotYet):
            await send_waiting(app_engine, outgoing, scene.school_id, channel)
        assert await states(scene) == [("failed" if tried == TRIES else "queued", tried)]

    (row,) = await scene.rows(message_delivery)
    assert (row.error, row.sent_at) == ("refused", None)
    await send_waiting(app_engine, outgoing, scene.school_id, channel)


async def test_what_failed_once_goes_out_when_it_can(
    scene: Scene, app_engine: AsyncEngine, channel: UUID, outgoing: Outgoing, postbox: Postbox
) -> None:
    await tell(scene, app_engine)
    postbox.broken = True
    with pytest.raises(NotYet):
        await send_waiting(app_engine, outgoing, scene.school_id, channel)

    postbox.broken = False
    await send_waiting(app_engine, outgoing, scene.school_id, channel)

    (row,) = await scene.rows(message_delivery)
    assert (row.state, row.attempts, row.error, len(postbox.posts)) == ("sent", 2, None, 1)


@pytest.mark.parametrize(
    ("change", "why"),
    [({"enabled": False}, "channel_disabled"), ({"url": "x"}, "sealed_with_another_secret")],
    ids=["switched off", "unreadable"],
)
async def test_a_channel_that_cannot_be_used_says_why(
    scene: Scene,
    app_engine: AsyncEngine,
    channel: UUID,
    outgoing: Outgoing,
    postbox: Postbox,
    change: dict[str, Any],
    why: str,
) -> None:
    await tell(scene, app_engine)
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(notification_channel).where(notification_channel.c.id == channel).values(**change)
        )

    for _ in range(TRIES):
        try:
            await send_waiting(app_engine, outgoing, scene.school_id, channel)
        except NotYet:
            continue

    (row,) = await scene.rows(message_delivery)
    assert (row.state, row.error, postbox.posts) == ("failed", why, [])


@pytest.mark.parametrize(("broken", "status"), [(False, "succeeded"), (True, "failed")])
async def test_a_test_message_tells_whether_the_channel_works(
    scene: Scene,
    app_engine: AsyncEngine,
    urls: DatabaseUrls,
    outgoing: Outgoing,
    postbox: Postbox,
    broken: bool,
    status: str,
) -> None:
    office = await scene.office()
    made = (await set_up(office)).json()
    started = await office.step(f"notification-channels/{made['id']}/test", version=1)
    postbox.broken = broken

    await run_jobs(urls, engine=app_engine, outgoing=outgoing)

    done = (await office.get(started.headers["location"])).json()
    assert done["status"] == status
    assert (done["error"] or {}).get("code") == ("delivery_failed" if broken else None)
