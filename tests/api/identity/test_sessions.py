"""Continuing a sign-in, ending it, and what a stolen refresh token sets off."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update

from domain.identity.actions import Role
from persistence.identity.tables import account, account_session, refresh_token, role_grant
from persistence.ids import new_id
from tests.api.identity.people import Person, a_person, bearer, code, refreshed
from tests.scene import Scene


async def sessions_of(person: Person) -> list[tuple[UUID, str | None]]:
    async with person.scene.owner.connect() as connection:
        rows = await connection.execute(
            select(account_session.c.id, account_session.c.revoked_because).where(
                account_session.c.account_id == person.account_id
            )
        )
        return [(row.id, row.revoked_because) for row in rows]


async def test_a_refresh_brings_new_tokens_of_the_same_sign_in(scene: Scene) -> None:
    person = await a_person(scene, Role.TEACHER)
    first = await person.tokens()

    second = (await refreshed(scene, first["refresh_token"])).json()

    assert second["refresh_token"] != first["refresh_token"]
    assert (await bearer(scene, second["access_token"], "/api/v1/me")).status_code == 200
    assert len(await sessions_of(person)) == 1


async def test_the_database_never_holds_a_refresh_token(scene: Scene) -> None:
    person = await a_person(scene)
    token = (await person.tokens())["refresh_token"]

    async with scene.owner.connect() as connection:
        kept = list(await connection.scalars(select(refresh_token.c.token_hash)))

    assert token.encode() not in kept
    assert {len(digest) for digest in kept} == {32}


async def test_a_refresh_token_used_twice_ends_the_whole_sign_in(scene: Scene) -> None:
    person = await a_person(scene, Role.TEACHER)
    first = await person.tokens()
    second = (await refreshed(scene, first["refresh_token"])).json()

    replayed = await refreshed(scene, first["refresh_token"])

    assert code(replayed) == (401, "refresh_token_reused")
    assert code(await refreshed(scene, second["refresh_token"])) == (401, "invalid_refresh_token")
    assert code(await bearer(scene, second["access_token"], "/api/v1/me")) == (401, "session_over")
    assert [because for _, because in await sessions_of(person)] == ["reuse"]
    assert await person.events() == ["signed_in", "refresh_reused"]


async def test_of_parallel_refreshes_one_wins_and_the_sign_in_is_over(scene: Scene) -> None:
    person = await a_person(scene)
    token = (await person.tokens())["refresh_token"]

    answers = await asyncio.gather(*(refreshed(scene, token) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]
    assert {code(answer)[1] for answer in answers if answer.status_code == 401} == {"refresh_token_reused"}
    assert [because for _, because in await sessions_of(person)] == ["reuse"]


async def test_another_sign_in_of_the_account_outlives_the_stolen_one(scene: Scene) -> None:
    person = await a_person(scene)
    stolen, kept = await person.tokens(), await person.tokens()
    await refreshed(scene, stolen["refresh_token"])
    await refreshed(scene, stolen["refresh_token"])

    assert (await refreshed(scene, kept["refresh_token"])).status_code == 200


async def test_an_unknown_or_expired_token_continues_nothing(scene: Scene) -> None:
    person = await a_person(scene)
    token = (await person.tokens())["refresh_token"]
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(account_session)
            .where(account_session.c.account_id == person.account_id)
            .values(expires_at=datetime.now(UTC) - timedelta(seconds=1))
        )

    assert code(await refreshed(scene, token)) == (401, "invalid_refresh_token")
    assert code(await refreshed(scene, "nobody's")) == (401, "invalid_refresh_token")


async def test_a_disabled_account_cannot_go_on(scene: Scene) -> None:
    person = await a_person(scene)
    signed_in = await person.tokens()
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(account).where(account.c.id == person.account_id).values(disabled_at=datetime.now(UTC))
        )

    assert code(await refreshed(scene, signed_in["refresh_token"])) == (401, "invalid_refresh_token")
    assert code(await bearer(scene, signed_in["access_token"], "/api/v1/me")) == (401, "session_over")


async def test_a_role_granted_since_comes_with_the_refresh(scene: Scene) -> None:
    person = await a_person(scene, Role.TEACHER)
    token = (await person.tokens())["refresh_token"]
    async with scene.owner.begin() as connection:
        await connection.execute(
            insert(role_grant).values(
                id=new_id(),
                account_id=person.account_id,
                school_id=scene.school_id,
                role=Role.RESEARCH_OFFICE,
                granted_at=datetime.now(UTC),
            )
        )

    access = (await refreshed(scene, token)).json()["access_token"]

    assert (await bearer(scene, access, f"{scene.base}/accounts")).status_code == 200


async def test_sign_out_by_the_refresh_token_ends_the_access_token_too(scene: Scene) -> None:
    person = await a_person(scene, Role.RESEARCH_OFFICE)
    signed_in = await person.tokens()

    answer = await scene.client.post("/api/v1/auth/revoke", data={"token": signed_in["refresh_token"]})

    assert (answer.status_code, answer.content) == (204, b"")
    assert code(await bearer(scene, signed_in["access_token"], f"{scene.base}/accounts")) == (
        401,
        "session_over",
    )
    assert await person.events() == ["signed_in", "signed_out"]


async def test_sign_out_by_bearer_needs_no_body(scene: Scene) -> None:
    person = await a_person(scene)
    signed_in = await person.tokens()

    answer = await bearer(scene, signed_in["access_token"], "/api/v1/auth/revoke", "POST")

    assert answer.status_code == 204
    assert code(await refreshed(scene, signed_in["refresh_token"])) == (401, "invalid_refresh_token")


async def test_a_field_sent_empty_is_one_left_out_as_the_contract_says(scene: Scene) -> None:
    person = await a_person(scene)
    signed_in = await person.tokens()

    answer = await scene.client.post(
        "/api/v1/auth/revoke",
        data={"token": "", "token_type_hint": ""},
        headers={"Authorization": f"Bearer {signed_in['access_token']}"},
    )

    assert answer.status_code == 204
    assert code(await refreshed(scene, signed_in["refresh_token"])) == (401, "invalid_refresh_token")
    described = (await scene.client.get("/openapi.json")).json()["components"]["schemas"]["RevokeRequest"]
    for field in ("token", "token_type_hint"):
        assert '""' in json.dumps(described["properties"][field])


async def test_signing_out_of_nothing_is_silent_and_of_nobody_is_refused(scene: Scene) -> None:
    unknown = await scene.client.post("/api/v1/auth/revoke", data={"token": "nobody's"})
    nobody = await scene.client.post("/api/v1/auth/revoke")

    assert unknown.status_code == 204
    assert code(nobody) == (401, "unauthenticated")
