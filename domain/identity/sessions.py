"""Continuing and ending a sign-in: refresh tokens that rotate, and what a stolen one sets off.

A refresh token works once. Shown again it is taken for stolen, whoever shows it, and the whole sign-in is
revoked: of two who hold it, one is a thief, and we cannot tell which (RFC 9700 §4.14). A client that sends
the same refresh twice at once, or repeats one whose answer got lost, signs in again. There is no grace
period: in it a thief would be as welcome.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from domain.errors import NotFound, Unauthenticated
from domain.identity.history import Event, Visit
from domain.identity.principal import Principal
from domain.identity.signin import SignedIn, SignInPolicy, SignIns, accepted
from domain.paging import Page, Window


class InvalidRefreshToken(Unauthenticated):
    """Unknown, expired, or of a sign-in that is over."""

    code = "invalid_refresh_token"


class RefreshTokenReused(Unauthenticated):
    """It was used before, so the whole sign-in has been revoked."""

    code = "refresh_token_reused"


@dataclass(frozen=True, slots=True)
class Continuing:
    """What deciding on a refresh needs to know, read under the session's lock."""

    session_id: UUID
    account_id: UUID
    signed_in_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    disabled: bool
    token_id: UUID
    token_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in of an account: a browser, a phone, a script."""

    id: UUID
    user_agent: str
    """What the signing-in program called itself; cut and not to be trusted."""

    created_at: datetime
    last_used_at: datetime
    """When it was last refreshed."""

    expires_at: datetime
    current: bool
    """True for the sign-in this request was made with."""

    allowed_actions: tuple[str, ...] = ("revoke",)


class Sessions(SignIns, Protocol):
    async def continuing_for_update(self, token_digest: bytes) -> Continuing | None: ...

    async def use(self, session_id: UUID, token_id: UUID, *, at: datetime, expires_at: datetime) -> Principal:
        """The token is used up and the session lives on, with the roles its account has now."""
        ...

    async def revoke(self, session_id: UUID, *, because: str, at: datetime) -> None: ...

    async def revoke_own(self, account_id: UUID, session_id: UUID, *, because: str, at: datetime) -> bool:
        """False when the account has no such sign-in; one that is over stays as it is."""
        ...

    async def revoke_others(self, account_id: UUID, keep: UUID, *, because: str, at: datetime) -> None: ...

    async def keep_password(self, account_id: UUID, password_hash: str, *, at: datetime) -> None:
        """The account's own choice: it need not be changed at the next sign-in."""
        ...

    async def of_account(
        self, account_id: UUID, current: UUID, window: Window, *, now: datetime
    ) -> Page[Session]:
        """Those that still stand, the latest first."""
        ...


BeginSessions = Callable[[], AbstractAsyncContextManager[Sessions]]


def digest(token: str) -> bytes:
    """What is kept of a refresh token or a client secret: 32 random bytes need no slow hash."""
    return sha256(token.encode()).digest()


async def refresh(begin: BeginSessions, *, token: str, policy: SignInPolicy, visit: Visit) -> SignedIn:
    """Raises InvalidRefreshToken, RefreshTokenReused; the latter's revocation is committed."""
    async with begin() as sessions:
        outcome = await _continue(sessions, digest(token), policy, visit)
    return accepted(outcome)


async def _continue(
    sessions: Sessions, token_digest: bytes, policy: SignInPolicy, visit: Visit
) -> SignedIn | Unauthenticated:
    found = await sessions.continuing_for_update(token_digest)
    if found is None:
        return InvalidRefreshToken()
    if found.token_used_at is not None:
        if found.revoked_at is None:
            await sessions.revoke(found.session_id, because="reuse", at=visit.at)
            facts = {"session_id": str(found.session_id)}
            await sessions.record(Event.REFRESH_REUSED, visit, found.account_id, facts)
        return RefreshTokenReused()
    if found.revoked_at is not None or found.disabled or visit.at >= found.expires_at:
        return InvalidRefreshToken()
    expires_at = policy.expiry(found.signed_in_at, visit.at)
    principal = await sessions.use(found.session_id, found.token_id, at=visit.at, expires_at=expires_at)
    token = await sessions.issue_refresh(found.session_id, at=visit.at)
    return SignedIn(principal, token, expires_at)


async def sign_out_by_token(begin: BeginSessions, *, token: str, visit: Visit) -> None:
    """Ends the sign-in a refresh token continues; silent about any other (RFC 7009 §2.2)."""
    async with begin() as sessions:
        found = await sessions.continuing_for_update(digest(token))
        if found is not None and found.revoked_at is None:
            await sessions.revoke(found.session_id, because="sign_out", at=visit.at)
            await sessions.record(Event.SIGNED_OUT, visit, found.account_id)


async def sign_out(begin: BeginSessions, *, account_id: UUID, session_id: UUID, visit: Visit) -> None:
    async with begin() as sessions:
        await sessions.revoke(session_id, because="sign_out", at=visit.at)
        await sessions.record(Event.SIGNED_OUT, visit, account_id)


async def revoke_own(sessions: Sessions, *, account_id: UUID, session_id: UUID, visit: Visit) -> None:
    """Ends another of one's own sign-ins. Raises NotFound when it is none of theirs."""
    if not await sessions.revoke_own(account_id, session_id, because="revoked", at=visit.at):
        raise NotFound()
    await sessions.record(Event.SESSION_REVOKED, visit, account_id, {"session_id": str(session_id)})
