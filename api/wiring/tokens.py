"""From a bearer token to a principal; verified once, then remembered by its hash until it expires."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.errors import Unauthenticated
from domain.identity.access import Action, Role
from domain.identity.principal import Place, Principal
from gateways import tokens

REMEMBERED = 10_000
"""Verifying RS256 costs 190 µs a request, a remembered token a hash. Revocation is checked regardless."""

FetchKey = Callable[[str], Awaitable[str | None]]


class Tokens:
    """Checks and makes access tokens of one issuer; `fetch_key` gives a public PEM by its key id."""

    def __init__(self, *, issuer: str, audience: str, fetch_key: FetchKey) -> None:
        self._issuer, self._audience, self._fetch_key = issuer, audience, fetch_key
        self._keys: dict[str, Any] = {}
        self._known: OrderedDict[bytes, tuple[float, Principal]] = OrderedDict()

    async def principal(self, token: str) -> Principal:
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        known = self._known.get(digest)
        if known is not None:
            if known[0] > time.time():
                return known[1]
            del self._known[digest]
        claims = await self._verified(token)
        principal = _principal(claims)
        self._known[digest] = (float(claims["exp"]), principal)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return principal

    async def _verified(self, token: str) -> dict[str, Any]:
        try:
            kid = tokens.key_id(token)
            if kid not in self._keys:
                pem = await self._fetch_key(kid)
                if pem is None:
                    raise tokens.TokenRejected("unknown key")
                self._keys[kid] = tokens.verifier(pem)
            return tokens.verify(token, self._keys[kid], issuer=self._issuer, audience=self._audience)
        except (tokens.TokenRejected, ValueError) as error:
            raise Unauthenticated() from error

    def forget_keys(self) -> None:
        """After a rotation: a retired key must stop being trusted here too."""
        self._keys.clear()
        self._known.clear()

    def claims(
        self, principal: Principal, *, jti: UUID, now: datetime, lifetime: timedelta
    ) -> dict[str, Any]:
        issued = int(now.timestamp())
        return {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(principal.account_id),
            "sid": str(principal.session_id),
            "jti": str(jti),
            "iat": issued,
            "nbf": issued,
            "exp": issued + int(lifetime.total_seconds()),
            "av": principal.access_version,
            "schools": [_place_claim(place) for place in principal.schools],
            "districts": [_place_claim(place) for place in principal.districts],
        } | ({} if principal.scopes is None else {"scope": " ".join(sorted(principal.scopes))})


def _place_claim(place: Place) -> list[Any]:
    return [
        str(place.id),
        place.code,
        sorted(place.roles),
        str(place.teacher_id) if place.teacher_id else None,
    ]


def _place(claim: list[Any]) -> Place:
    place_id, code, roles, teacher_id = claim
    return Place(
        UUID(place_id),
        code,
        frozenset(Role(role) for role in roles),
        UUID(teacher_id) if teacher_id else None,
    )


def _principal(claims: dict[str, Any]) -> Principal:
    scope = claims.get("scope")
    return Principal(
        account_id=UUID(claims["sub"]),
        session_id=UUID(claims["sid"]),
        access_version=int(claims["av"]),
        schools=tuple(_place(claim) for claim in claims["schools"]),
        districts=tuple(_place(claim) for claim in claims["districts"]),
        scopes=None if scope is None else frozenset(Action(word) for word in scope.split()),
    )
