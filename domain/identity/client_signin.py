"""A script's sign-in: client credentials (RFC 6749 §4.4)."""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Protocol
from uuid import UUID

from domain.errors import RuleViolation, Unauthenticated
from domain.identity.actions import Action
from domain.identity.history import Event, Visit
from domain.identity.principal import Principal
from domain.identity.sessions import digest
from domain.identity.signin import SignedIn, SignInPolicy, SignIns, accepted


class BadClient(Unauthenticated):
    """Unknown client, wrong secret, expired or revoked: one answer for all."""

    code = "bad_client"


class InvalidScope(RuleViolation):
    """A scope was asked for that the client does not hold."""

    code = "invalid_scope"


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """What deciding on a client's sign-in needs to know."""

    id: UUID
    account_id: UUID
    secret_digest: bytes
    scopes: frozenset[Action]
    expires_at: datetime | None
    revoked: bool


class ClientSignIns(SignIns, Protocol):
    async def client_credentials_for_update(self, client_id: UUID) -> ClientCredentials | None: ...

    async def open_client_session(
        self, client: ClientCredentials, scopes: frozenset[Action], *, expires_at: datetime, visit: Visit
    ) -> Principal: ...


BeginClients = Callable[[], AbstractAsyncContextManager[ClientSignIns]]


def wanted(asked: Iterable[str], held: frozenset[Action]) -> frozenset[Action]:
    """The scopes a token shall have: those asked for, or all that are held. Raises InvalidScope."""
    asked = frozenset(asked)
    if not asked <= held:
        raise InvalidScope()
    return frozenset(scope for scope in held if scope in asked) or held


async def sign_in(
    begin: BeginClients,
    *,
    client_id: UUID,
    secret: str,
    asked: Iterable[str],
    policy: SignInPolicy,
    visit: Visit,
) -> SignedIn:
    """Raises BadClient, InvalidScope. No refresh token: the secret is at hand (RFC 6749 §4.4.3)."""
    async with begin() as sign_ins:
        outcome = await _settle(sign_ins, client_id, digest(secret), asked, policy, visit)
    return accepted(outcome)


async def _settle(
    sign_ins: ClientSignIns,
    client_id: UUID,
    secret_digest: bytes,
    asked: Iterable[str],
    policy: SignInPolicy,
    visit: Visit,
) -> SignedIn | BadClient:
    client = await sign_ins.client_credentials_for_update(client_id)
    if client is None or not compare_digest(client.secret_digest, secret_digest):
        await sign_ins.record(
            Event.SIGN_IN_FAILED, visit, client.account_id if client else None, {"why": "secret"}
        )
        return BadClient()
    if client.revoked or (client.expires_at is not None and client.expires_at <= visit.at):
        await sign_ins.record(Event.SIGN_IN_FAILED, visit, client.account_id, {"why": "over"})
        return BadClient()
    scopes = wanted(asked, client.scopes)
    until = visit.at + policy.client
    if client.expires_at is not None:
        until = min(until, client.expires_at)
    principal = await sign_ins.open_client_session(client, scopes, expires_at=until, visit=visit)
    await sign_ins.record(Event.SIGNED_IN, visit, client.account_id)
    return SignedIn(principal, None, until)
