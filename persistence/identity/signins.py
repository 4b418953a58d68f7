"""Accounts and sign-ins outside any school, in transactions of their own."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Action
from domain.identity.client_signin import ClientCredentials
from domain.identity.history import Event, Visit
from domain.identity.principal import Principal
from domain.identity.sessions import digest
from domain.identity.signin import Attempts, Credentials
from persistence.identity.places import places
from persistence.identity.tables import (
    account,
    account_event,
    account_session,
    refresh_token,
    service_credential,
)
from persistence.ids import new_id


class SqlSignIns:
    """Opens sign-ins, of people and of scripts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def credentials(self, username: str) -> Credentials | None:
        row = (
            await self._connection.execute(_CREDENTIALS.where(account.c.username == username))
        ).one_or_none()
        return _credentials(row) if row else None

    async def credentials_for_update(self, account_id: UUID) -> Credentials:
        locked = _CREDENTIALS.where(account.c.id == account_id).with_for_update()
        return _credentials((await self._connection.execute(locked)).one())

    async def keep_attempts(self, account_id: UUID, attempts: Attempts) -> None:
        await self._connection.execute(
            update(account)
            .where(account.c.id == account_id)
            .values(failed_attempts=attempts.failed, locked_until=attempts.locked_until)
        )

    async def open_session(
        self, account_id: UUID, *, at: datetime, expires_at: datetime, user_agent: str
    ) -> Principal:
        session_id = new_id()
        await self._connection.execute(
            insert(account_session).values(
                id=session_id,
                account_id=account_id,
                created_at=at,
                last_used_at=at,
                expires_at=expires_at,
                user_agent=user_agent,
            )
        )
        return await self.principal(account_id, session_id)

    async def principal(
        self, account_id: UUID, session_id: UUID, scopes: frozenset[Action] | None = None
    ) -> Principal:
        """The version is read before the roles: what changes in between makes a token that is refused."""
        version = await self._connection.scalar(
            select(account.c.access_version).where(account.c.id == account_id)
        )
        schools, districts = await places(self._connection, account_id)
        return Principal(account_id, session_id, int(version or 0), tuple(schools), tuple(districts), scopes)

    async def issue_refresh(self, session_id: UUID, *, at: datetime) -> str:
        token = secrets.token_urlsafe(32)
        await self._connection.execute(
            insert(refresh_token).values(
                id=new_id(), session_id=session_id, token_hash=digest(token), issued_at=at
            )
        )
        return token

    async def client_credentials_for_update(self, client_id: UUID) -> ClientCredentials | None:
        table = service_credential.c
        row = (
            await self._connection.execute(
                select(service_credential).where(table.id == client_id).with_for_update()
            )
        ).one_or_none()
        if row is None:
            return None
        scopes = frozenset(Action(scope) for scope in row.scopes if scope in _ACTIONS)
        return ClientCredentials(
            row.id, row.account_id, row.secret_hash, scopes, row.expires_at, row.revoked_at is not None
        )

    async def open_client_session(
        self, client: ClientCredentials, scopes: frozenset[Action], *, expires_at: datetime, visit: Visit
    ) -> Principal:
        await self._connection.execute(
            update(service_credential)
            .where(service_credential.c.id == client.id)
            .values(last_used_at=visit.at)
        )
        opened = await self.open_session(
            client.account_id, at=visit.at, expires_at=expires_at, user_agent=visit.user_agent
        )
        return await self.principal(client.account_id, opened.session_id, scopes)

    async def record(
        self, event: Event, visit: Visit, account_id: UUID | None, facts: Mapping[str, Any] | None = None
    ) -> None:
        await self._connection.execute(
            insert(account_event).values(
                id=new_id(),
                at=visit.at,
                account_id=account_id,
                action=event.value,
                request_id=visit.request_id,
                facts={"address": visit.address, "user_agent": visit.user_agent, **(facts or {})},
            )
        )


_ACTIONS = frozenset(Action)
_CREDENTIALS: Select[Any] = select(
    account.c.id,
    account.c.username,
    account.c.password_hash,
    account.c.failed_attempts,
    account.c.locked_until,
    account.c.disabled_at,
)


def _credentials(row: Row[Any]) -> Credentials:
    return Credentials(
        account_id=row.id,
        username=row.username,
        password_hash=row.password_hash,
        failed_attempts=row.failed_attempts,
        locked_until=row.locked_until,
        disabled=row.disabled_at is not None,
    )
