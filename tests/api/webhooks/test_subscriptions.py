"""Webhooks are set up by the office; their secret is shown once, and their address must be fit to be told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from standardwebhooks import Webhook

from domain.identity.actions import Action, Role
from gateways.outgoing import GuardedClient
from persistence.webhooks.tables import webhook_attempt, webhook_delivery, webhook_subscription
from tests.scene import Caller, Scene

HERE = "hooks.example.org"


@pytest.fixture(autouse=True)
async def names(app: FastAPI) -> AsyncIterator[dict[str, Sequence[str]]]:
    """What the names of these tests stand for; nothing is asked of the network."""
    known: dict[str, Sequence[str]] = {HERE: ["93.184.216.34"]}

    def lookup(host: str, port: int) -> Sequence[str]:
        if host not in known and not host.replace(".", "").isdigit() and ":" not in host:
            raise OSError("no such name")
        return known.get(host, [host])

    before = app.state.outgoing
    app.state.outgoing = GuardedClient(lookup=lookup)
    yield known
    app.state.outgoing = before


async def set_up(office: Caller, **more: Any) -> Any:
    return await office.post(
        "webhook-subscriptions", {"name": "教务系统", "url": f"https://{HERE}/yanxiu"} | more
    )


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.both_offices()


async def test_a_school_has_twenty_at_most_however_many_ask_at_once(scene: Scene, office: Caller) -> None:
    for number in range(18):
        assert (await set_up(office, name=f"第{number}个")).status_code == 201

    answers = await asyncio.gather(*(set_up(office, name=f"同时{number}") for number in range(4)))

    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert [one["code"] for one in refused] == ["too_many_webhooks"] * 2
    assert "20" in refused[0]["detail"]
    assert len(await scene.rows(webhook_subscription)) == 20


async def test_a_webhook_is_set_up_and_its_secret_shown_once(scene: Scene, office: Caller) -> None:
    made = await set_up(office, events=["enrolment.placed", "notice.issued"])

    body = made.json()
    (row,) = await scene.rows(webhook_subscription)
    seen = await office.get(made.headers["location"])
    assert made.status_code == 201
    assert "no-store" in made.headers["cache-control"]
    assert Webhook(body["secret"]).sign("x", row.created_at, "{}")
    assert body["secret"].removeprefix("whsec_") not in row.secret
    assert seen.json() == body["webhook"]
    assert seen.json()["events"] == ["enrolment.placed", "notice.issued"]
    assert seen.json()["allowed_actions"] == ["update", "delete", "rotate_secret", "test", "resend_failed"]
    assert (await office.get("webhook-subscriptions")).json()["items"] == [seen.json()]


async def test_a_repeated_request_does_not_show_the_secret_again(office: Caller) -> None:
    body = {"name": "教务系统", "url": f"https://{HERE}/yanxiu"}
    first = await office.post("webhook-subscriptions", body, Idempotency_Key="once")
    again = await office.post("webhook-subscriptions", body, Idempotency_Key="once")

    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == first.json() | {"secret": None}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://127.0.0.1/hook", "private_host"),
        ("https://169.254.169.254/latest/meta-data", "private_host"),
        ("https://[::1]/hook", "private_host"),
        ("http://hooks.example.org/", "not_https"),
        ("https://user:word@hooks.example.org/", "unreadable_address"),
    ],
)
async def test_a_target_that_may_not_be_reached_is_refused_with_a_reason(
    office: Caller, url: str, why: str
) -> None:
    words = {"private_host": "内部网络", "not_https": "HTTPS", "unreadable_address": "地址无效"}
    refused = await set_up(office, url=url)

    assert (refused.status_code, refused.json()["code"]) == (422, "target_refused")
    assert words[why] in refused.json()["detail"]

    made = (await set_up(office)).json()["webhook"]
    moved = await office.patch(f"webhook-subscriptions/{made['id']}", {"url": url}, version=1)
    assert (moved.status_code, moved.json()["code"]) == (422, "target_refused")


async def test_a_name_that_leads_to_a_private_address_is_refused(
    office: Caller, names: dict[str, Sequence[str]]
) -> None:
    names["rebinding.example"] = ["93.184.216.34", "10.0.0.1"]

    assert (await set_up(office, url="https://rebinding.example/")).json()["code"] == "target_refused"
    unknown = await set_up(office, url="https://nowhere.example/")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "target_not_reached")


async def test_a_host_the_operator_named_is_taken(app: FastAPI, office: Caller) -> None:
    app.state.outgoing = GuardedClient(private_hosts=["127.0.0.1"])

    assert (await set_up(office, url="http://127.0.0.1:8080/hook")).status_code == 201


async def test_a_webhook_is_changed_and_removed_by_its_version(scene: Scene, office: Caller) -> None:
    made = (await set_up(office, events=["notice.issued"])).json()["webhook"]
    path = f"webhook-subscriptions/{made['id']}"

    changed = await office.patch(path, {"events": None, "name": "数据中心"}, version=1)
    same = await office.patch(path, {}, version=2)
    moved = await office.patch(path, {"url": f"https://{HERE}/other"}, version=2)
    stale = await office.ask("DELETE", path, headers={"If-Match": '"2"'})
    await office.post("rooms", {"code": "401", "name": "录播室"})
    assert len(await scene.rows(webhook_delivery)) == 1
    gone = await office.ask("DELETE", path, headers={"If-Match": '"3"'})

    assert (changed.json()["events"], changed.json()["name"]) == (None, "数据中心")
    assert (same.json()["version"], moved.json()["url"]) == (2, f"https://{HERE}/other")
    assert (stale.status_code, gone.status_code) == (412, 204)
    assert (await office.get(path)).status_code == 404
    assert (await office.patch(path, {"enabled": True}, version=3)).status_code == 404
    assert await scene.rows(webhook_delivery) == await scene.rows(webhook_attempt) == []


async def test_a_name_is_had_by_one(office: Caller) -> None:
    await set_up(office)
    other = (await set_up(office, name="门户")).json()["webhook"]

    assert (await set_up(office)).json()["code"] == "webhook_name_taken"
    renamed = await office.patch(f"webhook-subscriptions/{other['id']}", {"name": "教务系统"}, version=1)
    assert (renamed.status_code, renamed.json()["code"]) == (409, "webhook_name_taken")


@pytest.mark.parametrize("events", [[], ["enrolment.sold"], ["webhook.test"], ["paper.submitted"]])
async def test_only_events_of_the_catalogue_are_told(office: Caller, events: list[str]) -> None:
    assert (await set_up(office, events=events)).status_code == 422


async def test_a_secret_is_rotated_and_the_old_one_is_good_for_a_day(scene: Scene, office: Caller) -> None:
    made = (await set_up(office)).json()
    before = (await scene.rows(webhook_subscription))[0].secret

    rotated = await office.step(f"webhook-subscriptions/{made['webhook']['id']}/rotate-secret", version=1)

    (row,) = await scene.rows(webhook_subscription)
    assert rotated.json()["secret"] not in (made["secret"], None)
    assert rotated.json()["webhook"]["previous_secret_until"] is not None
    assert row.previous_secret == before
    assert "no-store" in rotated.headers["cache-control"]


async def test_one_that_is_off_is_told_of_nothing_and_sends_nothing_again(
    scene: Scene, office: Caller
) -> None:
    made = (await set_up(office)).json()["webhook"]
    path = f"webhook-subscriptions/{made['id']}"
    off = await office.patch(path, {"enabled": False}, version=1)
    await office.post("rooms", {"code": "401", "name": "录播室"})

    body = {"since": "2021-01-01T00:00:00+08:00"}
    headers = {"If-Match": '"2"', "Idempotency-Key": "again"}
    resent = await office.ask("POST", f"{path}/resend-failed", json=body, headers=headers)

    assert "resend_failed" not in off.json()["allowed_actions"]
    assert await scene.rows(webhook_delivery) == []
    assert (resent.status_code, resent.json()["code"]) == (422, "webhook_disabled")


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PRINCIPAL, Role.ACADEMIC_AFFAIRS])
async def test_only_the_office_keeps_webhooks(scene: Scene, role: Role) -> None:
    caller = await scene.signed_in(role, teacher_id=await scene.teacher())

    assert (await set_up(caller)).status_code == 403
    assert (await caller.get("webhook-deliveries")).status_code == 403


async def test_a_script_that_may_only_look_is_offered_nothing(scene: Scene, office: Caller) -> None:
    made = (await set_up(office)).json()["webhook"]
    script = await scene.signed_in(Role.RESEARCH_OFFICE, scopes=frozenset({Action.WEBHOOK_READ}))

    seen = await script.get(f"webhook-subscriptions/{made['id']}")

    assert seen.json()["allowed_actions"] == []
