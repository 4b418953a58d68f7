"""From a bearer token to a principal; verified once, then remembered by its hash until it expires."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.errors import Unauthenticated
from domain.identity.actions import Action, Role
from domain.identity.principal import Place, Principal
from gateways import tokens

REMEMBERED = 10_000
"""Verifying RS256 costs 190 µs a request, a remembered token a hash. Revocation is checked regardless."""

KEY_SECONDS = 50.0
"""How long a key is believed without asking again: a retired one is refused within a minute everywhere."""

FetchKey = Callable[[str], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class _Key:
    verifier: Any
    believed_until: float


@dataclass(frozen=True, slots=True)
class _Known:
    """A token that was verified: whom it speaks for, until when, and on the strength of which key."""

    principal: Principal
    expires: float
    kid: str


class Tokens:
    """Checks and makes access tokens of one issuer; `fetch_key` gives a public PEM by its key id.

    `clock` measures how old what we know of a key is; tests hand in their own.
    """

    def __init__(
        self, *, issuer: str, audience: str, fetch_key: FetchKey, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._issuer, self._audience, self._fetch_key, self._clock = issuer, audience, fetch_key, clock
        self._keys: dict[str, _Key] = {}
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    async def principal(self, token: str) -> Principal:
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        known = self._known.get(digest)
        if known is not None:
            if known.expires > time.time():
                await self._verifier(known.kid)
                return known.principal
            self._known.pop(digest, None)
        known = await self._verified(token)
        self._known[digest] = known
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return known.principal

    async def _verified(self, token: str) -> _Known:
        try:
            kid = tokens.key_id(token)
            key = await self._verifier(kid)
            claims = tokens.verify(token, key, issuer=self._issuer, audience=self._audience)
            return _Known(_principal(claims), float(claims["exp"]), kid)
        except (tokens.TokenRejected, ValueError, KeyError, TypeError) as error:
            raise Unauthenticated() from error  # not ours, not for now, or of an older make of ours

    async def _verifier(self, kid: str) -> Any:
        """The key of this id. Unauthenticated when it is none of ours, or no longer trusted."""
        key = self._keys.get(kid)
        if key is None or key.believed_until <= self._clock():
            pem = await self._fetch_key(kid)
            if pem is None:
                self._keys.pop(kid, None)
                raise Unauthenticated()
            key = _Key(key.verifier if key else tokens.verifier(pem), self._clock() + KEY_SECONDS)
            self._keys[kid] = key
        return key.verifier

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
