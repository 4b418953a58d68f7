"""Callbacks of the platform: believed when signed and fresh, done once, never out of order."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from api.app import create_app
from api.settings import Settings
from api.wiring import platform_exchange
from domain.identity.actions import Role
from gateways.district_platform.callbacks import fresh_secret
from persistence.integration.tables import platform_callback, platform_connection
from persistence.platform.tables import operation
from persistence.provision import DatabaseUrls
from persistence.schema import DISTRICT_WIDE
from persistence.tables import metadata
from tests.api.integration.connecting import PATH, call, connected, saying, signed
from tests.scene import Caller, Scene

TENANT = [table for table in metadata.sorted_tables if DISTRICT_WIDE not in table.info]
CHANGED = saying("catalogue.changed", 1)


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.office()


@pytest.fixture
async def secret(office: Caller) -> str:
    made: str = (await connected(office))["callback_secret"]
    return made


@contextmanager
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What the callback's own logger says, at any level."""
    with monkeypatch.context() as patch:
        quiet = structlog.get_config()["wrapper_class"]
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
        patch.setattr(platform_exchange, "log", structlog.get_logger("yanxiu.callback"))
        try:
            with capture_logs() as records:
                yield records
        finally:
            structlog.configure(wrapper_class=quiet)


EVERYTHING = " UNION ALL ".join(
    f"SELECT '{table.name}', count(*)::text || coalesce(md5(string_agg(t::text, '|' ORDER BY id)), '')"
    f" FROM {table.name} t WHERE school_id = '%s'"
    for table in TENANT
)


async def everything(scene: Scene) -> dict[str, Any]:
    """Every tenant table's rows of the school, summed up, and how many jobs it has."""
    jobs = "SELECT 'jobs', count(*)::text FROM procrastinate_jobs WHERE args->>'school_id' = '%s'"
    asked = f"{EVERYTHING} UNION ALL {jobs}".replace("%s", str(scene.school_id))
    async with scene.owner.connect() as connection:
        return {row[0]: row[1] for row in await connection.execute(text(asked))}


async def effects(scene: Scene) -> list[tuple[int, str]]:
    return [(row.sequence, row.effect) for row in await scene.rows(platform_callback)]


async def pulls(scene: Scene) -> list[tuple[str, str | None]]:
    return [(row.arguments["kind"], row.arguments["about"]) for row in await scene.rows(operation)]


@pytest.mark.parametrize(
    ("type", "data", "kind", "about"),
    [
        ("catalogue.changed", {}, "catalogue", None),
        ("selection_results.ready", {"round": "R1"}, "selection_results", "R1"),
        ("credits.ready", {"school_year": "2020"}, "platform_credits", "2020"),
        ("credits.ready", {"school_year": 2020}, "platform_credits", "2020"),
        ("evaluations.ready", {"school_year": "2020", "newer": [1]}, "evaluations", "2020"),
    ],
)
async def test_a_call_sets_the_fetching_of_what_changed_going(
    scene: Scene, office: Caller, secret: str, type: str, data: dict[str, Any], kind: str, about: str | None
) -> None:
    body = saying(type, 1, **data)

    answer = await call(scene, body, signed(secret, body))

    (row,) = await scene.rows(operation)
    assert (answer.status_code, answer.json()) == (202, {"received": True})
    assert (row.arguments["kind"], row.arguments["about"]) == (kind, about)
    assert row.arguments["asked_for"] is False
    assert row.account_id == office.principal.account_id
    assert await effects(scene) == [(1, "done")]


async def test_the_same_call_twice_has_one_effect(scene: Scene, secret: str) -> None:
    first = signed(secret, CHANGED, id="msg_1")
    await call(scene, CHANGED, first)
    before = await everything(scene)
    later = signed(secret, CHANGED, id="msg_1", at=datetime.now(UTC) + timedelta(seconds=30))

    again = [await call(scene, CHANGED, headers) for headers in (first, later)]

    assert [one.status_code for one in again] == [202, 202]
    assert await everything(scene) == before
    assert await pulls(scene) == [("catalogue", None)]


async def test_an_older_call_that_comes_later_has_no_effect(scene: Scene, secret: str) -> None:
    for number, year in ((7, "2020"), (5, "2020"), (7, "2020"), (6, "2021"), (8, "2020")):
        body = saying("credits.ready", number, school_year=year)
        assert (await call(scene, body, signed(secret, body))).status_code == 202

    assert await effects(scene) == [
        (7, "done"),
        (5, "superseded"),
        (7, "superseded"),
        (6, "done"),
        (8, "done"),
    ]
    # Of what has not been fetched yet one pull waits: it will bring the newest.
    assert await pulls(scene) == [("platform_credits", "2020"), ("platform_credits", "2021")]


