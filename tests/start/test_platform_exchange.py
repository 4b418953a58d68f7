"""The worker fetches from the platform, tries it out, and tells the office when it gives up."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from fastapi import FastAPI
from procrastinate.jobs import Job
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api import logs
from cli.platform_exchange import Exchange, PlatformNotYet, Pull, pull, send, try_out
from cli.platform_jobs import PULL_RETRIES, Patience
from cli.worker import outside
from domain.identity.actions import Role
from domain.integration.platform import Inbound, PlatformUnavailable
from domain.integration.pulling import Wanted
from gateways.outgoing import GuardedClient
from persistence.ids import new_id
from persistence.integration.tables import platform_connection
from persistence.platform.tables import file_import, message
from persistence.provision import DatabaseUrls
from persistence.training.tables import course
from tests.api.integration.connecting import PATH, connected
from tests.platform_server import SECRET, Platform, Said, always, in_turn, problem, rows, serving
from tests.scene import Caller, Scene
from tests.start.test_deliveries import run_jobs

ROW = {
    "course_code": "SJ",
    "title": "试卷分析课",
    "provider": "桐乡市教师进修学校",
    "kind": "短期培训",
    "hours": "8",
    "credits": "8.5",
    "session_code": "SJ-1",
    "capacity": "30",
    "starts_at": "2031-04-07 08:00",
    "ends_at": "2031-04-07 16:00",
}


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.office()


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    async with serving(always(rows(ROW))) as found:
        yield found


@pytest.fixture
def exchange(app: FastAPI) -> Exchange:
    client = GuardedClient(private_hosts=["localhost"])
    return Exchange(app.state.sealing, client, partial(datetime.now, UTC))


async def asked(scene: Scene, office: Caller) -> Pull:
    started = await office.post("platform-pulls", {"kind": "catalogue"}, Idempotency_Key=new_id().hex)
    assert started.status_code == 202, started.text
    account, wanted = office.principal.account_id, Wanted(Inbound.CATALOGUE)
    return Pull(scene.school_id, UUID(started.json()["id"]), wanted, account, asked_for=True)


def of_itself(asked: Pull) -> Pull:
    return replace(asked, asked_for=False)


async def ended(office: Caller, asked: Pull) -> Any:
    return (await office.get(f"operations/{asked.operation_id}")).json()


async def told(scene: Scene) -> list[tuple[str, str | None]]:
    return [(row.event, row.facts.get("reason") or row.facts["count"]) for row in await scene.rows(message)]


async def test_a_pull_is_a_preview_with_the_platforms_lines(
    scene: Scene,
    office: Caller,
    app_engine: AsyncEngine,
    urls: DatabaseUrls,
    exchange: Exchange,
    platform: Platform,
) -> None:
    platform.answer = always(rows(ROW, ROW | {"hours": "many"}))
    await connected(office, platform.base_url)
    body = {"kind": "catalogue"}
    started = await office.post("platform-pulls", body, Idempotency_Key="k")

    await run_jobs(urls, engine=app_engine, exchange=exchange)

    done = (await office.get(started.headers["location"])).json()
    (made,) = await scene.rows(file_import)
    assert (done["status"], done["progress"]) == ("succeeded", {"done": 1, "total": 2})
    assert done["result"] == {"import_id": str(made.id), "committed": False, "row_errors": 1, "new": True}
    assert (await office.get(done["result_url"])).json()["id"] == str(made.id)
    assert [(error["line"], error["code"]) for error in made.row_errors] == [(3, "bad_credits")]
    assert made.filename == "catalogue.json"
    assert await scene.rows(course) == []
    assert await told(scene) == []  # who asked is watching


@pytest.mark.parametrize(("automatically", "state"), [(True, "committed"), (False, "previewed")])
async def test_what_has_no_error_is_committed_when_the_connection_says_so(
    scene: Scene,
    office: Caller,
    app_engine: AsyncEngine,
    exchange: Exchange,
    platform: Platform,
    automatically: bool,
    state: str,
) -> None:
    await connected(office, platform.base_url, commit_automatically=automatically)
    one = of_itself(await asked(scene, office))

    await pull(app_engine, exchange, one, last_try=False)

    (made,) = await scene.rows(file_import)
    assert made.state == state
    assert (await ended(office, one))["result"]["committed"] is automatically
    assert len(await scene.rows(course)) == int(automatically)
    assert await told(scene) == ([] if automatically else [("platform_pull_waits", "0")])


async def test_what_comes_of_itself_and_is_nothing_new_leaves_no_second_import(
    scene: Scene, office: Caller, app_engine: AsyncEngine, exchange: Exchange, platform: Platform
) -> None:
    await connected(office, platform.base_url, commit_automatically=True)
    first, again, by_hand = [await asked(scene, office) for _ in range(3)]

    await pull(app_engine, exchange, of_itself(first), last_try=False)
    await pull(app_engine, exchange, of_itself(again), last_try=False)
    assert len(await scene.rows(file_import)) == 1
    await pull(app_engine, exchange, by_hand, last_try=False)

    results = [(await ended(office, one))["result"] for one in (first, again, by_hand)]
    assert [one["new"] for one in results] == [True, False, True]
    assert results[0]["import_id"] == results[1]["import_id"] != results[2]["import_id"]
    platform.answer = always(rows(ROW | {"title": "试卷分析"}))
    changed = of_itself(await asked(scene, office))
    await pull(app_engine, exchange, changed, last_try=False)
    assert (await ended(office, changed))["result"]["new"] is True


async def test_a_platform_that_is_away_is_asked_again_and_then_given_up(
    scene: Scene, office: Caller, app_engine: AsyncEngine, exchange: Exchange, platform: Platform
) -> None:
    platform.answer = in_turn(problem(429, "slow", **{"Retry-After": "7"}), Said(raw=b""), Said(502, b""))
    await connected(office, platform.base_url)
    one = await asked(scene, office)

    with pytest.raises(PlatformNotYet) as busy:
        await pull(app_engine, exchange, one, last_try=False)
    with pytest.raises(PlatformNotYet) as cut:
        await pull(app_engine, exchange, one, last_try=False)
    assert (busy.value.seconds, cut.value.seconds) == (7, 0)
    assert (await ended(office, one))["status"] == "running"
    assert await told(scene) == []
    await pull(app_engine, exchange, one, last_try=True)
    await pull(app_engine, exchange, one, last_try=True)

    done = await ended(office, one)
    assert (done["status"], done["error"]["code"]) == ("failed", "platform_unavailable")
    ((event, reason),) = await told(scene)
    assert (event, reason) == ("platform_pull_failed", done["error"]["detail"])
    assert len(platform.asked) == 3


async def test_a_platform_that_recovers_is_fetched_from(
    scene: Scene, office: Caller, app_engine: AsyncEngine, exchange: Exchange, platform: Platform
) -> None:
    platform.answer = in_turn(Said(503, b""), rows(ROW))
    await connected(office, platform.base_url)
    one = await asked(scene, office)

    with pytest.raises(PlatformNotYet):
        await pull(app_engine, exchange, one, last_try=False)
    await pull(app_engine, exchange, one, last_try=False)

    assert (await ended(office, one))["status"] == "succeeded"


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (problem(401, "bad_signature", "签名不符"), "platform_refused", "401：bad_signature: 签名不符"),
        (Said(body=b'{"rows": {}}'), "platform_refused", "应答中没有数据行"),
    ],
)
async def test_a_refusal_is_given_up_at_once_and_the_office_is_told(
    scene: Scene,
    office: Caller,
    app_engine: AsyncEngine,
    exchange: Exchange,
    platform: Platform,
    said: Said,
    code: str,
    words: str,
) -> None:
    platform.answer = always(said)
    await connected(office, platform.base_url)
    one = await asked(scene, office)
    await scene.signed_in(Role.PRINCIPAL)

    await pull(app_engine, exchange, one, last_try=False)

    ((row,), done) = (await scene.rows(message), await ended(office, one))
    assert (done["status"], done["error"]["code"]) == ("failed", code)
    assert words in row.facts["reason"]
    assert row.recipient_id == office.principal.account_id
    assert row.link == f"operations/{one.operation_id}"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"enabled": False}, "platform_not_connected"),
        ({"secret": "sealed with another"}, "platform_secret_lost"),
        ({"base_url": "https://127.0.0.1/api"}, "target_refused"),
        ({"base_url": "http://127.0.0.1/api"}, "target_refused"),
    ],
)
async def test_the_connection_counts_as_it_stands_when_the_job_runs(
    scene: Scene,
    office: Caller,
    app_engine: AsyncEngine,
    exchange: Exchange,
    platform: Platform,
    change: dict[str, Any],
    code: str,
) -> None:
    await connected(office, platform.base_url)
    one = await asked(scene, office)
    table = platform_connection
    async with scene.owner.begin() as connection:
        await connection.execute(update(table).where(table.c.school_id == scene.school_id).values(**change))

    await pull(app_engine, exchange, one, last_try=False)

    assert (await ended(office, one))["error"]["code"] == code
    assert platform.asked == []


async def test_a_pull_that_was_cancelled_while_it_waited_asks_nobody(
    scene: Scene, office: Caller, app_engine: AsyncEngine, exchange: Exchange, platform: Platform
) -> None:
    await connected(office, platform.base_url)
    one = await asked(scene, office)
    await office.step(f"operations/{one.operation_id}/cancel", version=1)

    await pull(app_engine, exchange, one, last_try=False)

    assert (platform.asked, await scene.rows(message)) == ([], [])
    assert (await ended(office, one))["status"] == "cancelled"


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        (rows(ROW, next_cursor="x"), "succeeded", None),
        (problem(401, "bad_signature"), "failed", "platform_refused"),
        (Said(raw=b""), "failed", "platform_unavailable"),
    ],
)
async def test_trying_it_out_says_what_is_wrong_though_it_is_switched_off(
    scene: Scene,
    office: Caller,
    app_engine: AsyncEngine,
    exchange: Exchange,
    platform: Platform,
    said: Said,
    status: str,
    code: str | None,
) -> None:
    platform.answer = always(said)
    await connected(office, platform.base_url, enabled=False)
    started = (await office.step(f"{PATH}/test", version=1)).json()

    await try_out(app_engine, exchange, scene.school_id, UUID(started["id"]), last_try=False)

    done = (await office.get(f"operations/{started['id']}")).json()
    assert (done["status"], (done["error"] or {}).get("code")) == (status, code)
    assert done["result"] == (None if code else {"reached": True, "rows": 1})
    assert len(platform.asked) == 1
    assert platform.asked[0].is_signed_by(SECRET, at=datetime.now(UTC))


async def test_a_submission_that_is_not_there_is_not_sent(
    scene: Scene, office: Caller, app_engine: AsyncEngine, exchange: Exchange, platform: Platform
) -> None:
    await connected(office, platform.base_url)

    await send(app_engine, exchange, scene.school_id, new_id(), last_try=False)

    assert platform.asked == []


@pytest.mark.parametrize(("seconds", "least"), [(0, 2), (60, 59)])
def test_the_queue_waits_as_long_as_the_platform_asks_for(seconds: int, least: int) -> None:
    patience = Patience(max_attempts=PULL_RETRIES, exponential_wait=3)
    job = cast(Job, SimpleNamespace(attempts=0))
    error = PlatformNotYet(PlatformUnavailable(why="too_busy", seconds=seconds))

    decision = patience.get_retry_decision(exception=error, job=job)
    given_up = patience.get_retry_decision(
        exception=error, job=cast(Job, SimpleNamespace(attempts=PULL_RETRIES))
    )

    assert decision is not None
    assert decision.retry_at is not None
    assert least <= (decision.retry_at - datetime.now(UTC)).total_seconds() <= least + 2
    assert given_up is None
    other = patience.get_retry_decision(exception=KeyError(), job=job)
    assert other is not None


async def test_no_secret_is_ever_logged(
    scene: Scene,
    office: Caller,
    app: FastAPI,
    app_engine: AsyncEngine,
    urls: DatabaseUrls,
    exchange: Exchange,
    platform: Platform,
    capsys: pytest.CaptureFixture[str],
) -> None:
    platform.answer = in_turn(Said(raw=b""), problem(401, "no"), *[Said(body=b"[")] * 20)
    logs.configure("DEBUG", "json")
    try:
        made = await connected(office, platform.base_url)
        await office.patch(PATH, {"secret": SECRET}, version=1)
        await office.step(f"{PATH}/test", version=2)
        await asked(scene, office)
        await run_jobs(urls, engine=app_engine, exchange=exchange)
    finally:
        logs.configure(app.state.settings.log_level, app.state.settings.log_format)

    said = capsys.readouterr().err
    assert "try_platform" in said
    assert SECRET not in said
    assert made["callback_secret"] not in said
    async with scene.owner.connect() as connection:
        jobs = await connection.execute(text("SELECT args::text FROM procrastinate_jobs"))
        assert SECRET not in json.dumps([row[0] for row in jobs])


def test_the_worker_brings_what_the_exchange_needs(app: FastAPI) -> None:
    assert isinstance(outside(app.state.settings)["exchange"], Exchange)
