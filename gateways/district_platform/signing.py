"""How our requests to the district's platform are signed, and how it checks that.

HMAC-SHA256 with the connection's secret over five lines: method, path with its query, time (seconds since
1970), nonce, and the body's SHA-256 in hexadecimal. A request is good for five minutes, and once.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

ORG, TIMESTAMP, NONCE, SIGNATURE = (
    "X-Yanxiu-Org",
    "X-Yanxiu-Timestamp",
    "X-Yanxiu-Nonce",
    "X-Yanxiu-Signature",
)
GOOD_FOR = 300
"""Seconds by which the two clocks may differ."""


def signed(secret: str, org: str, method: str, target: str, body: bytes, *, at: int) -> dict[str, str]:
    """The headers of a request; `target` is its path with the query, as it goes over the wire."""
    nonce = secrets.token_urlsafe(16)
    value = _signature(secret, method, target, str(at), nonce, body)
    return {ORG: org, TIMESTAMP: str(at), NONCE: nonce, SIGNATURE: value}


def is_signed(
    secret: str, headers: Mapping[str, str], method: str, target: str, body: bytes, *, at: int
) -> bool:
    """Whether the signature is this secret's and fresh, by headers of lower-case names.

    That no nonce comes twice, the caller sees to.
    """
    said, nonce = headers.get(TIMESTAMP.lower(), ""), headers.get(NONCE.lower(), "")
    if not (
        said.isascii() and said.isdigit() and len(said) < 12 and abs(at - int(said)) <= GOOD_FOR and nonce
    ):
        return False
    value = _signature(secret, method, target, said, nonce, body)
    return hmac.compare_digest(value.encode(), headers.get(SIGNATURE.lower(), "").encode())


def _signature(secret: str, method: str, target: str, at: str, nonce: str, body: bytes) -> str:
    lines = (method.upper(), target, at, nonce, hashlib.sha256(body).hexdigest())
    return "v1=" + hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()
