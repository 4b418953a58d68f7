"""What the service counts of itself: enough to see it fail, and never whom it was about."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx2 import ASGITransport, AsyncClient
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from sqlalchemy import text

from api.app import create_app
from api.figures import METHODS, NOWHERE, OTHER, Figures
from api.openapi import TAGS
from api.settings import Settings
from api.wiring.watching import Watcher
from cli.watching import JOBS
from persistence.engine import create_engine
from persistence.provision import DatabaseUrls
from persistence.transaction import in_school
from tests.pooler import POOLED
from tests.scene import Issuer, Scene, set_scene

LABELS = {
    "because": {"refusal", "outage", "error"},
    "grant": {"password", "refresh_token", "client_credentials"},
    "kind": {"serialization", "deadlock", "lock_timeout", "message", "webhook", "platform"},
    "limit": {"caller", "sign-in", "sign-in-address", "calendar", "scan", "page", "callback"},
    "method": METHODS | {OTHER},
    "pool": {"requests", "jobs"},
    "status": {"1xx", "2xx", "3xx", "4xx", "5xx"},
}
"""Labels, and all they may ever say; `room`, `route` and `task` come from the program's own lists."""

OPEN = {"outcome", "le", "version", "migration"}
"""Words of the program as well, and too many to list here: codes of refusals among them."""

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|[0-9a-f]{12}|\d{5}", re.IGNORECASE)


@pytest.fixture
async def counted(urls: DatabaseUrls, settings: Settings) -> AsyncIterator[FastAPI]:
    """The service with figures that no other test adds to."""
    app = create_app(settings, urls.app)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def asking(counted: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(counted), base_url="http://yanxiu") as client:
        yield client


@pytest.fixture
async def school(scene: Scene, asking: AsyncClient, issuer: Issuer) -> Scene:
    return await set_scene(scene.owner, asking, issuer)


async def samples(client: AsyncClient) -> list[Sample]:
    page = (await client.get("/metrics")).text
    return [sample for family in text_string_to_metric_families(page) for sample in family.samples]


async def value(client: AsyncClient, name: str, **labels: str) -> float:
    """Of all samples with these labels, together."""
    found = [one for one in await samples(client) if one.name == f"yanxiu_{name}"]
    return sum(one.value for one in found if labels.items() <= one.labels.items())


