"""Channels: set up by the office, their addresses never shown again; what went through them is on record."""

from typing import Any

import pytest

from domain.identity.actions import Role
from domain.messages import DeliveryState, Event
from persistence.ids import new_id
from persistence.platform.tables import message, message_delivery, notification_channel
from tests.api.platform.test_messages import NOW
from tests.scene import Caller, Scene

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aaa-4bc4"


async def set_up(office: Caller, **more: Any) -> Any:
    body = {"kind": "wecom", "name": "教师群", "address": WECOM, "events": ["duty_due"]} | more
    return await office.post("notification-channels", body)


async def a_delivery(scene: Scene, channel_id: str, state: DeliveryState = DeliveryState.QUEUED) -> None:
    message_id = await scene.add(
        message, recipient_id=new_id(), event=Event.DUTY_DUE, about=new_id(), facts={}, created_at=NOW
    )
    await scene.add(
        message_delivery,
        message_id=message_id,
        channel_id=channel_id,
        state=state,
        attempts=0,
        created_at=NOW,
    )


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.office()


async def test_an_address_is_kept_sealed_and_shown_masked(scene: Scene, office: Caller) -> None:
    made = await set_up(office)

    (row,) = await scene.rows(notification_channel)
    assert made.status_code == 201
    assert made.json()["address"] == "wecombot://***4bc4"
    assert "693a91f6" not in row.url
    assert (await office.get(made.headers["location"])).json() == made.json()
    assert made.json()["allowed_actions"] == ["update", "delete", "test"]
    assert (await office.get("notification-channels")).json()["items"] == [made.json()]


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        pytest.param("wecom", "https://x.org/cgi-bin/webhook/send?key=693a91f6-7aaa", id="another host"),
        pytest.param("dingtalk", WECOM, id="another kind"),
        pytest.param("dingtalk", "exec://rm", id="a program"),
        pytest.param("wecom", "json://127.0.0.1:5432/", id="a web hook of one's own"),
        pytest.param("feishu", "file:///etc/passwd", id="a file"),
        pytest.param("mail", "mailto://u@h/?to=a@b.cn&pgpkey=/etc/passwd", id="mail that reads a file"),
        pytest.param("mail", "mailto://u:p@h", id="mail to nobody"),
        pytest.param("mail", "mailto://[::1?to=a@b.cn", id="broken"),
    ],
)
async def test_only_addresses_of_the_four_kinds_are_taken(office: Caller, kind: str, address: str) -> None:
    answer = await set_up(office, kind=kind, address=address)

    assert (answer.status_code, answer.json()["code"]) == (422, "channel_address_refused")


async def test_a_channel_is_changed_and_removed_by_its_version(scene: Scene, office: Caller) -> None:
    made = (await set_up(office)).json()
    path = f"notification-channels/{made['id']}"
    await a_delivery(scene, made["id"])

    changed = await office.patch(path, {"events": ["duty_due", "round_opened"], "enabled": False}, version=1)
    same = await office.patch(path, {}, version=2)
    moved = await office.patch(path, {"address": "wecombot://aaaaaaaabbbb"}, version=2)
    stale = await office.ask("DELETE", path, headers={"If-Match": '"2"'})
    gone = await office.ask("DELETE", path, headers={"If-Match": '"3"'})

    assert changed.json()["events"] == ["duty_due", "round_opened"]
    assert (same.json()["version"], moved.json()["address"]) == (2, "wecombot://***bbbb")
    assert (stale.status_code, gone.status_code) == (412, 204)
    assert (await office.get(path)).status_code == 404
    assert (await office.patch(path, {"enabled": True}, version=3)).status_code == 404
    assert len(await scene.rows(message)) == 1


async def test_a_name_is_had_by_one(office: Caller) -> None:
    await set_up(office)
    other = (await set_up(office, name="数学组")).json()

    assert (await set_up(office)).json()["code"] == "channel_name_taken"
    renamed = await office.patch(f"notification-channels/{other['id']}", {"name": "教师群"}, version=1)
    assert (renamed.status_code, renamed.json()["code"]) == (409, "channel_name_taken")


async def test_what_went_out_is_listed_by_state_and_channel(scene: Scene, office: Caller) -> None:
    first, second = [(await set_up(office, name=name)).json()["id"] for name in ("一", "二")]
    await a_delivery(scene, first)
    await a_delivery(scene, first, DeliveryState.FAILED)
    await a_delivery(scene, second)

    async def listed(**params: str) -> list[Any]:
        items: list[Any] = (await office.get("message-deliveries", **params)).json()["items"]
        return items

    assert len(await listed()) == 3
    assert {one["channel_id"] for one in await listed(channel_id=first)} == {first}
    assert [one["state"] for one in await listed(state="failed")] == ["failed"]
    assert (await listed())[0]["event"] == "duty_due"


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PRINCIPAL, Role.GROUP_LEADER])
async def test_only_the_office_keeps_channels(scene: Scene, role: Role) -> None:
    caller = await scene.signed_in(role, teacher_id=await scene.teacher())

    assert (await set_up(caller)).status_code == 403
    assert (await caller.get("message-deliveries")).status_code == 403


async def test_a_test_is_long_work_on_the_version_seen(office: Caller) -> None:
    path = f"notification-channels/{(await set_up(office)).json()['id']}/test"

    assert (await office.step(path, version=7)).status_code == 412
    started = await office.step(path, version=1)
    assert started.status_code == 202
    assert (await office.get(started.headers["location"])).json()["kind"] == "try_channel"
