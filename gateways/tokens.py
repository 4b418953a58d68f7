"""Access tokens: RS256 JWTs, made and checked in this one module (RFC 7519, RFC 9068).

python-jose believes a token about its own algorithm and skips a check whose claim is absent unless told
otherwise, so here the algorithm is pinned, the key is found by our own look-up of `kid`, and every claim
we rely on is required.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwt
from jose.backends.cryptography_backend import CryptographyRSAKey
from jose.exceptions import JOSEError

ALGORITHM = "RS256"
REQUIRED = ("aud", "exp", "iat", "iss", "jti", "nbf", "sub")


class TokenRejected(Exception):
    """The token is not one of ours, or not for now; why is for the log, never for the bearer."""


@dataclass(frozen=True, slots=True)
class Signer:
    """The key that signs new tokens, parsed once."""

    kid: str
    key: Any


def make_key(secret: str) -> tuple[str, str]:
    """A fresh key pair: (public PEM, private PEM encrypted with the secret)."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public_pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private_pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(secret.encode()),
    )
    return public_pem.decode(), private_pem.decode()


def signer(kid: str, private_pem: str, secret: str) -> Signer:
    private = serialization.load_pem_private_key(private_pem.encode(), secret.encode())
    return Signer(kid, CryptographyRSAKey(private, ALGORITHM))


def opens(private_pem: str, *, secret: str) -> bool:
    """Whether a sealed key can be opened with this secret."""
    try:
        signer("", private_pem, secret)
    except ValueError:
        return False
    return True


def verifier(public_pem: str) -> Any:
    return CryptographyRSAKey(public_pem, ALGORITHM)


def jwk(kid: str, public_pem: str) -> dict[str, str]:
    """The public half as JWKS wants it (RFC 7517)."""
    described = CryptographyRSAKey(public_pem, ALGORITHM).to_dict()
    return {
        name: value.decode() if isinstance(value, bytes) else value for name, value in described.items()
    } | {"kid": kid, "use": "sig"}


def sign(claims: Mapping[str, Any], by: Signer) -> str:
    return str(
        jwt.encode(dict(claims), by.key, algorithm=ALGORITHM, headers={"kid": by.kid, "typ": "at+jwt"})
    )


def key_id(token: str) -> str:
    """The `kid` a token says it was signed by; TokenRejected when its header is not ours."""
    try:
        header = jwt.get_unverified_header(token)
    except JOSEError as error:
        raise TokenRejected("unreadable header") from error
    if (
        header.get("alg") != ALGORITHM
        or header.get("typ") != "at+jwt"
        or not isinstance(header.get("kid"), str)
    ):
        raise TokenRejected("not an access token of ours")
    return str(header["kid"])


def verify(token: str, key: Any, *, issuer: str, audience: str) -> dict[str, Any]:
    """The claims of a token signed by this key, for us, for now; TokenRejected otherwise."""
    options = {f"require_{claim}": True for claim in REQUIRED} | {"leeway": 5}
    try:
        claims = jwt.decode(
            token, key, algorithms=[ALGORITHM], issuer=issuer, audience=audience, options=options
        )
    except JOSEError as error:
        raise TokenRejected(str(error)) from error
    return dict(claims)
