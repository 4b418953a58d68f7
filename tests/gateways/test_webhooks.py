"""An event as it goes out."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from gateways.outgoing import GuardedClient
from gateways.webhooks import SignedPosts, new_secret, payload
from tests.gateways.hooks import receiver

EVENT_ID, ROOM_ID = UUID(int=1), UUID(int=2)


def test_the_body_is_thin_and_its_time_in_utc() -> None:
    at = datetime(2021, 4, 1, 8, 0, 0, 500_000, tzinfo=timezone(timedelta(hours=8)))

    assert json.loads(payload("room.created", at, ROOM_ID, 3)) == {
        "type": "room.created",
        "timestamp": "2021-04-01T00:00:00.500000Z",
        "data": {"id": str(ROOM_ID), "version": 3},
    }


async def test_a_receiver_verifies_it_with_the_library_of_the_standard() -> None:
    secret, now = new_secret(), datetime.now(UTC)
    with receiver() as here:
        here.answer = "好".encode()
        here.status = 200
        posts = SignedPosts(GuardedClient(private_hosts=["127.0.0.1"]))
        body = payload("room.created", now, ROOM_ID, 1)
        attempt = await posts.post(here.url, [secret], EVENT_ID, body, at=now)

    assert here.told[0].verified(secret)["data"] == {"id": str(ROOM_ID), "version": 1}
    assert (attempt.status, attempt.why, attempt.answer, attempt.at) == (200, None, "好", now)
    assert attempt.ms >= 0


async def test_a_target_that_is_refused_is_an_attempt_too() -> None:
    attempt = await SignedPosts(GuardedClient()).post(
        "https://127.0.0.1/", [new_secret()], EVENT_ID, "{}", at=datetime.now(UTC)
    )
    assert (attempt.status, attempt.why, attempt.is_the_receivers_state) == (None, "private_host", True)


def test_every_secret_is_another() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