async def test_five_of_one_call_at_once_have_one_effect(scene: Scene, secret: str) -> None:
    headers = signed(secret, CHANGED, id="msg_1")

    answers = await asyncio.gather(*(call(scene, CHANGED, headers) for _ in range(5)))

    assert [one.status_code for one in answers] == [202] * 5
    assert await effects(scene) == [(1, "done")]
    assert await pulls(scene) == [("catalogue", None)]


async def test_five_different_calls_at_once_are_put_in_order(scene: Scene, secret: str) -> None:
    bodies = [saying("credits.ready", number, school_year="2020") for number in (3, 1, 5, 2, 4)]

    answers = await asyncio.gather(*(call(scene, body, signed(secret, body)) for body in bodies))

    found = await effects(scene)
    assert [one.status_code for one in answers] == [202] * 5
    assert sorted(number for number, _ in found) == [1, 2, 3, 4, 5]
    seen = 0
    for number, effect in sorted(found, key=lambda one: [row[0] for row in found].index(one[0])):
        assert effect == ("done" if number > seen else "superseded")
        seen = max(seen, number)
    assert await pulls(scene) == [("platform_credits", "2020")]


async def test_a_call_while_one_is_fetched_waits_behind_it(scene: Scene, secret: str) -> None:
    await call(scene, CHANGED, signed(secret, CHANGED))
    async with scene.owner.begin() as connection:
        await connection.execute(
            operation.update().where(operation.c.school_id == scene.school_id).values(state="running")
        )
    newer = saying("catalogue.changed", 2)

    await call(scene, newer, signed(secret, newer))

    assert [row.state for row in await scene.rows(operation)] == ["running", "queued"]


async def test_a_pull_whose_job_was_lost_keeps_no_other_back(scene: Scene, secret: str) -> None:
    await call(scene, CHANGED, signed(secret, CHANGED))
    async with scene.owner.begin() as connection:
        await connection.execute(
            operation.update()
            .where(operation.c.school_id == scene.school_id)
            .values(created_at=datetime.now(UTC) - timedelta(hours=7))
        )
    newer = saying("catalogue.changed", 2)

    await call(scene, newer, signed(secret, newer))

    assert await pulls(scene) == [("catalogue", None)] * 2


REFUSED = ["another secret", "nothing signed", "another body", "stale", "early", "no such school"]
REFUSED += ["switched off", "no connection", "not a school's name", "not UTF-8"]


@pytest.mark.parametrize("fault", REFUSED)
async def test_a_call_that_is_not_believed_leaves_a_line_in_the_log_and_nothing_else(
    scene: Scene,
    elsewhere: Scene,
    office: Caller,
    secret: str,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    now, body, where, school = datetime.now(UTC), CHANGED, scene, ""
    headers = signed(secret, body)
    if fault == "another secret":
        headers = signed(fresh_secret(), body)
    elif fault == "nothing signed":
        headers = {}
    elif fault == "another body":
        body = saying("catalogue.changed", 2)
    elif fault == "stale":
        headers = signed(secret, body, at=now - timedelta(seconds=302))
    elif fault == "early":
        headers = signed(secret, body, at=now + timedelta(seconds=302))
    elif fault == "no such school":
        school = "nowhere"
    elif fault == "not a school's name":
        school = "%00%0aX"
    elif fault == "no connection":
        where = elsewhere
    elif fault == "not UTF-8":
        body = b"\xff\xfe"
        headers = signed(secret, body)
    else:
        await office.patch(PATH, {"enabled": False}, version=1)
    before = [await everything(one) for one in (scene, elsewhere)]

    with logged(monkeypatch) as records:
        answer = await call(where, body, headers, school=school)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (401, "bad_callback_signature")
    same = {name: problem[name] for name in ("type", "title", "detail", "errors")}
    assert same == {
        "type": "/problems/bad_callback_signature",
        "title": "未登录",
        "detail": "回调未通过验证；请核对密钥、时钟和地址。",
        "errors": [],
    }
    assert [await everything(one) for one in (scene, elsewhere)] == before
    assert [one["event"] for one in records] == ["platform_callback_refused"]
    assert secret not in str(records)
    assert "X" not in str(records[0]["school"])


async def test_a_secret_that_cannot_be_opened_any_more_believes_nobody(scene: Scene, secret: str) -> None:
    async with scene.owner.begin() as connection:
        await connection.execute(
            platform_connection.update()
            .where(platform_connection.c.school_id == scene.school_id)
            .values(callback_secret="sealed with another")
        )

    assert (await call(scene, CHANGED, signed(secret, CHANGED))).status_code == 401


@pytest.fixture
def clock_given_back(app: FastAPI) -> Iterator[None]:
    clock = app.state.clock
    yield
    app.state.clock = clock


async def test_the_secret_before_is_good_for_a_day_and_no_longer(
    scene: Scene, app: FastAPI, office: Caller, secret: str, clock_given_back: None
) -> None:
    rotated = await office.step(f"{PATH}/rotate-callback-secret", version=1)
    new, now = rotated.json()["callback_secret"], datetime.now(UTC)

    async def called(by: str, sequence: int, at: datetime) -> int:
        app.state.clock = lambda: at
        body = saying("catalogue.changed", sequence)
        return (await call(scene, body, signed(by, body, at=at))).status_code

    assert await called(secret, 1, now) == 202
    assert await called(new, 2, now) == 202
    assert await called(secret, 3, now + timedelta(hours=23, minutes=59)) == 202
    assert await called(secret, 4, now + timedelta(hours=24, minutes=1)) == 401
    assert await called(new, 5, now + timedelta(hours=24, minutes=1)) == 202


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"{", 400, "malformed_body", id="not JSON"),
        pytest.param(b"[]", 422, "invalid_input", id="a list"),
        pytest.param(b"{}", 422, "invalid_input", id="nothing"),
        pytest.param(saying("Catalogue!", 1), 422, "invalid_input", id="no type"),
        pytest.param(saying("catalogue.changed", -1), 422, "invalid_input", id="before the first"),
        pytest.param(saying("catalogue.changed", 2**60), 422, "invalid_input", id="past any"),
        pytest.param(saying("credits.ready", 1), 422, "unreadable_callback", id="no year"),
        pytest.param(saying("credits.ready", 1, school_year=True), 422, "unreadable_callback", id="true"),
        pytest.param(saying("credits.ready", 1, school_year="R1"), 422, "unreadable_callback", id="a round"),
        pytest.param(
            saying("selection_results.ready", 1, round=["R1"]), 422, "unreadable_callback", id="a list of one"
        ),
        pytest.param(
            saying("submission.settled", 1, submission_id="x", outcome="accepted"),
            422,
            "unreadable_callback",
            id="no submission",
        ),
        pytest.param(
            saying("submission.settled", 1, submission_id="x", outcome=["accepted"]),
            422,
            "unreadable_callback",
            id="no outcome",
        ),
    ],
)
async def test_a_signed_call_that_says_nothing_is_told_so(
    scene: Scene, secret: str, body: bytes, status: int, code: str
) -> None:
    before = await everything(scene)

    answer = await call(scene, body, signed(secret, body))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await everything(scene) == before


