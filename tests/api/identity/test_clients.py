"""Service clients: made by the office, signing in with a secret, doing what they were given."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import select, update

from domain.identity.actions import Role
from persistence.identity.tables import account_session, service_credential
from tests.api.identity.people import ask_token, bearer, code
from tests.scene import Caller, Scene


def new(**values: Any) -> dict[str, Any]:
    return {"name": "学籍同步", "scopes": ["people:read", "roster:import"], **values}


async def made(office: Caller, **values: Any) -> dict[str, Any]:
    answer = await office.post("service-clients", new(**values))
    assert answer.status_code == 201, answer.text
    client: dict[str, Any] = answer.json()
    return client


async def sign_in(scene: Scene, client: dict[str, Any], **form: str) -> Response:
    return await ask_token(
        scene,
        grant_type="client_credentials",
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        **form,
    )


async def test_a_client_signs_in_with_the_secret_shown_once(scene: Scene) -> None:
    office = await scene.office()
    answer = await office.post("service-clients", new())
    client = answer.json()

    signed_in = await sign_in(scene, client)

    assert answer.headers["location"] == f"{scene.base}/service-clients/{client['client_id']}"
    assert "no-store" in answer.headers["cache-control"]
    assert set(signed_in.json()) == {"access_token", "token_type", "expires_in", "scope"}
    assert signed_in.json()["scope"] == "people:read roster:import"
    shown = (await office.get(f"service-clients/{client['client_id']}")).json()
    assert shown["last_used_at"] is not None
    assert client["client_secret"] not in str(shown)


async def test_only_a_digest_of_the_secret_is_kept(scene: Scene) -> None:
    client = await made(await scene.office())

    kept = (await scene.rows(service_credential))[0].secret_hash

    assert (len(kept), client["client_secret"].encode() in kept) == (32, False)


async def test_http_basic_is_as_good_as_the_body(scene: Scene) -> None:
    client = await made(await scene.office())
    pair = b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()

    answer = await scene.client.post(
        "/api/v1/auth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {pair}"},
    )

    assert answer.status_code == 200


async def test_a_client_does_what_its_scopes_say_and_no_more(scene: Scene) -> None:
    office = await scene.office()
    client = await made(office, scopes=["operation:cancel"])
    token = (await sign_in(scene, client)).json()["access_token"]

    assert code(
        await bearer(scene, token, f"{scene.base}/operations/{client['client_id']}/cancel", "POST")
    ) == (
        428,
        "version_required",
    )
    assert code(await bearer(scene, token, f"{scene.base}/accounts")) == (403, "forbidden")


async def test_a_token_may_ask_for_fewer_scopes_and_never_for_more(scene: Scene) -> None:
    client = await made(await scene.office())

    fewer = await sign_in(scene, client, scope="people:read")
    more = await sign_in(scene, client, scope="people:read people:write")

    assert fewer.json()["scope"] == "people:read"
    assert code(more) == (422, "invalid_scope")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"client_secret": "x" * 43}, id="a wrong secret"),
        pytest.param({"client_id": "0197a3f0-0000-7000-8000-000000000000"}, id="an unknown client"),
        pytest.param({"client_id": "shimen-sync"}, id="no id at all"),
    ],
)
async def test_a_bad_client_gets_one_answer(scene: Scene, changes: dict[str, str]) -> None:
    client = await made(await scene.office())

    assert code(await sign_in(scene, client | changes)) == (401, "bad_client")


async def test_unreadable_basic_credentials_are_a_bad_client(scene: Scene) -> None:
    for garbage in ("%%%", b64encode(b"\xff\xfe").decode(), ""):
        answer = await scene.client.post(
            "/api/v1/auth/token",
            data={"grant_type": "client_credentials"},
            headers={"Authorization": f"Basic {garbage}"},
        )
        assert code(answer) == (401, "bad_client")


async def test_a_rotated_secret_replaces_the_old_and_its_tokens(scene: Scene) -> None:
    office = await scene.office()
    old = await made(office)
    token = (await sign_in(scene, old)).json()["access_token"]

    answer = await office.step(f"service-clients/{old['client_id']}/rotate-secret", version=1)

    assert code(await sign_in(scene, old)) == (401, "bad_client")
    assert code(await bearer(scene, token, "/api/v1/me")) == (401, "session_over")
    assert (await sign_in(scene, answer.json())).status_code == 200


async def test_a_revoked_client_is_out_for_good(scene: Scene) -> None:
    office = await scene.office()
    client = await made(office)
    token = (await sign_in(scene, client)).json()["access_token"]
    path = f"service-clients/{client['client_id']}"

    answer = await office.step(f"{path}/revoke", version=1)

    assert (answer.json()["state"], answer.json()["allowed_actions"]) == ("revoked", [])
    assert code(await bearer(scene, token, "/api/v1/me")) == (401, "session_over")
    assert code(await sign_in(scene, client)) == (401, "bad_client")
    assert code(await office.step(f"{path}/rotate-secret", version=2)) == (409, "invalid_state")


async def test_no_token_outlives_its_client(scene: Scene) -> None:
    office = await scene.office()
    soon = (datetime.now(UTC) + timedelta(minutes=3)).isoformat()
    client = await made(office, expires_at=soon)

    answer = await sign_in(scene, client)

    assert 170 <= answer.json()["expires_in"] <= 180
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(service_credential)
            .where(service_credential.c.school_id == scene.school_id)
            .values(expires_at=datetime.now(UTC))
        )
    assert code(await sign_in(scene, client)) == (401, "bad_client")
    shown = (await office.get(f"service-clients/{client['client_id']}")).json()
    assert (shown["state"], shown["allowed_actions"]) == ("expired", ["revoke"])


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        pytest.param({"scopes": ["account:write"]}, "scope_not_for_clients", id="an office's scope"),
        pytest.param({"scopes": ["no:such"]}, "invalid_input", id="an unknown scope"),
        pytest.param({"scopes": []}, "invalid_input", id="no scope"),
        pytest.param({"expires_at": "2020-01-01T00:00:00+08:00"}, "expiry_in_past", id="expired at birth"),
    ],
)
async def test_a_client_that_makes_no_sense_is_refused(
    scene: Scene, values: dict[str, Any], refusal: str
) -> None:
    office = await scene.office()

    assert code(await office.post("service-clients", new(**values))) == (422, refusal)


async def test_clients_are_listed_newest_first_and_never_another_schools(
    scene: Scene, elsewhere: Scene
) -> None:
    office, stranger = await scene.office(), await elsewhere.office()
    first, second = await made(office), await made(office)

    page = (await office.get("service-clients", limit=1)).json()
    rest = (await office.get("service-clients", limit=1, cursor=page["next_cursor"])).json()

    assert [item["id"] for item in page["items"] + rest["items"]] == [second["client_id"], first["client_id"]]
    path = f"service-clients/{first['client_id']}"
    assert code(await stranger.get(path)) == (404, "not_found")
    assert code(await stranger.step(f"{path}/revoke", version=1)) == (404, "not_found")
    assert (await stranger.get("service-clients")).json()["items"] == []


async def test_a_client_is_no_person(scene: Scene) -> None:
    office = await scene.office()
    client = await made(office)

    listed = (await office.get("accounts")).json()["items"]
    answer = await ask_token(
        scene,
        grant_type="password",
        username=f"client:{client['client_id']}",
        password=client["client_secret"],
    )

    assert client["client"]["account_id"] not in [item["id"] for item in listed]
    assert code(answer) == (401, "bad_credentials")


async def test_a_scripts_sign_in_ends_by_itself(scene: Scene) -> None:
    client = await made(await scene.office())
    await sign_in(scene, client)

    async with scene.owner.connect() as connection:
        session = (
            await connection.execute(
                select(account_session).where(account_session.c.account_id == client["client"]["account_id"])
            )
        ).one()

    assert session.expires_at - session.created_at == timedelta(hours=1)


async def test_only_the_office_makes_clients(scene: Scene) -> None:
    principal = await scene.signed_in(Role.PRINCIPAL)

    assert code(await principal.post("service-clients", new())) == (403, "forbidden")
    assert (await principal.get("service-clients")).status_code == 200
