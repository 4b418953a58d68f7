"""Which schools a person sees."""

from sqlalchemy import update

from domain.identity.actions import Role
from domain.identity.principal import Place, Principal
from persistence.identity.tables import account_session
from tests.scene import Caller, Scene


async def an_officer(scene: Scene, role: Role = Role.DISTRICT_OFFICER) -> Caller:
    someone = await scene.signed_in()
    place = Place(scene.district_id, f"d{scene.code}", frozenset({role}))
    principal = Principal(someone.principal.account_id, someone.principal.session_id, 1, (), (place,))
    return Caller(scene.client, scene.issuer.issue(principal), scene.base, principal)


async def test_everybody_lists_their_own_schools(scene: Scene, elsewhere: Scene) -> None:
    person = await scene.signed_in(Role.TEACHER)

    own = (await person.get("/api/v1/schools")).json()["items"]
    one = await person.get(scene.base)

    assert [school["code"] for school in own] == [scene.code]
    assert (one.json(), one.headers["etag"]) == (own[0], '"1"')
    assert (await person.get(elsewhere.base)).status_code == 404
    assert (await scene.client.get("/api/v1/schools")).status_code == 401


async def test_an_officer_lists_the_districts_schools(scene: Scene, elsewhere: Scene) -> None:
    officer, other = await an_officer(scene), await an_officer(elsewhere)
    path = f"/api/v1/districts/{scene.district_id}/schools"

    assert [one["code"] for one in (await officer.get(path)).json()["items"]] == [scene.code]
    assert [
        one["code"] for one in (await officer.get(f"/api/v1/districts/d{scene.code}/schools")).json()["items"]
    ]
    assert (await other.get(path)).status_code == 404
    assert (await officer.get(scene.base)).status_code == 404
    assert (await officer.get("/api/v1/schools")).json()["items"] == []


async def test_another_role_in_the_district_is_not_enough(scene: Scene) -> None:
    someone = await an_officer(scene, Role.FINANCE)

    assert (await someone.get(f"/api/v1/districts/{scene.district_id}/schools")).status_code == 403


async def test_a_sign_in_that_is_over_lists_nothing(scene: Scene) -> None:
    officer = await an_officer(scene)
    session = officer.principal.session_id
    async with scene.owner.begin() as connection:
        revoked = update(account_session).where(account_session.c.id == session)
        await connection.execute(revoked.values(revoked_at=account_session.c.created_at))

    assert (await officer.get(f"/api/v1/districts/{scene.district_id}/schools")).status_code == 401
    assert (await officer.get("/api/v1/schools")).status_code == 401