async def test_what_we_do_not_know_is_acknowledged_and_kept(scene: Scene, secret: str) -> None:
    unknown = saying("weather.changed", 3, rain=True)
    settled = saying(
        "submission.settled",
        1,
        submission_id="01978f4e-7c1a-7d52-9a3e-5b1f0c2d4e6f",
        outcome="refused",
        reason="\x00旧",
    )

    for body in (unknown, settled):
        assert (await call(scene, body, signed(secret, body))).status_code == 202

    assert await effects(scene) == [(3, "nothing"), (1, "nothing")]
    assert await pulls(scene) == []


async def test_a_call_has_little_to_say(scene: Scene, secret: str) -> None:
    body = saying("catalogue.changed", 1, more="x" * (64 << 10))

    answer = await call(scene, body, signed(secret, body))

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_the_office_sees_what_the_platform_called_for(scene: Scene, secret: str) -> None:
    for number in (2, 1):
        body = saying("credits.ready", number, school_year="2020")
        await call(scene, body, signed(secret, body, id=f"msg_{number}"))
    principal = await scene.signed_in(Role.PRINCIPAL)

    items = (await principal.get("platform-callbacks")).json()["items"]

    assert [(one["callback_id"], one["effect"]) for one in items] == [
        ("msg_1", "superseded"),
        ("msg_2", "done"),
    ]
    assert (items[0]["type"], items[0]["subject"]) == ("credits.ready", "2020")
    teacher = await scene.signed_in(Role.TEACHER, teacher_id=await scene.teacher())
    assert (await teacher.get("platform-callbacks")).status_code == 403


async def test_another_schools_secret_is_not_believed(
    scene: Scene, elsewhere: Scene, secret: str, app_engine: AsyncEngine
) -> None:
    theirs = (await connected(await elsewhere.office()))["callback_secret"]

    assert (await call(scene, CHANGED, signed(theirs, CHANGED))).status_code == 401
    assert (await call(elsewhere, CHANGED, signed(theirs, CHANGED))).status_code == 202
    async with scene.owner.connect() as connection:
        own = select(func.count()).where(platform_callback.c.school_id == scene.school_id)
        assert await connection.scalar(own) == 0


@pytest.fixture
async def strict(urls: DatabaseUrls, settings: Settings) -> AsyncIterator[AsyncClient]:
    """The service with an allowance of one call a minute."""
    app = create_app(settings.model_copy(update={"callbacks_per_minute": 1}), urls.app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        yield client


async def test_an_address_calls_only_so_often(scene: Scene, strict: AsyncClient) -> None:
    address = f"{scene.base}/platform-callbacks"

    answers = [await strict.post(address, content=CHANGED) for _ in range(2)]

    assert [one.status_code for one in answers] == [401, 429]
    assert json.loads(answers[1].text)["code"] == "too_many"
