"""The network between the service and PostgreSQL is slow, is cut at any byte, or swallows what is sent."""

import asyncio
import random
from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.settings import Settings
from persistence.people.tables import teacher
from persistence.provision import DatabaseUrls
from tests.faults.proxy import Proxy, Way
from tests.faults.world import WITHIN, behind_a_proxy, until
from tests.scene import Caller, Issuer, Scene

pytestmark = pytest.mark.slow

POOL = 3
CUTS = 40
ENTERING = 5
"""Round trips of a POST with a key: BEGIN with entering the school, the key taken and looked up, the row, the
audit with the answer kept, COMMIT."""

END_OF_ANSWER = 30
"""Bytes, in which PostgreSQL says that it has committed."""


@pytest.fixture
async def faulty(
    urls: DatabaseUrls, owner: AsyncEngine, issuer: Issuer, settings: Settings
) -> AsyncIterator[tuple[Proxy, Scene]]:
    limits = {"pool_size": POOL, "statement_seconds": 1.0, "pool_wait_seconds": 2.0}
    async with behind_a_proxy(urls, owner, issuer, settings, **limits) as made:
        yield made


async def enter(office: Caller, number: str) -> tuple[int, str]:
    """A teacher is entered, under a key of its own: the status, and the id or the code."""
    answer = await office.post(
        "teachers", {"employee_no": number, "name": "张伟"}, Idempotency_Key=f"enter-{number}"
    )
    if answer.status_code == 503:
        assert int(answer.headers["retry-after"]) > 0
    body = answer.json()
    return answer.status_code, str(body.get("id") or body.get("code"))


async def is_ready(office: Caller) -> bool:
    return (await office.get("/readyz")).status_code == 200


async def entered(scene: Scene, number: str) -> list[str]:
    found = select(teacher.c.id).where(
        teacher.c.school_id == scene.school_id, teacher.c.employee_no == number
    )
    async with scene.owner.connect() as connection:
        return [str(one) for one in await connection.scalars(found)]


async def until_answered(office: Caller, number: str) -> tuple[int, str]:
    """As a client does: the same request again while the answer is 503, or an earlier try holds the key."""
    async with asyncio.timeout(WITHIN):
        while True:
            status, what = await enter(office, number)
            if status not in (503, 409):
                return status, what
            assert what in ("unavailable", "idempotency_key_in_flight")
            await asyncio.sleep(0.05)


async def how_long(proxy: Proxy, office: Caller, way: Way) -> int:
    """The bytes one request sends that way, over a connection that has seen its statements before."""
    for number in ("warm-1", "warm-2"):
        before = proxy.passed[way]
        assert (await enter(office, number))[0] == 201
    return proxy.passed[way] - before


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("fault", ["cut", "silence"])
async def test_wherever_the_network_breaks_no_success_is_claimed_and_a_repetition_does_it_once(
    faulty: tuple[Proxy, Scene], way: Way, fault: str
) -> None:
    proxy, scene = faulty
    office = await scene.office()
    total = await how_long(proxy, office, way)
    places = random.Random(20210628).sample(range(1, total - END_OF_ANSWER), CUTS if fault == "cut" else 3)
    places += range(total - END_OF_ANSWER, total + 1, 1 if fault == "cut" else 15)
    happens = proxy.cut if fault == "cut" else partial(proxy.fall_silent, way)

    unknown = 0
    for place in sorted(places):
        number = f"N{place}"
        proxy.after(place, way, happens)
        status, what = await enter(office, number)
        proxy.spare()
        proxy.speak()
        kept = await entered(scene, number)
        assert (status, what) == (503, "unavailable") or (status, [what]) == (201, kept), place
        unknown += status == 503 and bool(kept)

        repeated, again = await until_answered(office, number)
        assert (repeated, [again]) == (201, await entered(scene, number)), place
    # What makes the promise worth its name: done, and the answer lost.
    assert unknown > 0 or way is Way.THERE


