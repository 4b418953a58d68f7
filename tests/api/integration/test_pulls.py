"""Fetching from the platform is long work, asked for by what it is about."""

from typing import Any

import pytest

from persistence.platform.tables import operation
from tests.api.integration.connecting import connected
from tests.scene import Caller, Scene


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.office()


async def pull(office: Caller, body: Any, key: str = "k") -> Any:
    return await office.post("platform-pulls", body, Idempotency_Key=key)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "catalogue"},
        {"kind": "selection_results", "about": "R1-春"},
        {"kind": "platform_credits", "about": "2020"},
        {"kind": "evaluations", "about": "2020"},
    ],
)
async def test_a_pull_is_queued_once_for_its_key(scene: Scene, office: Caller, body: dict[str, str]) -> None:
    await connected(office)

    started, again = [await pull(office, body) for _ in range(2)]

    (row,) = await scene.rows(operation)
    assert (started.status_code, again.json()) == (202, started.json())
    assert (await office.get(started.headers["location"])).json()["status"] == "queued"
    assert row.arguments == {
        "kind": body["kind"],
        "about": body.get("about"),
        "asked_for": True,
        "account_id": str(office.principal.account_id),
    }


async def test_pulls_of_one_thing_share_a_lock_of_the_queue(scene: Scene, office: Caller) -> None:
    await connected(office)
    for number, about in enumerate(("2020", "2020", "2021")):
        await pull(office, {"kind": "platform_credits", "about": about}, key=str(number))

    async with scene.owner.connect() as connection:
        found = await connection.exec_driver_sql(
            "SELECT lock, queueing_lock FROM procrastinate_jobs"
            f" WHERE args->>'school_id' = '{scene.school_id}' ORDER BY id"
        )
        locks = [tuple(row) for row in found]
    name = f"pull:{scene.school_id}:platform_credits"
    assert locks == [(f"{name}-2020", None), (f"{name}-2020", None), (f"{name}-2021", None)]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "catalogue", "about": "2020"},
        {"kind": "selection_results"},
        {"kind": "platform_credits"},
        {"kind": "platform_credits", "about": "20"},
        {"kind": "evaluations", "about": "R1"},
    ],
)
async def test_what_it_is_about_must_fit_its_kind(office: Caller, body: dict[str, str]) -> None:
    await connected(office)

    refused = await pull(office, body)

    assert (refused.status_code, refused.json()["code"]) == (422, "pull_misnamed")


async def test_without_a_connection_that_is_in_use_nothing_is_fetched(scene: Scene, office: Caller) -> None:
    nowhere = await pull(office, {"kind": "catalogue"})
    await connected(office, enabled=False)
    off = await pull(office, {"kind": "catalogue"}, key="l")

    for answer in (nowhere, off):
        assert (answer.status_code, answer.json()["code"]) == (409, "platform_not_connected")
    assert await scene.rows(operation) == []


async def test_a_pull_asks_for_a_key(office: Caller) -> None:
    assert (await office.post("platform-pulls", {"kind": "catalogue"})).status_code == 428
