"""A token that is not ours, not for us or not for now opens nothing, and the answer never says why."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from jose import jwt

from api.wiring.tokens import Tokens
from domain.identity.actions import Role
from gateways.tokens import make_key, signer
from persistence.ids import new_id
from tests.api.identity.people import bearer, code
from tests.api.identity.test_api_keys import made
from tests.scene import Caller, Issuer, Scene


def encoded(thing: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(thing).encode()).rstrip(b"=").decode()


def decoded(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


class Forge:
    """A good token of the research office, and the means to spoil it."""

    def __init__(self, scene: Scene, office: Caller) -> None:
        self.token = office.token
        self.header, self.claims = (decoded(part) for part in office.token.split(".")[:2])
        self._key = scene.issuer.signer.key
        self.public_pem = self._key.public_key().to_pem()

    def signed(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """Properly signed by the active key, with these claims changed; None takes one out."""
        changed = {k: v for k, v in {**self.claims, **claims}.items() if v is not None}
        return str(
            jwt.encode(changed, self._key, algorithm="RS256", headers={**self.header, **(header or {})})
        )

    def hmacked(self, algorithm: str, key: bytes) -> str:
        signed = f"{encoded({**self.header, 'alg': algorithm})}.{encoded(self.claims)}"
        mac = hmac.new(key, signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    def tampered(self) -> str:
        header, _, signature = self.token.split(".")
        return f"{header}.{encoded({**self.claims, 'sub': str(new_id())})}.{signature}"

    def of_another_key(self, header: dict[str, Any] | None = None) -> str:
        stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        headers = {**self.header, **(header or {})}
        return str(jwt.encode(self.claims, _pem(stranger), algorithm="RS256", headers=headers))

    def bringing_its_key(self) -> str:
        stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        numbers = stranger.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        headers = {**self.header, "jwk": {"kty": "RSA", "pem": numbers.decode()}, "jku": "http://127.0.0.1/"}
        return str(jwt.encode(self.claims, _pem(stranger), algorithm="RS256", headers=headers))


def _pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def soon() -> int:
    return int(time.time())


FORGERIES: list[Any] = [
    pytest.param(lambda f: f"{encoded({**f.header, 'alg': 'none'})}.{encoded(f.claims)}.", id="alg none"),
    pytest.param(lambda f: f"{encoded({**f.header, 'alg': 'NoNe'})}.{encoded(f.claims)}.", id="alg NoNe"),
    pytest.param(lambda f: f.token.rsplit(".", 1)[0] + ".", id="no signature"),
    pytest.param(lambda f: f.hmacked("HS256", f.public_pem), id="HS256 with the public key"),
    pytest.param(lambda f: f.hmacked("RS256", f.public_pem), id="an HMAC that says RS256"),
    pytest.param(lambda f: f.hmacked("HS256", b""), id="HS256 with an empty key"),
    pytest.param(lambda f: f.signed({"kid": str(new_id())}), id="an unknown kid"),
    pytest.param(lambda f: f.signed({"kid": "../../etc/passwd"}), id="a kid that is a path"),
    pytest.param(lambda f: f.signed({"kid": "' OR 1=1 --"}), id="a kid that is SQL"),
    pytest.param(lambda f: f.signed({"kid": 7}), id="a kid that is a number"),
    pytest.param(lambda f: f.signed({"kid": None}), id="no kid"),
    pytest.param(Forge.of_another_key, id="signed by a stranger"),
    pytest.param(Forge.bringing_its_key, id="bringing its own key"),
    pytest.param(Forge.tampered, id="a tampered payload"),
    pytest.param(lambda f: f.signed({"typ": "JWT"}), id="typ JWT"),
    pytest.param(lambda f: f.signed({"typ": None}), id="no typ"),
    *(
        pytest.param(lambda f, claim=claim: f.signed(**{claim: None}), id=f"no {claim}")
        for claim in ("aud", "exp", "sub", "iss", "nbf", "iat", "jti", "sid", "av", "schools")
    ),
    pytest.param(lambda f: f.signed(iss="somebody else"), id="another issuer"),
    pytest.param(lambda f: f.signed(aud="another service"), id="another audience"),
    pytest.param(lambda f: f.signed(exp=soon() - 10), id="expired"),
    pytest.param(lambda f: f.signed(nbf=soon() + 60), id="not valid yet"),
    pytest.param(lambda f: f.signed(exp="tomorrow"), id="an expiry that is no time"),
    pytest.param(lambda f: f.signed(sub=7), id="a subject that is a number"),
    pytest.param(lambda f: f.signed(sub="an admin"), id="a subject that is no id"),
    pytest.param(
        lambda f: f.signed(schools=[[str(new_id()), "x", ["headmaster"], None]]), id="a role we do not know"
    ),
    pytest.param(lambda f: f.signed(scope="everything"), id="a scope we do not know"),
    pytest.param(lambda f: f.signed({"alg": "RS512"}), id="another algorithm of the family"),
    pytest.param(lambda f: f.signed({"kid": "../keys/" + f.header["kid"]}), id="a path that ends in the kid"),
    pytest.param(lambda f: f.signed({"kid": f.header["kid"] + "\x00"}), id="a kid with a NUL"),
    pytest.param(lambda f: f.signed({"crit": ["exp"], "kid": None}), id="crit and no kid"),
    pytest.param(
        lambda f: f.of_another_key({"x5u": "http://127.0.0.1/x", "x5c": ["MIIB"]}), id="x5u and x5c"
    ),
    pytest.param(lambda f: f.of_another_key({"jku": "http://127.0.0.1/jwks.json"}), id="jku alone"),
    pytest.param(lambda f: f.signed(iss=["yanxiu", "evil"]), id="a list of issuers"),
    pytest.param(lambda f: f.signed(exp=soon() - 7), id="expired beyond the leeway"),
    pytest.param(lambda f: f"{f.token}.{f.token.split('.')[2]}.x", id="five parts, as a JWE has"),
    pytest.param(
        lambda f: f"{encoded({'alg': 'RSA-OAEP', 'enc': 'A256GCM', 'kid': f.header['kid']})}.a.b.c.d",
        id="a JWE",
    ),
    pytest.param(lambda f: f.token[:-8] + ("A" * 8), id="the end of the signature"),
    pytest.param(lambda f: f.token + "x" * 20_000, id="a token of twenty thousand letters"),
    pytest.param(lambda _: "a.b.c", id="three letters"),
    pytest.param(lambda _: "é.ü.ß", id="no ASCII"),
    pytest.param(lambda _: "x" * 5000, id="a long word"),
]


@pytest.mark.parametrize("spoil", FORGERIES)
async def test_a_forged_token_opens_nothing(scene: Scene, spoil: Callable[[Forge], str]) -> None:
    office = await scene.signed_in(Role.RESEARCH_OFFICE)
    forged = spoil(Forge(scene, office))

    answers = [await bearer(scene, forged, path) for path in (f"{scene.base}/accounts", "/api/v1/me")]

    assert [code(answer) for answer in answers] == [(401, "unauthenticated")] * 2


async def test_the_token_the_forgeries_were_made_from_is_good(scene: Scene) -> None:
    """Otherwise they might be refused for another reason."""
    forge = Forge(scene, await scene.signed_in(Role.RESEARCH_OFFICE))

    assert (await bearer(scene, forge.signed(), f"{scene.base}/accounts")).status_code == 200
    assert (await bearer(scene, forge.token, f"{scene.base}/accounts")).status_code == 200


async def test_a_token_of_another_deployment_opens_nothing_here(scene: Scene) -> None:
    """Same issuer and audience by name, as two schools that changed nothing have; its key is not ours."""
    office = await scene.signed_in(Role.RESEARCH_OFFICE)
    public_pem, private_pem = make_key("another secret")

    async def fetch_key(_: str) -> str | None:
        return public_pem

    tokens = Tokens(issuer="yanxiu", audience="yanxiu-api", fetch_key=fetch_key)
    theirs = Issuer(tokens, signer(str(new_id()), private_pem, "another secret"))
    of_our_kid = Issuer(tokens, signer(scene.issuer.signer.kid, private_pem, "another secret"))

    for token in (theirs.issue(office.principal), of_our_kid.issue(office.principal)):
        assert code(await bearer(scene, token, f"{scene.base}/accounts")) == (401, "unauthenticated")


@pytest.mark.parametrize("place", [0, 2, 3, 10, -1])
async def test_an_api_key_altered_by_one_character_opens_nothing(scene: Scene, place: int) -> None:
    issued = await made(await scene.office())
    key = issued["api_key"]
    assert (await bearer(scene, key, f"{scene.base}/teachers")).status_code == 200

    changed = list(key)
    changed[place] = "A" if key[place] != "A" else "B"

    assert (await bearer(scene, "".join(changed), f"{scene.base}/teachers")).status_code == 401


async def test_of_two_authorization_headers_none_smuggles_a_token_in(scene: Scene) -> None:
    """The first is read, whatever the second says: a proxy that checks the first checks what we read."""
    office = await scene.signed_in(Role.RESEARCH_OFFICE)
    headers = [("Authorization", "Bearer nobody"), ("Authorization", f"Bearer {office.token}")]

    answer = await scene.client.get(f"{scene.base}/accounts", headers=headers)

    assert answer.status_code == 401
