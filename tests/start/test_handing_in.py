"""The worker hands in what was prepared, and the platform's callback settles it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.platform_exchange import Exchange, PlatformNotYet, send
from gateways.outgoing import GuardedClient
from persistence.integration.tables import platform_callback, platform_submission
from persistence.platform.tables import message
from tests.api.integration.connecting import call, connected, saying, signed
from tests.platform_server import Platform, Said, always, problem, serving
from tests.scene import Caller, Scene

NOW = datetime(2021, 7, 1, 8, tzinfo=UTC)
RECEIPT = Said(202, b'{"receipt": "HZ-7"}')


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.office()


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    async with serving(always(RECEIPT)) as found:
        yield found


@pytest.fixture
def exchange(app: FastAPI) -> Exchange:
    client = GuardedClient(private_hosts=["localhost"])
    return Exchange(app.state.sealing, client, partial(datetime.now, UTC))


@pytest.fixture
async def secret(office: Caller, platform: Platform) -> str:
    made: str = (await connected(office, platform.base_url))["callback_secret"]
    return made


@pytest.fixture
async def prepared(scene: Scene, office: Caller, secret: str) -> UUID:
    return await scene.add(
        platform_submission,
        kind="school_based_hours",
        about="2020",
        edition_no=1,
        via="http",
        state="prepared",
        lines=[["2020", "T1", "欧阳晓", "作业设计", "8.00", "8.00", "2021-06-18"]],
        row_count=1,
        sha256="x",
        attempts=0,
        account_id=office.principal.account_id,
        created_at=NOW,
    )


async def stands(scene: Scene) -> Any:
    (row,) = await scene.rows(platform_submission)
    return row


async def settled(scene: Scene, secret: str, which: UUID, sequence: int, outcome: str, **more: str) -> str:
    body = saying("submission.settled", sequence, submission_id=str(which), outcome=outcome, **more)
    assert (await call(scene, body, signed(secret, body))).status_code == 202
    effect: str = (await scene.rows(platform_callback))[-1].effect
    return effect


async def test_what_was_prepared_is_sent_once_and_settled_by_the_callback(
    scene: Scene,
    app_engine: AsyncEngine,
    exchange: Exchange,
    platform: Platform,
    prepared: UUID,
    secret: str,
) -> None:
    for _ in range(2):
        await send(app_engine, exchange, scene.school_id, prepared, last_try=False)

    sent = await stands(scene)
    assert (sent.state, sent.receipt, len(platform.asked)) == ("sent", "HZ-7", 1)
    assert platform.asked[0].target == f"/api/v1/submissions/{prepared}"
    assert await settled(scene, secret, prepared, 1, "accepted") == "done"
    assert (await stands(scene)).state == "accepted"
    assert await settled(scene, secret, prepared, 2, "refused", reason="x") == "nothing"
    assert (await stands(scene)).state == "accepted"


async def test_a_refusal_of_the_platform_is_kept_in_its_words(
    scene: Scene, app_engine: AsyncEngine, exchange: Exchange, prepared: UUID, secret: str
) -> None:
    await send(app_engine, exchange, scene.school_id, prepared, last_try=False)

    await settled(scene, secret, prepared, 1, "refused", reason="名单有误")

    row = await stands(scene)
    assert (row.state, row.settled_because) == ("refused", "名单有误")


async def test_what_cannot_be_sent_is_tried_again_and_given_up(
    scene: Scene, app_engine: AsyncEngine, exchange: Exchange, platform: Platform, prepared: UUID
) -> None:
    platform.answer = always(Said(raw=b""))
    with pytest.raises(PlatformNotYet):
        await send(app_engine, exchange, scene.school_id, prepared, last_try=False)
    assert (await stands(scene)).state == "prepared"

    await send(app_engine, exchange, scene.school_id, prepared, last_try=True)

    row = await stands(scene)
    assert (row.state, row.attempts) == ("failed", 2)
    assert "连接中断" in row.last_error
    assert [one.event for one in await scene.rows(message)] == ["platform_submission_failed"]


async def test_a_refused_submission_is_given_up_at_once(
    scene: Scene, app_engine: AsyncEngine, exchange: Exchange, platform: Platform, prepared: UUID
) -> None:
    platform.answer = always(problem(409, "submission_differs"))

    await send(app_engine, exchange, scene.school_id, prepared, last_try=False)

    assert (await stands(scene)).state == "failed"
    assert "submission_differs" in (await stands(scene)).last_error