async def test_where_nothing_comes_back_everybody_gets_503_and_the_network_is_all_it_takes(
    faulty: tuple[Proxy, Scene], owner: AsyncEngine
) -> None:
    proxy, scene = faulty
    office = await scene.office()
    reads = [office.get("teachers"), office.get("credit-standings", school_year=2020)]
    await asyncio.gather(*reads, *(office.get("audit-entries") for _ in range(POOL)))  # a pool in use

    proxy.fall_silent()
    async with asyncio.timeout(WITHIN):
        answers = await asyncio.gather(
            *(office.get("teachers") for _ in range(3 * POOL)),
            *(office.get("audit-entries") for _ in range(POOL)),
        )
        ready = await office.get("/readyz")
        alive = await office.get("/livez")
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(503, "unavailable")] * 4 * POOL
    assert all(int(one.headers["retry-after"]) > 0 for one in answers)
    assert (ready.status_code, alive.status_code) == (503, 200)

    proxy.speak()
    await until(lambda: is_ready(office))
    async with asyncio.timeout(WITHIN):
        back = await asyncio.gather(*(office.get("teachers") for _ in range(3 * POOL)))
    assert {one.status_code for one in back} == {200}


@pytest.mark.parametrize(
    "path", ["credit-standings?school_year=2020", "audit-entries"], ids=["hot", "ordinary"]
)
async def test_connections_a_firewall_forgot_cost_one_503_and_not_one_each(
    faulty: tuple[Proxy, Scene], path: str
) -> None:
    proxy, scene = faulty
    office = await scene.office()
    await scene.year()
    await asyncio.gather(*(office.get(path) for _ in range(3 * POOL)))

    proxy.forget()
    async with asyncio.timeout(WITHIN):
        first = await office.get(path)
        after = [await office.get(path) for _ in range(2 * POOL)]
    assert (first.status_code, {one.status_code for one in after}) == (503, {200})


async def test_connections_that_broke_while_idle_cost_nothing(faulty: tuple[Proxy, Scene]) -> None:
    proxy, scene = faulty
    office = await scene.office()
    await asyncio.gather(*(office.get("audit-entries") for _ in range(3 * POOL)))

    proxy.cut()

    async def broken() -> bool:
        return proxy.connections == 0

    await until(broken)
    async with asyncio.timeout(WITHIN):
        after = [await office.get("audit-entries") for _ in range(POOL)]
    assert {one.status_code for one in after} == {200}


async def test_the_server_ends_what_a_vanished_service_left_open(
    faulty: tuple[Proxy, Scene], owner: AsyncEngine
) -> None:
    """Its locks would stand for two hours otherwise, and the repetition be refused as long."""
    _, scene = faulty
    app = scene.client._transport.app  # type: ignore[attr-defined]
    async with app.state.engine.connect() as connection:
        kept = await connection.scalar(text("SHOW idle_in_transaction_session_timeout"))
    assert kept == "5min"


async def test_with_300_ms_on_the_way_everything_works_and_asks_no_more_often_than_it_must(
    faulty: tuple[Proxy, Scene],
) -> None:
    proxy, scene = faulty
    office = await scene.office()
    await scene.year()
    asked = [
        (
            "credit-standings?school_year=2020",
            2,
        ),  # somebody is new on the screen: its marks, and what is written
        ("credit-standings?school_year=2020", 1),
        ("teachers", 3),  # BEGIN with entering, the list, COMMIT
    ]
    for number in range(2 * POOL):  # until every connection has seen every statement
        for path, _ in asked:
            assert (await office.get(path)).status_code == 200
        assert (await enter(office, f"before-{number}"))[0] == 201

    proxy.latency = 0.15
    for path, turns in asked:
        before = proxy.turns
        assert (await office.get(path)).status_code == 200
        assert (path, proxy.turns - before) == (path, turns)
    before = proxy.turns
    assert (await enter(office, "slow"))[0] == 201
    assert proxy.turns - before == ENTERING
    assert (await office.get("/readyz")).status_code == 200
