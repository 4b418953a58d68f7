"""Making access tokens: the active key, opened once and looked for again every half minute."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncEngine

from api.wiring.tokens import Tokens
from domain.identity.principal import Principal
from gateways import tokens
from gateways.tokens import Signer
from persistence.identity import keys
from persistence.ids import new_id

KEY_SECONDS = 30.0


class SecretLost(RuntimeError):
    """The active signing key was sealed with another secret than YANXIU_SECRET (or var/secret) is now.

    Put that secret back, or make keys anew with `yanxiu keys rotate`.
    """


@dataclass(frozen=True, slots=True)
class AccessToken:
    text: str
    seconds: int


class Issuer:
    def __init__(
        self, engine: AsyncEngine, claims: Tokens, *, secret: Callable[[], str], lifetime: timedelta
    ) -> None:
        self._engine, self._claims, self._secret, self._lifetime = engine, claims, secret, lifetime
        self._signer: Signer | None = None
        self._until = 0.0

    async def issue(self, principal: Principal, *, now: datetime, until: datetime) -> AccessToken:
        """For as long as tokens live, and never past `until`."""
        lifetime = min(self._lifetime, until - now)
        claims = self._claims.claims(principal, jti=new_id(), now=now, lifetime=lifetime)
        return AccessToken(tokens.sign(claims, await self._current()), int(lifetime.total_seconds()))

    async def _current(self) -> Signer:
        """Made on first use, not at the start: the service starts while the database is away, too."""
        if self._signer is None or time.monotonic() >= self._until:
            secret = self._secret()
            key = await keys.active(self._engine)
            if key is None:
                key = await keys.ensure(self._engine, partial(tokens.make_key, secret))
            if self._signer is None or self._signer.kid != str(key.id):
                try:
                    self._signer = tokens.signer(str(key.id), key.private_pem, secret)
                except ValueError as error:
                    raise SecretLost() from error
            self._until = time.monotonic() + KEY_SECONDS
        return self._signer
