"""API keys: given to service clients, sent as the bearer token, ended at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import update

from domain.identity.actions import Role
from persistence.identity.tables import api_key, service_credential
from tests.api.identity.people import bearer, code
from tests.scene import Caller, Scene


def soon(**more: int) -> str:
    return (datetime.now(UTC) + timedelta(**(more or {"days": 30}))).isoformat()


async def client_of(office: Caller, **values: Any) -> str:
    given = {"name": "数据同步", "scopes": ["people:read", "policy:read"], **values}
    return str((await office.post("service-clients", given)).json()["client_id"])


async def ask(office: Caller, client_id: str, **values: Any) -> Response:
    given = {"name": "夜间脚本", "expires_at": soon(), **values}
    return await office.post(f"service-clients/{client_id}/api-keys", given)


async def made(office: Caller, **values: Any) -> dict[str, Any]:
    answer = await ask(office, await client_of(office), **values)
    assert answer.status_code == 201, answer.text
    issued: dict[str, Any] = answer.json()
    return issued


async def test_a_key_opens_what_its_client_may_see_and_no_more(scene: Scene) -> None:
    issued = await made(await scene.office())

    assert (await bearer(scene, issued["api_key"], f"{scene.base}/teachers")).status_code == 200
    assert code(await bearer(scene, issued["api_key"], f"{scene.base}/notices")) == (403, "forbidden")
    assert (await bearer(scene, issued["api_key"], "/api/v1/me")).json()["schools"][0]["code"] == scene.code


async def test_a_key_may_be_narrower_than_its_client(scene: Scene) -> None:
    issued = await made(await scene.office(), scopes=["policy:read"])

    assert (await bearer(scene, issued["api_key"], f"{scene.base}/credit-rules")).status_code == 200
    assert code(await bearer(scene, issued["api_key"], f"{scene.base}/teachers")) == (403, "forbidden")


async def test_the_key_is_shown_once_and_kept_as_a_digest(scene: Scene) -> None:
    office = await scene.office()
    issued = await made(office)

    shown = await office.get(f"api-keys/{issued['key']['id']}")

    assert issued["api_key"].startswith("yx_")
    assert (shown.json()["ending"], shown.json()["last_used_at"]) == (issued["api_key"][-4:], None)
    assert issued["api_key"] not in shown.text
    kept = next(row for row in await scene.rows(api_key) if str(row.id) == issued["key"]["id"])
    assert (len(kept.key_hash), issued["api_key"].encode() in kept.key_hash) == (32, False)


async def test_asked_again_with_the_same_key_the_answer_shows_no_secret(scene: Scene) -> None:
    office = await scene.office()
    path, body = f"service-clients/{await client_of(office)}/api-keys", {"name": "脚本", "expires_at": soon()}

    first = await office.post(path, body, idempotency_key="once")
    again = await office.post(path, body, idempotency_key="once")

    assert first.json()["api_key"] is not None
    assert again.json() == first.json() | {"api_key": None}
    assert "no-store" in first.headers["cache-control"]


async def test_its_use_is_noted_once_a_minute(scene: Scene) -> None:
    office = await scene.office()
    issued = await made(office)

    await bearer(scene, issued["api_key"], f"{scene.base}/teachers")
    first = (await office.get(f"api-keys/{issued['key']['id']}")).json()["last_used_at"]
    await bearer(scene, issued["api_key"], f"{scene.base}/teachers")

    assert first is not None
    assert (await office.get(f"api-keys/{issued['key']['id']}")).json()["last_used_at"] == first


async def test_a_revoked_key_is_out_at_once_and_for_good(scene: Scene) -> None:
    office = await scene.office()
    issued = await made(office)
    path = f"api-keys/{issued['key']['id']}"

    answer = await office.step(f"{path}/revoke", version=1)

    assert (answer.json()["state"], answer.json()["allowed_actions"]) == ("revoked", [])
    assert code(await bearer(scene, issued["api_key"], f"{scene.base}/teachers")) == (401, "bad_api_key")
    assert code(await office.step(f"{path}/revoke", version=2)) == (409, "invalid_state")


async def test_a_key_ends_with_its_client(scene: Scene) -> None:
    office = await scene.office()
    issued = await made(office)

    await office.step(f"service-clients/{issued['key']['client_id']}/revoke", version=1)

    assert code(await bearer(scene, issued["api_key"], f"{scene.base}/teachers")) == (401, "bad_api_key")


async def test_another_secret_of_its_client_leaves_a_key_as_it_is(scene: Scene) -> None:
    office = await scene.office()
    issued = await made(office)

    await office.step(f"service-clients/{issued['key']['client_id']}/rotate-secret", version=1)

    assert (await bearer(scene, issued["api_key"], f"{scene.base}/teachers")).status_code == 200


@pytest.mark.parametrize("table", [api_key, service_credential])
async def test_a_key_ends_by_itself(scene: Scene, table: Any) -> None:
    office = await scene.office()
    issued = await made(office)
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(table).where(table.c.school_id == scene.school_id).values(expires_at=datetime.now(UTC))
        )

    assert code(await bearer(scene, issued["api_key"], f"{scene.base}/teachers")) == (401, "bad_api_key")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"scopes": ["people:write"]}, "scope_beyond_client"),
        ({"scopes": ["no:such"]}, "invalid_input"),
        ({"expires_at": "2020-01-01T00:00:00+08:00"}, "expiry_in_past"),
        ({"expires_at": soon(days=400)}, "api_key_too_long"),
        ({"expires_at": None}, "invalid_input"),
    ],
)
async def test_a_key_that_makes_no_sense_is_refused(
    scene: Scene, values: dict[str, Any], refusal: str
) -> None:
    office = await scene.office()

    assert code(await ask(office, await client_of(office), **values)) == (422, refusal)


async def test_a_revoked_client_gets_no_more_keys(scene: Scene) -> None:
    office = await scene.office()
    client_id = await client_of(office)
    await office.step(f"service-clients/{client_id}/revoke", version=1)

    assert code(await ask(office, client_id)) == (422, "client_not_active")


@pytest.mark.parametrize("shown", ["yx_", "yx_nothing", "yx_" + "é" * 10])
async def test_what_is_no_key_opens_nothing(scene: Scene, shown: str) -> None:
    answer = await scene.client.get(
        f"{scene.base}/teachers", headers=[(b"Authorization", f"Bearer {shown}".encode())]
    )

    assert code(answer) == (401, "bad_api_key")


async def test_keys_are_their_schools(scene: Scene, elsewhere: Scene) -> None:
    office, stranger = await scene.office(), await elsewhere.office()
    issued = await made(office)
    key, client_id = issued["key"], issued["key"]["client_id"]

    assert code(await bearer(scene, issued["api_key"], f"{elsewhere.base}/teachers")) == (404, "not_found")
    assert code(await stranger.get(f"api-keys/{key['id']}")) == (404, "not_found")
    assert code(await stranger.step(f"api-keys/{key['id']}/revoke", version=1)) == (404, "not_found")
    assert code(await stranger.get(f"service-clients/{client_id}/api-keys")) == (404, "not_found")
    assert code(await ask(stranger, client_id)) == (404, "not_found")


async def test_keys_are_listed_newest_first(scene: Scene) -> None:
    office = await scene.office()
    client_id = await client_of(office)
    first, second = [(await ask(office, client_id)).json()["key"]["id"] for _ in range(2)]

    page = (await office.get(f"service-clients/{client_id}/api-keys", limit=1)).json()
    rest = await office.get(f"service-clients/{client_id}/api-keys", limit=1, cursor=page["next_cursor"])

    assert [one["id"] for one in page["items"] + rest.json()["items"]] == [second, first]


async def test_the_principal_sees_keys_and_makes_none(scene: Scene) -> None:
    office = await scene.office()
    issued = await made(office)
    principal = await scene.signed_in(Role.PRINCIPAL)

    assert (await principal.get(f"api-keys/{issued['key']['id']}")).json()["allowed_actions"] == []
    assert code(await ask(principal, issued["key"]["client_id"])) == (403, "forbidden")
