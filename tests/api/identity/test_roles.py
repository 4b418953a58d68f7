"""Roles given and taken by the office: what changes at once, and that somebody is always left to act."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from httpx2 import Response

from domain.identity.actions import Role
from persistence.ids import new_id
from persistence.platform.tables import audit_entry
from tests.api.identity.people import a_person, bearer, code, refreshed
from tests.scene import Caller, Scene


async def withdraw(office: Caller, account_id: object, grant_id: str, *, version: int) -> Response:
    headers = {"If-Match": f'"{version}"'}
    return await office.ask("DELETE", f"accounts/{account_id}/roles/{grant_id}", headers=headers)


async def seen(office: Caller, account_id: object) -> dict[str, Any]:
    answer: dict[str, Any] = (await office.get(f"accounts/{account_id}")).json()
    return answer


async def test_a_granted_role_counts_after_a_refresh_and_the_old_token_is_dead(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER)
    signed_in = await person.tokens()

    granted = await office.step(
        f"accounts/{person.account_id}/roles", version=1, json={"role": "research_office"}
    )

    assert [grant["role"] for grant in granted.json()["roles"]] == ["teacher", "research_office"]
    old = await bearer(scene, signed_in["access_token"], f"{scene.base}/accounts")
    assert code(old) == (401, "session_over")
    fresh = (await refreshed(scene, signed_in["refresh_token"])).json()["access_token"]
    assert (await bearer(scene, fresh, f"{scene.base}/accounts")).status_code == 200
    assert [entry.facts for entry in await scene.rows(audit_entry)] == [{"role": "research_office"}]


async def test_a_role_is_held_once(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER)

    answer = await office.step(f"accounts/{person.account_id}/roles", version=1, json={"role": "teacher"})

    assert code(answer) == (409, "role_held")


async def test_a_role_brings_the_teacher_it_is_for_and_no_second_one(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.PRINCIPAL)
    first, second = str(await scene.teacher()), str(await scene.teacher())
    path = f"accounts/{person.account_id}/roles"

    named = await office.step(path, version=1, json={"role": "teacher", "teacher_id": first})
    other = await office.step(path, version=2, json={"role": "grade_head", "teacher_id": second})
    silent = await office.step(path, version=2, json={"role": "grade_head"})

    assert named.json()["teacher_id"] == first
    assert code(other) == (409, "other_teacher")
    assert silent.json()["teacher_id"] == first


async def test_another_accounts_teacher_is_taken(scene: Scene) -> None:
    office, teacher_id = await scene.office(), await scene.teacher()
    await scene.signed_in(Role.TEACHER, teacher_id=teacher_id)
    person = await a_person(scene, Role.PRINCIPAL)

    answer = await office.step(
        f"accounts/{person.account_id}/roles",
        version=1,
        json={"role": "teacher", "teacher_id": str(teacher_id)},
    )

    assert code(answer) == (409, "teacher_has_account")


async def test_a_withdrawn_role_is_gone_at_once(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER, Role.RESEARCH_OFFICE)
    token = (await person.tokens())["access_token"]
    account = await seen(office, person.account_id)
    grant = next(grant for grant in account["roles"] if grant["role"] == "research_office")

    answer = await withdraw(office, person.account_id, grant["id"], version=1)

    assert (answer.status_code, [left["role"] for left in answer.json()["roles"]]) == (200, ["teacher"])
    assert code(await bearer(scene, token, f"{scene.base}/accounts")) == (401, "session_over")
    assert code(await withdraw(office, person.account_id, grant["id"], version=2)) == (404, "not_found")


async def test_without_a_role_an_account_is_no_longer_the_schools(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER)
    grant = (await seen(office, person.account_id))["roles"][0]

    answer = await withdraw(office, person.account_id, grant["id"], version=1)

    assert (answer.json()["roles"], answer.json()["allowed_actions"]) == ([], [])
    assert answer.headers["etag"] == f'"{(await person.row()).version}"'
    assert code(await office.get(f"accounts/{person.account_id}")) == (404, "not_found")


async def test_a_grant_of_another_account_is_not_there(scene: Scene) -> None:
    office, person = await scene.office(), await a_person(scene, Role.TEACHER)
    other = await a_person(scene, Role.TEACHER)
    grant = (await seen(office, other.account_id))["roles"][0]

    for grant_id in (grant["id"], str(new_id())):
        assert code(await withdraw(office, person.account_id, grant_id, version=1)) == (404, "not_found")


async def test_the_last_office_can_neither_resign_nor_stop_itself(scene: Scene) -> None:
    office = await scene.office()
    await a_person(scene, Role.RESEARCH_OFFICE, disabled_at=datetime(2020, 1, 1, tzinfo=UTC))
    me = office.principal.account_id
    grant = (await seen(office, me))["roles"][0]

    assert code(await withdraw(office, me, grant["id"], version=1)) == (409, "last_office")
    assert code(await office.step(f"accounts/{me}/disable", version=1)) == (409, "last_office")


async def test_an_office_may_resign_when_another_stays(scene: Scene) -> None:
    office = await scene.office()
    await a_person(scene, Role.RESEARCH_OFFICE)
    grant = (await seen(office, office.principal.account_id))["roles"][0]

    answer = await withdraw(office, office.principal.account_id, grant["id"], version=1)

    assert answer.status_code == 200


async def test_two_offices_dismissing_each_other_leave_one(scene: Scene) -> None:
    for _ in range(5):
        first, second = await scene.office(), await scene.office()
        ids = [one.principal.account_id for one in (first, second)]
        grants = [(await seen(first, account_id))["roles"][0]["id"] for account_id in ids]
        for stale in (await first.get("accounts")).json()["items"]:
            if stale["id"] not in map(str, ids):
                await first.step(f"accounts/{stale['id']}/disable", version=stale["version"])

        answers = await asyncio.gather(
            withdraw(first, ids[1], grants[1], version=1), withdraw(second, ids[0], grants[0], version=1)
        )

        assert sorted(answer.status_code for answer in answers)[0] == 200
        assert sorted(answer.status_code for answer in answers)[1] in (401, 409)
