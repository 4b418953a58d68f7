"""The office's accounts: seen, made, stopped and given roles; and how far an office reaches."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from domain.identity.actions import Role
from persistence.identity.tables import account, role_grant
from persistence.ids import new_id
from persistence.platform.tables import audit_entry, idempotency_key
from tests.api.identity.people import PASSWORD, Person, a_person, ask_token, bearer, code
from tests.scene import Caller, Scene


def new(**values: Any) -> dict[str, Any]:
    return {
        "username": f"New.{new_id().hex[-10:]}@shimen",
        "display_name": "欧阳娜",
        "roles": ["teacher"],
        **values,
    }


async def role_in(scene: Scene, person: Person, role: Role) -> None:
    async with scene.owner.begin() as connection:
        await connection.execute(
            insert(role_grant).values(
                id=new_id(),
                account_id=person.account_id,
                school_id=scene.school_id,
                role=role,
                granted_at=datetime.now(UTC),
            )
        )


async def test_a_new_account_signs_in_with_the_password_shown_once(scene: Scene) -> None:
    office = await scene.office()

    answer = await office.post("accounts", new(roles=["teacher", "group_leader"]))

    made = answer.json()
    account_path = f"{scene.base}/accounts/{made['account']['id']}"
    assert (answer.status_code, answer.headers["location"], answer.headers["etag"]) == (
        201,
        account_path,
        '"1"',
    )
    assert "no-store" in answer.headers["cache-control"]
    assert {grant["role"] for grant in made["account"]["roles"]} == {"teacher", "group_leader"}
    signed_in = await ask_token(
        scene, grant_type="password", username=made["account"]["username"], password=made["password"]
    )
    me = (await bearer(scene, signed_in.json()["access_token"], "/api/v1/me")).json()
    assert me["must_change_password"] is True
    assert (await office.get(account_path)).json() == made["account"]


async def test_a_repeated_request_makes_one_account_and_keeps_no_password(scene: Scene) -> None:
    office, body = await scene.office(), new()

    first = await office.post("accounts", body, Idempotency_Key="make-1")
    again = await office.post("accounts", body, Idempotency_Key="make-1")

    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == {**first.json(), "password": None}
    kept = "".join(row.body for row in await scene.rows(idempotency_key))
    assert first.json()["password"] not in kept


async def test_a_taken_username_is_refused_however_it_is_typed(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene)

    answer = await office.post("accounts", new(username=person.username.upper()))

    assert code(answer) == (409, "username_taken")


async def test_an_account_may_stand_for_one_teacher_of_the_school(scene: Scene, elsewhere: Scene) -> None:
    office, teacher_id = await scene.office(), await scene.teacher()

    made = await office.post("accounts", new(teacher_id=str(teacher_id)))
    twice = await office.post("accounts", new(teacher_id=str(teacher_id)))
    foreign = await office.post("accounts", new(teacher_id=str(await elsewhere.teacher())))

    assert made.json()["account"]["teacher_id"] == str(teacher_id)
    assert code(twice) == (409, "teacher_has_account")
    assert code(foreign) == (422, "unknown_teacher")


@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICER, Role.SERVICE_CLIENT])
async def test_a_school_does_not_grant_every_role(scene: Scene, role: Role) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER)

    made = await office.post("accounts", new(roles=[role.value]))
    granted = await office.step(f"accounts/{person.account_id}/roles", version=1, json={"role": role.value})

    assert code(made) == code(granted) == (422, "role_not_grantable")


async def test_accounts_are_listed_by_name_found_by_their_beginning_and_paged(scene: Scene) -> None:
    office = await scene.office()
    for username in ("zhang.wei", "zhang.wen", "zeng_100%"):
        await a_person(scene, Role.TEACHER, username=f"{username}.{scene.code}")

    async def found(**params: Any) -> list[str]:
        answer = (await office.get("accounts", **params)).json()
        return [item["username"].removesuffix(f".{scene.code}") for item in answer["items"]]

    first = (await office.get("accounts", limit=2)).json()
    rest = (await office.get("accounts", limit=2, cursor=first["next_cursor"])).json()
    assert len({item["id"] for item in first["items"] + rest["items"]}) == 4
    assert await found(q="Zhang.") == ["zhang.wei", "zhang.wen"]
    assert await found(q="zeng_1") == ["zeng_100%"]
    assert await found(q="%") == []
    assert len(await found(q="陈")) == 3


async def test_another_schools_account_is_not_there(scene: Scene, elsewhere: Scene) -> None:
    office, person = await scene.office(), await a_person(elsewhere, Role.TEACHER)
    paths = ["disable", "enable", "unlock", "reset-password"]

    answers = [await office.get(f"accounts/{person.account_id}")]
    answers += [await office.step(f"accounts/{person.account_id}/{path}", version=1) for path in paths]
    answers.append(
        await office.step(f"accounts/{person.account_id}/roles", version=1, json={"role": "teacher"})
    )

    assert {code(answer) for answer in answers} == {(404, "not_found")}


async def test_an_account_shared_with_another_school_is_no_single_schools_to_decide(
    scene: Scene, elsewhere: Scene
) -> None:
    office, person = await scene.office(), await a_person(elsewhere, Role.RESEARCH_OFFICE)
    await role_in(scene, person, Role.TEACHER)

    seen = (await office.get(f"accounts/{person.account_id}")).json()
    reset = await office.step(f"accounts/{person.account_id}/reset-password", version=1)
    stopped = await office.step(f"accounts/{person.account_id}/disable", version=1)

    assert code(reset) == code(stopped) == (403, "account_shared")
    assert [grant["role"] for grant in seen["roles"]] == ["teacher"]
    assert (seen["held_elsewhere"], seen["allowed_actions"]) == (True, ["grant_role", "withdraw_role"])
    assert (await person.sign_in()).status_code == 200


async def test_a_stopped_account_is_out_at_once_and_back_when_enabled(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER)
    signed_in = await person.tokens()

    stopped = await office.step(f"accounts/{person.account_id}/disable", version=1)

    assert (stopped.json()["state"], stopped.json()["allowed_actions"]) == (
        "disabled",
        ["enable", "withdraw_role"],
    )
    assert code(await bearer(scene, signed_in["access_token"], "/api/v1/me")) == (401, "session_over")
    assert code(await person.sign_in()) == (401, "account_disabled")
    again = await office.step(f"accounts/{person.account_id}/disable", version=2)
    assert code(again) == (409, "invalid_state")
    assert (await office.step(f"accounts/{person.account_id}/enable", version=2)).json()["state"] == "active"
    assert (await person.sign_in()).status_code == 200
    assert code(await bearer(scene, signed_in["access_token"], "/api/v1/me")) == (401, "session_over")


async def test_a_change_needs_the_version_that_stands(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER)

    assert code(await office.step(f"accounts/{person.account_id}/disable", version=7)) == (412, "stale")
    assert code(await office.post(f"accounts/{person.account_id}/disable")) == (428, "version_required")


async def test_a_lock_out_is_shown_and_lifted(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER)
    until = datetime.now(UTC) + timedelta(minutes=9)
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(account).where(account.c.id == person.account_id).values(locked_until=until)
        )

    shown = (await office.get(f"accounts/{person.account_id}")).json()
    lifted = (await office.step(f"accounts/{person.account_id}/unlock", version=1)).json()

    assert shown["state"] == "locked"
    assert datetime.fromisoformat(shown["locked_until"]) == until
    assert (lifted["state"], lifted["locked_until"]) == ("active", None)
    assert (await person.sign_in()).status_code == 200


async def test_a_reset_password_replaces_the_old_and_ends_every_sign_in(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER)
    before = (await person.tokens())["access_token"]

    answer = await office.step(f"accounts/{person.account_id}/reset-password", version=1)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert code(await bearer(scene, before, "/api/v1/me")) == (401, "session_over")
    assert code(await person.sign_in(PASSWORD)) == (401, "bad_credentials")
    assert (await person.sign_in(answer.json()["password"])).status_code == 200
    assert (await person.row()).must_change_password


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PRINCIPAL, Role.FINANCE])
async def test_only_the_office_changes_accounts(scene: Scene, role: Role) -> None:
    caller: Caller = await scene.signed_in(role)
    person = await a_person(scene, Role.TEACHER)

    assert code(await caller.post("accounts", new())) == (403, "forbidden")
    assert code(await caller.step(f"accounts/{person.account_id}/disable", version=1)) == (403, "forbidden")
    read = await caller.get(f"accounts/{person.account_id}")
    assert read.status_code == (200 if role is Role.PRINCIPAL else 403)
    assert read.json().get("allowed_actions", []) == []


async def test_what_the_office_does_is_audited_without_secrets(scene: Scene) -> None:
    office = await scene.office()
    made = (await office.post("accounts", new())).json()
    await office.step(f"accounts/{made['account']['id']}/reset-password", version=1)

    entries = sorted(await scene.rows(audit_entry), key=lambda entry: entry.at)

    assert [entry.action for entry in entries] == ["identity_create_account", "identity_reset_password"]
    assert entries[0].facts == {"username": made["account"]["username"], "roles": ["teacher"]}
    assert made["password"] not in str(entries)
