"""The published keys: enough for a stranger to check our tokens, and nothing private."""

from jose import jwt

from domain.identity.actions import Role
from tests.api.identity.people import a_person
from tests.scene import Scene


async def test_a_stranger_can_check_a_token_with_the_published_keys(scene: Scene) -> None:
    token = (await (await a_person(scene, Role.TEACHER)).tokens())["access_token"]

    answer = await scene.client.get("/.well-known/jwks.json")

    published = {key["kid"]: key for key in answer.json()["keys"]}
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(
        token, published[header["kid"]], algorithms=["RS256"], audience="yanxiu-api", issuer="yanxiu"
    )
    assert claims["schools"] == [[str(scene.school_id), scene.code, ["teacher"], None]]
    assert all(set(key) == {"kty", "alg", "use", "kid", "n", "e"} for key in published.values())
