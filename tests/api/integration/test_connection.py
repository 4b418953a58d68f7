"""The connection to the platform: set up once by the office, its secrets never shown again."""

from typing import Any

import pytest

from domain.identity.actions import Role
from persistence.integration.tables import platform_connection
from persistence.platform.tables import idempotency_key, operation
from tests.api.integration.connecting import PATH, SOMEWHERE, connect, connected
from tests.platform_server import SECRET
from tests.scene import Caller, Scene


@pytest.fixture
async def office(scene: Scene) -> Caller:
    return await scene.office()


async def test_a_connection_is_set_up_with_a_secret_shown_this_once(scene: Scene, office: Caller) -> None:
    made = await connect(office)

    said = made.json()
    assert made.status_code == 201
    assert made.headers["location"] == f"{scene.base}/{PATH}"
    assert made.headers["etag"] == '"1"'
    assert made.headers["cache-control"].startswith("no-store")
    assert said["callback_secret"].startswith("whsec_")
    assert said["callback_url"].endswith(f"/api/v1/schools/{scene.code}/platform-callbacks")
    assert (said["base_url"], said["enabled"], said["fetch_nightly"]) == (SOMEWHERE, True, False)
    assert (await office.get(PATH)).json() == said | {"callback_secret": None}


async def test_secrets_lie_sealed_and_no_answer_or_record_has_them(scene: Scene, office: Caller) -> None:
    body = {"base_url": SOMEWHERE, "org": "shimen", "secret": SECRET}
    made = await office.post(PATH, body, Idempotency_Key="once")
    again = await office.post(PATH, body, Idempotency_Key="once")

    (row,) = await scene.rows(platform_connection)
    (kept,) = await scene.rows(idempotency_key)
    callback_secret = made.json()["callback_secret"]
    assert again.json()["callback_secret"] is None
    assert callback_secret not in kept.body
    assert {SECRET, callback_secret}.isdisjoint({row.secret, row.callback_secret})
    assert SECRET not in (await office.get(PATH)).text + made.text + kept.body


async def test_a_school_has_one_connection(office: Caller) -> None:
    assert (await office.get(PATH)).status_code == 404
    await connected(office)

    again = await connect(office)

    assert (again.status_code, again.json()["code"]) == (409, "platform_already_connected")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://127.0.0.1/api", "内部网络"),
        ("https://169.254.169.254/", "内部网络"),
        ("http://93.184.216.34/api", "HTTPS"),
        ("ftp://localhost/api", "地址无效"),
        ("http://localhost/api?x=1", "地址无效"),
        ("http://localhost/api#x", "地址无效"),
        ("http://u:p@localhost/api", "地址无效"),
    ],
)
async def test_an_address_where_nothing_may_be_sent_is_refused(
    office: Caller, address: str, why: str
) -> None:
    refused = await connect(office, address)
    await connected(office)
    moved = await office.patch(PATH, {"base_url": address}, version=1)

    for answer in (refused, moved):
        assert (answer.status_code, answer.json()["code"]) == (422, "target_refused")
        assert why in answer.json()["detail"]


async def test_a_connection_is_changed_by_its_version(scene: Scene, office: Caller) -> None:
    await connected(office)
    (before,) = await scene.rows(platform_connection)
    successor = await scene.office()

    changes = {"base_url": "http://localhost:9/v2/", "secret": "x" * 16, "fetch_nightly": True}
    changed = await successor.patch(PATH, changes, version=1)
    same = await successor.patch(PATH, {}, version=2)
    stale = await successor.patch(PATH, {"enabled": False}, version=1)

    (row,) = await scene.rows(platform_connection)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert (changed.json()["base_url"], changed.json()["fetch_nightly"]) == ("http://localhost:9/v2", True)
    assert (same.json()["version"], stale.status_code) == (2, 412)
    assert row.secret != before.secret
    assert row.callback_secret == before.callback_secret
    assert (before.account_id, row.account_id) == (
        office.principal.account_id,
        successor.principal.account_id,
    )


@pytest.mark.parametrize("body", [{"secret": "short"}, {"secret": "with a space in it"}, {"org": ""}])
async def test_what_cannot_be_is_refused_and_not_repeated(office: Caller, body: dict[str, Any]) -> None:
    answer = await connect(office, **body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert "with a space" not in answer.text


async def test_the_callback_secret_is_made_anew_by_its_version(scene: Scene, office: Caller) -> None:
    assert (await office.step(f"{PATH}/rotate-callback-secret", version=1)).status_code == 404
    made = await connected(office)
    (before,) = await scene.rows(platform_connection)

    stale = await office.step(f"{PATH}/rotate-callback-secret", version=2)
    rotated = await office.step(f"{PATH}/rotate-callback-secret", version=1)

    (row,) = await scene.rows(platform_connection)
    assert (stale.status_code, rotated.status_code, rotated.json()["version"]) == (412, 200, 2)
    assert rotated.json()["callback_secret"] not in (None, made["callback_secret"])
    assert rotated.json()["previous_secret_until"] is not None
    assert rotated.headers["cache-control"].startswith("no-store")
    assert row.previous_secret == before.callback_secret


async def test_trying_it_out_is_long_work_on_the_version_seen(scene: Scene, office: Caller) -> None:
    await connected(office, enabled=False)

    assert (await office.step(f"{PATH}/test", version=2)).status_code == 412
    started = await office.step(f"{PATH}/test", version=1)

    assert started.status_code == 202
    assert (await office.get(started.headers["location"])).json()["kind"] == "try_platform"
    (row,) = await scene.rows(operation)
    assert row.arguments == {}


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PRINCIPAL, Role.ACADEMIC_AFFAIRS])
async def test_only_the_research_office_keeps_the_connection(scene: Scene, role: Role) -> None:
    caller = await scene.signed_in(role, teacher_id=await scene.teacher())

    assert (await connect(caller)).status_code == 403
    assert (await caller.get(PATH)).status_code == 403
    assert (await caller.step(f"{PATH}/rotate-callback-secret", version=1)).status_code == 403


async def test_another_schools_connection_is_not_there(scene: Scene, elsewhere: Scene) -> None:
    await connected(await elsewhere.office())
    office = await scene.office()

    assert (await office.get(PATH)).status_code == 404
    assert (await office.patch(PATH, {"enabled": False}, version=1)).status_code == 404
    assert (await office.get(f"{elsewhere.base}/{PATH}")).status_code == 404
