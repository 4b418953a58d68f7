"""A book of accounts and sign-ins in memory: what was committed is what a refused use case left behind."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from domain.identity.history import Event, Visit
from domain.identity.principal import Principal
from domain.identity.signin import Attempts, Credentials

NOW = datetime(2021, 3, 1, 8, 0, tzinfo=UTC)
VISIT = Visit(NOW, "10.0.0.7", "tests", "request-1")


class PlainPasswords:
    """A password is its own hash; remembers what it was asked to verify."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    async def verify(self, password: str, password_hash: str | None) -> bool:
        self.asked.append(password_hash)
        return password == password_hash

    async def hashed(self, password: str) -> str:
        return password


@dataclass
class FakeSignIns:
    """One account, or none; `meanwhile` is what it becomes while the password is being verified."""

    account: Credentials | None = None
    meanwhile: Credentials | None = None
    events: list[tuple[Event, str | None]] = field(default_factory=list)
    opened: list[datetime] = field(default_factory=list)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["FakeSignIns"]:
        yield self

    async def credentials(self, username: str) -> Credentials | None:
        found = self.account if self.account and self.account.username == username else None
        self.account = self.meanwhile or self.account
        return found

    async def credentials_for_update(self, account_id: UUID) -> Credentials:
        assert self.account is not None
        return self.account

    async def keep_attempts(self, account_id: UUID, attempts: Attempts) -> None:
        assert self.account is not None
        self.account = replace(
            self.account, failed_attempts=attempts.failed, locked_until=attempts.locked_until
        )

    async def open_session(
        self, account_id: UUID, *, at: datetime, expires_at: datetime, user_agent: str
    ) -> Principal:
        self.opened.append(expires_at)
        return Principal(account_id, uuid4(), 1, ())

    async def issue_refresh(self, session_id: UUID, *, at: datetime) -> str:
        return f"continues {session_id}"

    async def record(
        self, event: Event, visit: Visit, account_id: UUID | None, facts: Mapping[str, Any] | None = None
    ) -> None:
        self.events.append((event, (facts or {}).get("why")))


def an_account(**values: Any) -> Credentials:
    given: dict[str, Any] = {
        "account_id": uuid4(),
        "username": "chenjing",
        "password_hash": "right",
        "failed_attempts": 0,
        "locked_until": None,
        "disabled": False,
    }
    return Credentials(**given | values)
