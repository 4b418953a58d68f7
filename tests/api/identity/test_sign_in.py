"""Signing in with a password: what is promised, and what is kept although the answer is a refusal."""

import asyncio
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from domain.identity.actions import Role
from gateways.passwords import Argon2Passwords
from persistence.identity.tables import account
from tests.api.identity.people import Person, a_person, ask_token, bearer, code
from tests.scene import Scene


async def locked(person: Person, until: datetime) -> None:
    async with person.scene.owner.begin() as connection:
        await connection.execute(
            update(account).where(account.c.id == person.account_id).values(locked_until=until)
        )


async def test_a_good_password_answers_as_oauth_says(scene: Scene) -> None:
    person = await a_person(scene, Role.RESEARCH_OFFICE)

    answer = await person.sign_in()

    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"access_token", "token_type", "expires_in", "refresh_token", "scope"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 900)
    assert len(urlsafe_b64decode(body["refresh_token"] + "=")) == 32
    assert "account:write" in body["scope"].split()
    assert "no-store" in answer.headers["cache-control"]
    assert await person.events() == ["signed_in"]


async def test_the_token_opens_the_schools_of_its_roles_and_no_other(scene: Scene, elsewhere: Scene) -> None:
    token = (await (await a_person(scene, Role.RESEARCH_OFFICE)).tokens())["access_token"]

    assert (await bearer(scene, token, f"{scene.base}/accounts")).status_code == 200
    assert code(await bearer(scene, token, f"{elsewhere.base}/accounts")) == (404, "not_found")


async def test_a_username_is_matched_however_it_is_typed(scene: Scene) -> None:
    person = await a_person(scene, Role.TEACHER)
    shouted = "".join(chr(ord(letter) + 0xFEE0) for letter in person.username.upper())

    answer = await ask_token(
        scene, grant_type="password", username=f" {shouted} ", password="correct horse battery"
    )

    assert answer.status_code == 200


async def test_unknown_wrong_and_locked_get_one_answer(scene: Scene) -> None:
    known, shut, client = await a_person(scene), await a_person(scene), await a_person(scene)
    await locked(shut, datetime.now(UTC) + timedelta(minutes=5))
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(account).where(account.c.id == client.account_id).values(password_hash=None)
        )
    unknown = await ask_token(scene, grant_type="password", username="nobody-here", password="whatever it is")

    answers = [unknown, await known.sign_in("not this one"), await shut.sign_in(), await client.sign_in()]

    said = [{**answer.json(), "request_id": ""} for answer in answers]
    assert code(unknown) == (401, "bad_credentials")
    assert all(one == said[0] for one in said)


async def test_unknown_wrong_and_locked_cost_one_hash_each(
    scene: Scene, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted rather than timed: each is as slow as the others because the same work is done."""
    known, shut = await a_person(scene), await a_person(scene)
    await locked(shut, datetime.now(UTC) + timedelta(minutes=5))
    checked: list[str] = []
    sound = Argon2Passwords._matches

    def matches(self: Argon2Passwords, password: str, password_hash: str) -> bool:
        checked.append(password_hash)
        return sound(self, password, password_hash)

    monkeypatch.setattr(Argon2Passwords, "_matches", matches)
    counts = []
    for ask in (
        ask_token(scene, grant_type="password", username="nobody-here", password="whatever it is"),
        known.sign_in("not this one"),
        shut.sign_in(),
    ):
        checked.clear()
        await ask
        counts.append(len(checked))

    assert counts == [1, 1, 1]
    assert app.state.passwords._nobodys.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_a_disabled_account_is_named_to_who_knows_the_password(scene: Scene) -> None:
    person = await a_person(scene, disabled_at=datetime.now(UTC))

    assert code(await person.sign_in()) == (401, "account_disabled")
    assert code(await person.sign_in("guessing")) == (401, "bad_credentials")


async def test_the_tenth_wrong_password_locks_and_the_count_is_kept(scene: Scene) -> None:
    person = await a_person(scene)
    for _ in range(9):
        assert code(await person.sign_in("a wrong guess")) == (401, "bad_credentials")
    assert (await person.row()).failed_attempts == 9

    await person.sign_in("a wrong guess")

    row = await person.row()
    assert row.failed_attempts == 0
    assert timedelta(minutes=14) < row.locked_until - datetime.now(UTC) <= timedelta(minutes=15)
    assert code(await person.sign_in()) == (401, "bad_credentials")
    assert (await person.events())[-2:] == ["locked_out", "sign_in_failed"]


async def test_a_lock_passes_and_success_forgets_the_failures(scene: Scene) -> None:
    person = await a_person(scene, failed_attempts=9)
    await locked(person, datetime.now(UTC) - timedelta(seconds=1))

    assert (await person.sign_in()).status_code == 200

    row = await person.row()
    assert (row.failed_attempts, row.locked_until) == (0, None)


async def test_guessing_in_parallel_gets_no_more_tries_than_one_by_one(scene: Scene) -> None:
    person = await a_person(scene, failed_attempts=6)

    await asyncio.gather(*(person.sign_in(f"guess number {number}") for number in range(12)))
    answer = await person.sign_in()

    failures = [event for event in await person.events() if event == "locked_out"]
    assert len(failures) == 1
    assert (await person.row()).locked_until is not None
    assert code(answer) == (401, "bad_credentials")


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        pytest.param({"grant_type": "password", "username": "a"}, "/password", id="no password"),
        pytest.param({"grant_type": "refresh_token"}, "/refresh_token", id="no refresh token"),
        pytest.param({"username": "a", "password": "b"}, "/grant_type", id="no grant type"),
        pytest.param({"grant_type": "implicit"}, "/grant_type", id="an unknown grant type"),
        pytest.param(
            {"grant_type": "password", "username": "a", "password": "b", "otp": "1"},
            "/otp",
            id="unknown field",
        ),
        pytest.param(
            {"grant_type": "password", "username": "a\x00b", "password": "b"}, "/username", id="a NUL"
        ),
        pytest.param(
            {"grant_type": "password", "username": "a", "password": "x" * 201}, "/password", id="too long"
        ),
    ],
)
async def test_a_malformed_request_is_told_which_field(
    scene: Scene, form: dict[str, str], pointer: str
) -> None:
    answer = await ask_token(scene, **form)

    assert code(answer) == (422, "invalid_input")
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("path", "form", "pointer"),
    [
        ("token", "grant_type=password&username=a&username=b&password=c", "/username"),
        ("revoke", "token=a&token_type_hint=refresh_token&token_type_hint=", "/token_type_hint"),
    ],
)
async def test_a_field_given_twice_is_refused_by_its_name(
    scene: Scene, path: str, form: str, pointer: str
) -> None:
    answer = await scene.client.post(
        f"/api/v1/auth/{path}",
        content=form,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"},
    )

    assert code(answer) == (422, "invalid_input")
    (error,) = answer.json()["errors"]
    assert error == {"pointer": pointer, "code": "given_twice", "message": "Give this once."}


async def test_json_is_no_way_to_sign_in(scene: Scene) -> None:
    answer = await scene.client.post("/api/v1/auth/token", json={"grant_type": "password"})

    assert code(answer) == (415, "unsupported_media_type")
