"""What somebody signed in may know and change of themselves, without naming a school."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from domain.identity.actions import Action, Role
from persistence.identity.tables import account, role_grant
from persistence.ids import new_id
from tests.api.identity.people import PASSWORD, Person, a_person, bearer, code, refreshed
from tests.scene import Scene

BETTER = "三月里的小雨 10 drops"


async def changed(person: Person, token: str, old: str, new: str) -> tuple[int, str]:
    body = {"old_password": old, "new_password": new}
    answer = await bearer(person.scene, token, "/api/v1/me/password", "POST", json=body)
    return (204, "") if answer.status_code == 204 else code(answer)


async def test_me_says_who_where_and_what_may_be_done(scene: Scene, elsewhere: Scene) -> None:
    person = await a_person(scene, Role.TEACHER, Role.RESEARCH_OFFICE, must_change_password=True)
    teacher_id = await elsewhere.teacher()
    async with scene.owner.begin() as connection:
        for where in (
            {"school_id": elsewhere.school_id, "role": Role.TEACHER, "teacher_id": teacher_id},
            {"district_id": scene.district_id, "role": Role.DISTRICT_OFFICER},
        ):
            await connection.execute(
                insert(role_grant).values(
                    id=new_id(), account_id=person.account_id, granted_at=datetime.now(UTC), **where
                )
            )
    token = (await person.tokens())["access_token"]

    me = (await bearer(scene, token, "/api/v1/me")).json()

    schools = {school["code"]: school for school in me["schools"]}
    assert (me["username"], me["display_name"], me["must_change_password"]) == (person.username, "陈静", True)
    assert schools[scene.code]["roles"] == ["teacher", "research_office"]
    assert schools[elsewhere.code]["teacher_id"] == str(teacher_id)
    assert "account:write" in schools[scene.code]["allowed_actions"]
    assert "account:write" not in schools[elsewhere.code]["allowed_actions"]
    assert [(place["name"], place["allowed_actions"]) for place in me["districts"]] == [
        ("桐乡市", ["district:read"])
    ]


async def test_a_scripts_actions_are_its_scopes(scene: Scene) -> None:
    script = await scene.signed_in(Role.SERVICE_CLIENT, scopes=frozenset({Action.PEOPLE_READ}))

    me = (await script.get("/api/v1/me")).json()

    assert me["schools"][0]["allowed_actions"] == ["people:read"]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"access_version": 2}, id="its roles changed"),
        pytest.param({"disabled_at": datetime(2021, 3, 1, tzinfo=UTC)}, id="it was disabled"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/me/sessions"])
async def test_an_older_token_dies_at_once_outside_schools_too(
    scene: Scene, path: str, values: dict[str, object]
) -> None:
    person = await a_person(scene, Role.TEACHER)
    token = (await person.tokens())["access_token"]
    assert (await bearer(scene, token, path)).status_code == 200
    async with scene.owner.begin() as connection:
        await connection.execute(update(account).where(account.c.id == person.account_id).values(**values))

    assert code(await bearer(scene, token, path)) == (401, "session_over")
    assert (await changed(person, token, PASSWORD, BETTER)) == (401, "session_over")


async def test_sessions_are_ones_own_living_ones_the_latest_first(scene: Scene) -> None:
    person, other = await a_person(scene), await a_person(scene)
    await other.tokens()
    first, second = await person.tokens(), await person.tokens()
    await refreshed(scene, first["refresh_token"])

    listed = (await bearer(scene, second["access_token"], "/api/v1/me/sessions")).json()

    assert [session["current"] for session in listed["items"]] == [True, False]
    assert all(session["user_agent"].startswith("python-httpx2") for session in listed["items"])
    page = (await bearer(scene, second["access_token"], "/api/v1/me/sessions?limit=1")).json()
    rest = await bearer(
        scene, second["access_token"], f"/api/v1/me/sessions?limit=1&cursor={page['next_cursor']}"
    )
    assert [item["id"] for item in page["items"] + rest.json()["items"]] == [
        item["id"] for item in listed["items"]
    ]


async def test_a_session_revoked_is_over_at_once(scene: Scene) -> None:
    person = await a_person(scene)
    lost, here = await person.tokens(), (await person.tokens())["access_token"]
    listed = (await bearer(scene, here, "/api/v1/me/sessions")).json()["items"]
    other = next(session["id"] for session in listed if not session["current"])

    for _ in range(2):
        answer = await bearer(scene, here, f"/api/v1/me/sessions/{other}/revoke", "POST")
        assert answer.status_code == 204

    assert code(await bearer(scene, lost["access_token"], "/api/v1/me")) == (401, "session_over")
    assert code(await refreshed(scene, lost["refresh_token"])) == (401, "invalid_refresh_token")
    assert len((await bearer(scene, here, "/api/v1/me/sessions")).json()["items"]) == 1


async def test_another_persons_session_is_not_there(scene: Scene) -> None:
    person, other = await a_person(scene), await a_person(scene)
    token, theirs = (await person.tokens())["access_token"], (await other.tokens())["access_token"]
    session = (await bearer(scene, theirs, "/api/v1/me/sessions")).json()["items"][0]["id"]

    foreign = await bearer(scene, token, f"/api/v1/me/sessions/{session}/revoke", "POST")
    missing = await bearer(scene, token, f"/api/v1/me/sessions/{new_id()}/revoke", "POST")

    assert code(foreign) == code(missing) == (404, "not_found")
    assert (await bearer(scene, theirs, "/api/v1/me")).status_code == 200


async def test_a_changed_password_ends_the_other_sign_ins_and_only_those(scene: Scene) -> None:
    person = await a_person(scene, must_change_password=True)
    other, here = await person.tokens(), await person.tokens()

    assert await changed(person, here["access_token"], PASSWORD, BETTER) == (204, "")

    assert code(await bearer(scene, other["access_token"], "/api/v1/me")) == (401, "session_over")
    assert (await bearer(scene, here["access_token"], "/api/v1/me")).json()["must_change_password"] is False
    assert (await refreshed(scene, here["refresh_token"])).status_code == 200
    assert code(await person.sign_in(PASSWORD)) == (401, "bad_credentials")
    assert (await person.sign_in(BETTER)).status_code == 200
    assert "password_changed" in await person.events()


async def test_guessing_at_the_old_password_locks_like_signing_in(scene: Scene) -> None:
    person = await a_person(scene)
    token = (await person.tokens())["access_token"]
    async with scene.owner.begin() as connection:
        await connection.execute(
            update(account).where(account.c.id == person.account_id).values(failed_attempts=9)
        )

    assert await changed(person, token, "not the old one", BETTER) == (422, "wrong_password")

    assert (await person.row()).locked_until > datetime.now(UTC) + timedelta(minutes=14)
    assert await changed(person, token, PASSWORD, BETTER) == (422, "wrong_password")


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        pytest.param("too short", "password_too_short", id="nine characters"),
        pytest.param("1234567890", "password_too_common", id="a common one"),
        pytest.param("WoAiNi1314", "password_too_common", id="a common one in capitals"),
        pytest.param(PASSWORD, "password_unchanged", id="the old one"),
    ],
)
async def test_a_weak_password_is_refused_before_the_old_one_is_looked_at(
    scene: Scene, new: str, refusal: str
) -> None:
    person = await a_person(scene)
    token = (await person.tokens())["access_token"]

    assert await changed(person, token, PASSWORD, new) == (422, refusal)
    assert (await person.row()).failed_attempts == 0


async def test_a_password_is_not_the_username(scene: Scene) -> None:
    person = await a_person(scene)
    token = (await person.tokens())["access_token"]

    assert await changed(person, token, PASSWORD, person.username.upper()) == (422, "password_is_username")


async def test_a_script_has_no_password_to_change(scene: Scene) -> None:
    script = await scene.signed_in(Role.SERVICE_CLIENT, scopes=frozenset({Action.PEOPLE_READ}))

    answer = await script.post("/api/v1/me/password", {"old_password": "x", "new_password": BETTER})

    assert code(answer) == (422, "wrong_password")