def paths(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every route, with an id wherever one goes."""
    for route in app.routes:
        if isinstance(route, APIRoute):
            for method in route.methods or ():
                yield method, re.sub(r"\{[^}]+\}", lambda _: str(uuid4()), route.path)


async def test_whatever_is_asked_no_label_is_an_id_a_path_or_a_code(
    counted: FastAPI, asking: AsyncClient, school: Scene
) -> None:
    office = await school.office()
    for method, path in paths(counted):
        await asking.request(method, path)
    for path in ("audit-entries", f"teachers/{uuid4()}", f"nowhere/{uuid4()}"):
        await office.get(path)
    await asking.request(f"X{uuid4().hex}", "/livez")
    form = {"grant_type": "password", "username": f"u{uuid4().hex}", "password": "wrong"}
    await asking.post("/api/v1/auth/token", data=form)

    known = LABELS | {
        "route": {getattr(route, "path", NOWHERE) for route in counted.routes} | {NOWHERE},
        "room": {*(tag["name"] for tag in TAGS), NOWHERE, JOBS},
    }
    seen = [one for one in await samples(asking) if one.name.startswith("yanxiu_")]
    assert len({one.labels["route"] for one in seen if "route" in one.labels}) > 500
    for one in seen:
        for name, said in one.labels.items():
            assert said in known.get(name, {said}), (one.name, name)
            assert name in known or name in OPEN, (one.name, name)
            assert name in ("version", "migration") or not ID.search(said), (one.name, said)
            assert school.code not in said


async def test_requests_and_their_statements_are_counted_for_their_room(
    school: Scene, asking: AsyncClient
) -> None:
    office = await school.office()

    await office.get("teachers")
    await office.get("teachers")

    template = "/api/v1/schools/{school}/teachers"
    answers = await value(asking, "answers_total", route=template, method="GET", room="people", status="2xx")
    assert answers == 2
    assert await value(asking, "request_seconds_count", room="people") == 2
    assert await value(asking, "statement_seconds_count", room="people") >= 2


async def test_an_answer_given_again_is_counted_as_a_replay(school: Scene, asking: AsyncClient) -> None:
    office = await school.office()
    body = {"code": "7", "name": "七年级"}

    for _ in range(3):
        answer = await office.post("grade-groups", body, idempotency_key="once")
        assert answer.status_code == 201, answer.text

    assert await value(asking, "replays_total", room="people") == 2


async def test_who_asks_too_often_is_counted_by_the_limit(
    school: Scene, counted: FastAPI, asking: AsyncClient
) -> None:
    counted.state.rate._per_minute = 1
    office = await school.office()

    statuses = [(await office.get("teachers")).status_code for _ in range(3)]

    assert statuses == [200, 429, 429]
    assert await value(asking, "rate_limited_total", limit="caller") == 2


async def test_sign_ins_are_counted_by_what_became_of_them(asking: AsyncClient) -> None:
    form = {"grant_type": "password", "username": "nobody", "password": "wrong"}

    refused = await asking.post("/api/v1/auth/token", data=form)

    outcome = refused.json()["code"]
    assert await value(asking, "sign_ins_total", grant="password", outcome=outcome) == 1


async def test_a_refused_change_is_a_transaction_rolled_back(school: Scene, asking: AsyncClient) -> None:
    office = await school.office()

    missing = await office.get(f"teachers/{uuid4()}")

    assert missing.status_code == 404
    assert await value(asking, "transactions_rolled_back_total", room="people", because="refusal") == 1


async def test_what_postgresql_refuses_for_anothers_sake_is_counted(
    school: Scene, counted: FastAPI, asking: AsyncClient
) -> None:
    raising = "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{}'; END $$"
    for code in ("40001", "40P01", "40P01", "23505"):
        with pytest.raises(Exception, match="x"):
            async with in_school(counted.state.engine, school.school_id) as connection:
                await connection.execute(text(raising.format(code)))

    assert await value(asking, "contentions_total", kind="serialization") == 1
    assert await value(asking, "contentions_total", kind="deadlock") == 2
    assert await value(asking, "contentions_total") == 3


async def test_the_pool_tells_what_is_lent_and_who_waits(counted: FastAPI, asking: AsyncClient) -> None:
    size = await value(asking, "pool_size")
    async with counted.state.engine.connect():
        lent = await value(asking, "pool_in_use")

    assert (size, lent) == (10, 1)
    assert await value(asking, "pool_waits_total") == 0
    assert await value(asking, "database_up") == 1


async def test_the_queue_and_the_build_are_told(asking: AsyncClient) -> None:
    names = {one.name for one in await samples(asking)}

    assert {f"yanxiu_queue_{name}" for name in ("waiting", "later", "doing", "oldest_seconds")} <= names
    assert {"yanxiu_workers", "yanxiu_operations_running", "yanxiu_build_info"} <= names
    assert {"process_resident_memory_bytes"} <= names
    assert await value(asking, "migrations_behind") == 0


async def test_without_a_database_the_figures_still_answer(settings: Settings) -> None:
    app = create_app(settings, "postgresql+asyncpg://yanxiu_app@127.0.0.1:1/yanxiu")
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        assert (await client.get("/readyz")).status_code == 503

        assert await value(client, "database_up") == 0
        assert await value(client, "unavailable_total") == 1
        assert await value(client, "pool_size") == 10


def test_figures_are_made_but_once_for_each_room_and_route() -> None:
    figures = Figures()

    for status in (200, 201, 404):
        figures.count("GET", "/x/{id}", "people", status, 0.01)

    page = figures.page().decode()
    assert 'yanxiu_answers_total{method="GET",room="people",route="/x/{id}",status="2xx"} 2.0' in page


async def test_who_waits_for_a_connection_is_counted_with_how_long(urls: DatabaseUrls) -> None:
    figures = Figures()
    engine = create_engine(urls.app, pool_size=1, behind_pooler=POOLED, watch=Watcher(figures))

    async def ask() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_sleep(0.05)"))

    await asyncio.gather(ask(), ask(), ask())
    await engine.dispose()

    page = figures.page().decode()
    assert 'yanxiu_pool_waits_total{pool="requests"} 2.0' in page
    (waited,) = re.findall(r'yanxiu_pool_wait_seconds_total\{pool="requests"\} (\S+)', page)
    assert 0.15 * 0.9 < float(waited) < 5


COUNTING = """
import sys
from pathlib import Path
from api.figures import Figures, shared
shared(Path(sys.argv[1]))
figures = Figures()
figures.count("GET", "/x/{id}", "people", 200, 0.01)
if sys.argv[2:]:
    sys.stdout.write(figures.page().decode())
"""


def test_processes_that_share_figures_show_them_together(tmp_path: Path) -> None:
    program = [sys.executable, "-c", COUNTING, str(tmp_path)]
    subprocess.run(program, check=True)

    page = subprocess.run([*program, "show"], check=True, capture_output=True, text=True).stdout

    assert 'yanxiu_answers_total{method="GET",room="people",route="/x/{id}",status="2xx"} 2.0' in page
    assert 'yanxiu_request_seconds_count{room="people"} 2.0' in page
    assert page.count("\nprocess_resident_memory_bytes ") == 1
