"""Signing in 登录, and the lock-out that stops guessing.

A refusal leaves things behind: a counter, a lock, a line in the account's history. So a use case here settles
the outcome inside its transaction, lets that commit, and only then raises (`accepted`).
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from domain.errors import Unauthenticated
from domain.identity.history import Event, Visit
from domain.identity.principal import Principal

Done = TypeVar("Done")


class BadCredentials(Unauthenticated):
    """The name, the password or neither is right, or the account is locked: one answer for all of them.

    An answer of its own for a locked account would tell a guesser which names exist, and, given only to the
    right password, would let the guessing go on behind the lock.
    """

    code = "bad_credentials"


class AccountDisabled(Unauthenticated):
    """Said only to somebody who knew the password."""

    code = "account_disabled"


@dataclass(frozen=True, slots=True)
class SignInPolicy:
    """How patient we are; a deployment's choice, not a law."""

    failures: int = 10
    """Wrong passwords in a row that lock an account."""

    lock: timedelta = timedelta(minutes=15)
    least_password: int = 10
    """Characters."""

    idle: timedelta = timedelta(days=14)
    """How long a sign-in lives without being used."""

    longest: timedelta = timedelta(days=90)
    """How long it lives however much it is used."""

    client: timedelta = timedelta(hours=1)
    """How long a script's sign-in lives; longer than any access token."""

    def expiry(self, signed_in_at: datetime, now: datetime) -> datetime:
        return min(now + self.idle, signed_in_at + self.longest)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What deciding on a password needs to know of an account."""

    account_id: UUID
    username: str
    password_hash: str | None
    """None for a script, which has no password."""

    failed_attempts: int
    locked_until: datetime | None
    disabled: bool


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong passwords in a row, and until when they locked the account."""

    failed: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that stands: who it is, and what continues it."""

    principal: Principal
    refresh_token: str | None
    until: datetime
    """No access token of this sign-in may outlive this moment."""


class Passwords(Protocol):
    """Hashing is slow on purpose, so it happens outside any transaction."""

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Takes as long for no hash at all as for a real one, and is then False."""
        ...

    async def hashed(self, password: str) -> str: ...


class SignIns(Protocol):
    """Accounts and sign-ins, in one transaction outside any school."""

    async def credentials(self, username: str) -> Credentials | None: ...

    async def credentials_for_update(self, account_id: UUID) -> Credentials: ...

    async def keep_attempts(self, account_id: UUID, attempts: Attempts) -> None: ...

    async def open_session(
        self, account_id: UUID, *, at: datetime, expires_at: datetime, user_agent: str
    ) -> Principal:
        """A new sign-in of the account, with the roles it has now."""
        ...

    async def issue_refresh(self, session_id: UUID, *, at: datetime) -> str:
        """A fresh refresh token, of which only the digest is kept."""
        ...

    async def record(
        self, event: Event, visit: Visit, account_id: UUID | None, facts: Mapping[str, Any] | None = None
    ) -> None: ...


Begin = Callable[[], AbstractAsyncContextManager[SignIns]]


def accepted(outcome: Done | Unauthenticated) -> Done:
    """The outcome, once what it left behind is committed; raises when it is a refusal."""
    if isinstance(outcome, Unauthenticated):
        raise outcome
    return outcome


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    return locked_until is not None and now < locked_until


def after_failure(failed_attempts: int, policy: SignInPolicy, now: datetime) -> Attempts:
    """One more wrong password; the last one allowed locks, and counting starts anew behind the lock."""
    failed = failed_attempts + 1
    return Attempts(0, now + policy.lock) if failed >= policy.failures else Attempts(failed)


async def sign_in(
    begin: Begin, passwords: Passwords, *, username: str, password: str, policy: SignInPolicy, visit: Visit
) -> SignedIn:
    """Raises BadCredentials, AccountDisabled."""
    async with begin() as sign_ins:
        seen = await sign_ins.credentials(username)
    good = await passwords.verify(password, seen.password_hash if seen else None)
    async with begin() as sign_ins:
        outcome = await _settle(sign_ins, seen, good=good, policy=policy, visit=visit)
    return accepted(outcome)


async def _settle(
    sign_ins: SignIns, seen: Credentials | None, *, good: bool, policy: SignInPolicy, visit: Visit
) -> SignedIn | Unauthenticated:
    if seen is None:
        await sign_ins.record(Event.SIGN_IN_FAILED, visit, None, {"why": "unknown"})
        return BadCredentials()
    if not await password_stands(sign_ins, seen, good=good, policy=policy, visit=visit):
        return BadCredentials()
    if seen.disabled:
        await sign_ins.record(Event.SIGN_IN_FAILED, visit, seen.account_id, {"why": "disabled"})
        return AccountDisabled()
    expires_at = policy.expiry(visit.at, visit.at)
    principal = await sign_ins.open_session(
        seen.account_id, at=visit.at, expires_at=expires_at, user_agent=visit.user_agent
    )
    token = await sign_ins.issue_refresh(principal.session_id, at=visit.at)
    await sign_ins.record(Event.SIGNED_IN, visit, seen.account_id)
    return SignedIn(principal, token, expires_at)


async def password_stands(
    sign_ins: SignIns, seen: Credentials, *, good: bool, policy: SignInPolicy, visit: Visit
) -> bool:
    """Whether a password found good (or not) before the lock was taken still counts, with its bookkeeping.

    Many guesses verified at the same time come through here one by one: behind the failure that locks the
    account even the right one is refused.
    """
    now = await sign_ins.credentials_for_update(seen.account_id)
    if is_locked(now.locked_until, visit.at):
        await sign_ins.record(Event.SIGN_IN_FAILED, visit, seen.account_id, {"why": "locked"})
        return False
    if good and now.password_hash == seen.password_hash:
        await sign_ins.keep_attempts(seen.account_id, Attempts())
        return True
    attempts = after_failure(now.failed_attempts, policy, visit.at)
    await sign_ins.keep_attempts(seen.account_id, attempts)
    event = Event.LOCKED_OUT if attempts.locked_until else Event.SIGN_IN_FAILED
    await sign_ins.record(event, visit, seen.account_id, {"why": "password"})
    return False
