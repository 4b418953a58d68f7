"""What waits for a webhook is posted by the worker: signed, in order, and again when it was not taken."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine
from standardwebhooks import WebhookVerificationError

from cli.webhooks import Webhooks
from domain.webhooks.delivery import WAITS
from gateways.outgoing import GuardedClient
from gateways.webhooks import SignedPosts
from persistence.platform.tables import message
from persistence.provision import DatabaseUrls
from persistence.webhooks.nightly import forget_deliveries, wake_webhooks
from persistence.webhooks.tables import webhook_subscription
from tests.gateways.hooks import Receiver, receiver
from tests.scene import Scene
from tests.start.test_deliveries import run_jobs
from tests.webhook_scene import WebhookScene

LOCAL = ["127.0.0.1"]


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as here:
        yield here


@pytest.fixture
async def desk(
    scene: Scene, app: FastAPI, app_engine: AsyncEngine, hook: Receiver
) -> AsyncIterator[WebhookScene]:
    office, before = await scene.both_offices(), app.state.outgoing
    app.state.outgoing = GuardedClient(private_hosts=LOCAL)
    body = {"name": "教务系统", "url": hook.url, "events": ["room.created", "room.updated"]}
    made = (await office.post("webhook-subscriptions", body)).json()
    posts = SignedPosts(app.state.outgoing)
    yield WebhookScene(
        scene, office, hook, app_engine, app.state.sealing, posts, UUID(made["webhook"]["id"]), made["secret"]
    )
    app.state.outgoing = before


async def test_the_worker_posts_a_thin_event_that_a_receiver_can_verify(
    desk: WebhookScene, hook: Receiver, urls: DatabaseUrls
) -> None:
    room = await desk.room()

    webhooks = Webhooks(desk.sealing, desk.posts)
    await run_jobs(urls, engine=desk.engine, webhooks=webhooks, outgoing=None)

    (told,), (row,) = hook.told, await desk.deliveries()
    event = told.verified(desk.secret)
    assert (event["type"], event["data"]) == ("room.created", {"id": room["id"], "version": 1})
    assert datetime.fromisoformat(event["timestamp"]) == row.occurred_at
    assert told.headers["webhook-id"] == str(row.event_id)
    assert told.headers["content-type"] == "application/json"
    assert await desk.states() == [("delivered", 1)]
    (shown,) = (await desk.office.get("webhook-deliveries")).json()["items"]
    assert [(one["status"], one["why"]) for one in shown["attempts"]] == [(204, None)]
    assert shown["allowed_actions"] == ["resend"]


async def test_events_go_out_in_the_order_they_happened_in(desk: WebhookScene, hook: Receiver) -> None:
    rooms = [await desk.room(f"40{number}") for number in range(5)]
    await desk.office.patch(f"rooms/{rooms[0]['id']}", {"name": "阶梯教室"}, version=1)

    assert await desk.work() == 6

    told = [json.loads(one.body) for one in hook.told]
    assert [one["data"]["id"] for one in told] == [one["id"] for one in [*rooms, rooms[0]]]
    assert told[-1]["type"] == "room.updated"
    assert told[-1]["data"]["version"] == 2


async def test_after_a_rotation_both_secrets_verify_for_a_day(desk: WebhookScene, hook: Receiver) -> None:
    new = (await desk.office.step(f"{desk.path}/rotate-secret", version=1)).json()["secret"]
    await desk.room("401")
    await desk.work()
    await desk.room("402")
    await desk.work(later=timedelta(hours=24, seconds=1))

    both, one = hook.told
    assert len(both.headers["webhook-signature"].split()) == 2
    assert both.verified(new) == both.verified(desk.secret)
    assert len(one.headers["webhook-signature"].split()) == 1
    with pytest.raises(WebhookVerificationError):
        one.verified(desk.secret)


async def test_what_is_not_taken_is_tried_by_the_schedule_and_then_has_failed(
    desk: WebhookScene, hook: Receiver
) -> None:
    hook.status, hook.answer = 500, "出错了\x00".encode()
    await desk.room()

    assert await desk.work() == 1
    for number, wait in enumerate(WAITS, start=1):
        assert await desk.states() == [("queued", number)]
        assert await desk.work(later=wait - timedelta(seconds=1)) == 0
        assert await desk.work(later=timedelta(seconds=1)) == 1

    assert await desk.states() == [("failed", 10)]
    assert len({one.headers["webhook-id"] for one in hook.told}) == 1
    assert len({one.headers["webhook-timestamp"] for one in hook.told}) == 10
    assert [(one.status, one.why, one.answer) for one in await desk.attempts()] == [
        (500, "status", "出错了")
    ] * 10
    assert (await desk.seen())["failing_since"] is not None


async def test_what_failed_is_sent_again_under_its_id(desk: WebhookScene, hook: Receiver) -> None:
    hook.status = 404
    await desk.room("401")
    await desk.room("402")
    for wait in (timedelta(0), *WAITS):
        await desk.work(later=wait)
    hook.status = 204
    first, second = await desk.deliveries()
    assert await desk.states() == [("failed", 10)] * 2

    headers = {"If-Match": f'"{first.version}"', "Idempotency-Key": "one"}
    path = f"webhook-deliveries/{first.id}"
    again = await desk.office.ask("POST", f"{path}/resend", headers=headers)
    assert (again.json()["state"], again.json()["allowed_actions"]) == ("queued", [])
    assert await desk.work() == 1

    version = (await desk.seen())["version"]
    headers = {"If-Match": f'"{version}"', "Idempotency-Key": "all"}
    since = {"since": "2021-01-01T00:00:00Z"}
    bulk = await desk.office.ask("POST", f"{desk.path}/resend-failed", json=since, headers=headers)
    assert bulk.json() == {"queued": 1}
    assert await desk.work() == 1

    assert [one.headers["webhook-id"] for one in hook.told[-2:]] == [
        str(first.event_id),
        str(second.event_id),
    ]
    assert await desk.states() == [("delivered", 1)] * 2
    assert (await desk.seen())["failing_since"] is None
    queued = await desk.office.ask(
        "POST", f"{path}/resend", headers={"If-Match": '"1"', "Idempotency-Key": "old"}
    )
    assert queued.status_code == 412
    assert (await desk.office.get(f"webhook-deliveries/{desk.subscription_id}")).status_code == 404


async def test_what_waits_is_not_sent_again(desk: WebhookScene) -> None:
    await desk.room()
    (row,) = await desk.deliveries()
    headers = {"If-Match": '"1"', "Idempotency-Key": "again"}

    waiting = await desk.office.ask("POST", f"webhook-deliveries/{row.id}/resend", headers=headers)
    missing = await desk.office.ask(
        "POST", f"webhook-deliveries/{desk.subscription_id}/resend", headers=headers
    )

    assert (waiting.status_code, waiting.json()["code"]) == (409, "invalid_state")
    assert missing.status_code == 404


async def test_nothing_is_sent_again_while_the_webhook_is_off(desk: WebhookScene) -> None:
    await desk.room()
    await desk.work()
    (row,) = await desk.deliveries()
    await desk.office.patch(desk.path, {"enabled": False}, version=1)

    headers = {"If-Match": f'"{row.version}"', "Idempotency-Key": "again"}
    refused = await desk.office.ask("POST", f"webhook-deliveries/{row.id}/resend", headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (422, "webhook_disabled")


async def test_a_receiver_out_of_order_is_tried_with_one_event_at_a_time(
    desk: WebhookScene, hook: Receiver
) -> None:
    hook.status = 503
    for number in range(3):
        await desk.room(f"40{number}")

    assert [await desk.work(), await desk.work()] == [1, 0]
    assert await desk.work(later=WAITS[0]) == 1
    assert await desk.states() == [("queued", 1), ("queued", 1), ("queued", 0)]

    hook.status = 204
    assert await desk.work(later=WAITS[1]) == 3
    assert await desk.states() == [("delivered", 2), ("delivered", 2), ("delivered", 1)]
    row = await desk.webhook()
    assert (row.failures, row.failing_since, row.resume_at) == (0, None, None)


async def test_one_event_that_is_refused_does_not_keep_the_others(desk: WebhookScene, hook: Receiver) -> None:
    hook.statuses = [400]
    for number in range(3):
        await desk.room(f"40{number}")

    assert await desk.work() == 3
    assert await desk.states() == [("queued", 1), ("delivered", 1), ("delivered", 1)]
    assert await desk.work(later=WAITS[0]) == 1
    assert await desk.states() == [("delivered", 2), ("delivered", 1), ("delivered", 1)]


async def test_one_that_wants_no_more_is_switched_off_and_the_office_told(
    desk: WebhookScene, hook: Receiver
) -> None:
    hook.status = 410
    await desk.room("401")
    await desk.room("402")

    assert await desk.work() == 1

    seen = await desk.seen()
    assert (seen["enabled"], seen["disabled_because"]) == (False, "gone")
    assert await desk.states() == [("queued", 1), ("queued", 0)]
    assert await desk.work(later=timedelta(days=1)) == 0
    (notice,) = [one for one in await desk.scene.rows(message) if one.event == "webhook_disabled"]
    assert notice.facts == {"webhook": "教务系统", "webhook_because": "gone"}
    first = (await desk.deliveries())[0]
    hook.status = 204

    on = await desk.office.patch(desk.path, {"enabled": True}, version=seen["version"])
    assert (on.json()["disabled_because"], on.json()["failing_since"]) == (None, None)
    assert await desk.work() == 2
    assert hook.told[1].headers["webhook-id"] == str(first.event_id)


async def test_five_days_of_nothing_but_failures_switch_it_off(desk: WebhookScene, hook: Receiver) -> None:
    hook.status = 500
    await desk.room("401")
    await desk.room("402")
    await desk.room("403")

    for wait in (timedelta(0), *WAITS, WAITS[-1]):
        await desk.work(later=wait)
    assert (await desk.seen())["enabled"]
    await desk.work(later=WAITS[-1])

    seen = await desk.seen()
    assert (seen["enabled"], seen["disabled_because"]) == (False, "failing")
    body = {"since": "2021-01-01T00:00:00Z"}
    headers = {"If-Match": f'"{seen["version"]}"', "Idempotency-Key": "x"}
    refused = await desk.office.ask("POST", f"{desk.path}/resend-failed", json=body, headers=headers)
    assert refused.json()["code"] == "webhook_disabled"


async def test_a_redirect_is_a_failure_and_is_not_followed(desk: WebhookScene, hook: Receiver) -> None:
    hook.status, hook.location = 302, f"http://127.0.0.1:{hook.port}/elsewhere"
    await desk.room()

    assert await desk.work() == 1
    assert [(one.status, one.why) for one in await desk.attempts()] == [(302, "redirect")]


@pytest.mark.parametrize(
    ("url", "found", "why"),
    [
        pytest.param("https://127.0.0.1/hook", ["127.0.0.1"], "private_host", id="this machine"),
        pytest.param("https://169.254.169.254/x", ["169.254.169.254"], "private_host", id="the cloud's own"),
        pytest.param("https://[::1]/hook", ["::1"], "private_host", id="in IPv6"),
        pytest.param("https://rebinding.example/", ["10.0.0.1"], "private_host", id="a name that moved"),
        pytest.param("https://nowhere.example/", None, "unknown_host", id="a name that is gone"),
    ],
)
async def test_a_target_is_looked_at_again_when_something_is_sent(
    desk: WebhookScene, hook: Receiver, url: str, found: Sequence[str] | None, why: str
) -> None:
    """Taken when it was set up: the name led elsewhere then, or the operator allowed the host."""
    await desk.room()
    table = webhook_subscription
    async with desk.scene.owner.begin() as connection:
        moved = update(table).where(table.c.id == desk.subscription_id).values(url=url)
        await connection.execute(moved)

    def lookup(host: str, port: int) -> Sequence[str]:
        if found is None:
            raise OSError("no such name")
        return found

    desk.posts = SignedPosts(GuardedClient(lookup=lookup))

    assert await desk.work() == 0
    assert [(one.status, one.why) for one in await desk.attempts()] == [(None, why)]
    assert await desk.states() == [("queued", 1)]


async def test_a_receiver_that_hangs_has_one_event_a_turn(desk: WebhookScene, hook: Receiver) -> None:
    desk.posts = SignedPosts(GuardedClient(private_hosts=LOCAL), within=0.2)
    hook.holding.clear()
    await desk.room("401")
    await desk.room("402")

    assert await desk.work() == 1
    assert [one.why for one in await desk.attempts()] == ["too_slow"]


async def test_a_slow_receiver_goes_to_the_back_of_the_queue(
    desk: WebhookScene, hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.webhooks.TURN", 0.0)
    await desk.room("401")
    await desk.room("402")
    before = await waiting_jobs(desk)

    assert await desk.work() == 1
    assert await waiting_jobs(desk) == before + 1
    assert await desk.work() == 1


async def waiting_jobs(desk: WebhookScene) -> int:
    async with desk.scene.owner.connect() as connection:
        sql = "SELECT count(*) FROM procrastinate_jobs WHERE lock = :lock AND status = 'todo'"
        lock = f"webhook:{desk.subscription_id}"
        return int(await connection.scalar(text(sql).bindparams(lock=lock)) or 0)


@pytest.mark.parametrize("status", [204, 500])
async def test_a_test_event_tells_how_it_went(
    desk: WebhookScene, hook: Receiver, urls: DatabaseUrls, status: int
) -> None:
    hook.status, hook.answer = status, b"" if status == 204 else b"no"
    started = await desk.office.step(f"{desk.path}/test", version=1)

    webhooks = Webhooks(desk.sealing, desk.posts)
    await run_jobs(urls, engine=desk.engine, webhooks=webhooks, outgoing=None)

    done = (await desk.office.get(started.headers["location"])).json()
    assert hook.told[0].verified(desk.secret)["type"] == "webhook.test"
    if status == 204:
        assert (done["status"], done["result"]["status"]) == ("succeeded", 204)
    else:
        assert (done["status"], done["error"]["code"]) == ("failed", "webhook_not_accepted")
        assert "500" in done["error"]["detail"]


async def test_a_secret_sealed_otherwise_is_said(desk: WebhookScene, hook: Receiver) -> None:
    await desk.room()
    async with desk.scene.owner.begin() as connection:
        table = webhook_subscription
        await connection.execute(update(table).where(table.c.id == desk.subscription_id).values(secret="x"))

    assert await desk.work() == 0
    assert [one.why for one in await desk.attempts()] == ["sealed_with_another_secret"]


async def test_one_that_was_removed_meanwhile_is_left_alone(desk: WebhookScene, hook: Receiver) -> None:
    await desk.room()
    await desk.office.ask("DELETE", desk.path, headers={"If-Match": '"1"'})

    assert await desk.work() == 0


async def test_the_log_is_narrowed_by_state_webhook_event_and_time(
    desk: WebhookScene, hook: Receiver
) -> None:
    room = await desk.room("401")
    await desk.office.patch(f"rooms/{room['id']}", {"name": "阶梯教室"}, version=1)
    hook.statuses = [204, 400]
    await desk.work()

    async def listed(**params: str) -> list[Any]:
        answer = await desk.office.get("webhook-deliveries", **params)
        return [one["event"] for one in answer.json()["items"]]

    assert await listed() == ["room.updated", "room.created"]
    assert await listed(state="delivered") == ["room.created"]
    assert await listed(event="room.updated") == ["room.updated"]
    assert await listed(subscription_id=room["id"]) == []
    assert await listed(subscription_id=str(desk.subscription_id), limit="1") == ["room.updated"]
    assert await listed(occurred_to="2021-01-01T00:00:00Z") == []
    assert len(await listed(occurred_from="2021-01-01T00:00:00Z")) == 2


async def test_what_is_old_is_forgotten_and_a_lost_job_found(
    scene: Scene, desk: WebhookScene, clock_engine: AsyncEngine
) -> None:
    await desk.room("401")
    await desk.work()
    await desk.room("402")
    now = datetime.now(UTC)

    before = await waiting_jobs(desk)
    assert await wake_webhooks(clock_engine, now=now + timedelta(seconds=1)) == 1
    assert await waiting_jobs(desk) == before + 1
    assert await forget_deliveries(clock_engine, now=now + timedelta(days=29)) == 0
    assert await forget_deliveries(clock_engine, now=now + timedelta(days=31)) == 2
    assert await desk.attempts() == []
    assert await wake_webhooks(clock_engine, now=now + timedelta(days=31)) == 0
