"""One school's service clients: an account of kind `client`, its role, and the digest of its secret."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.access import Caller
from domain.identity.actions import Action, Role
from domain.identity.clients import NewClient, ServiceClient, allowed, state_of
from domain.identity.sessions import digest
from domain.paging import Page, Window
from persistence.identity.sessions import revoke_all
from persistence.identity.tables import account, role_grant, service_credential
from persistence.ids import new_id
from persistence.paging import page

_ACTIONS = frozenset(Action)
_credential = service_credential.c


class SqlServiceClients:
    def __init__(self, connection: AsyncConnection, caller: Caller, now: datetime) -> None:
        self._connection = connection
        self._caller, self._school_id, self._now = caller, caller.school_id, now

    async def page(self, window: Window) -> Page[ServiceClient]:
        return await page(
            self._connection,
            self._own(),
            window,
            by=[_credential.created_at, _credential.id],
            filters=self._school_id,
            view=self._view,
            descending=True,
        )

    async def get(self, client_id: UUID) -> ServiceClient | None:
        row = (await self._connection.execute(self._own().where(_credential.id == client_id))).one_or_none()
        return self._view(row) if row else None

    async def get_for_update(self, client_id: UUID) -> ServiceClient | None:
        locked = self._own().where(_credential.id == client_id).with_for_update(of=service_credential)
        row = (await self._connection.execute(locked)).one_or_none()
        return self._view(row) if row else None

    async def add(self, asked: NewClient, at: datetime) -> tuple[UUID, str]:
        client_id, account_id, secret = new_id(), new_id(), secrets.token_urlsafe(32)
        await self._connection.execute(
            insert(account).values(
                id=account_id,
                username=f"client:{client_id}",  # no person's name has a colon
                display_name=asked.name,
                kind="client",
                created_at=at,
            )
        )
        await self._connection.execute(
            insert(role_grant).values(
                id=new_id(),
                account_id=account_id,
                school_id=self._school_id,
                role=Role.SERVICE_CLIENT,
                granted_at=at,
            )
        )
        await self._connection.execute(
            insert(service_credential).values(
                id=client_id,
                account_id=account_id,
                school_id=self._school_id,
                secret_hash=digest(secret),
                scopes=sorted(set(asked.scopes)),
                created_at=at,
                expires_at=asked.expires_at,
            )
        )
        return client_id, secret

    async def renew_secret(self, client: ServiceClient) -> str:
        secret = secrets.token_urlsafe(32)
        await self._change(client, secret_hash=digest(secret))
        return secret

    async def revoke(self, client: ServiceClient, at: datetime) -> None:
        await self._change(client, revoked_at=at)
        await revoke_all(self._connection, client.account_id, because="client_revoked", at=at)

    async def _change(self, client: ServiceClient, **values: Any) -> None:
        await self._connection.execute(
            update(service_credential)
            .where(_credential.school_id == self._school_id, _credential.id == client.id)
            .values(version=_credential.version + 1, **values)
        )
        await self._connection.execute(
            update(account)
            .where(account.c.id == client.account_id)
            .values(access_version=account.c.access_version + 1)
        )

    def _own(self) -> Select[Any]:
        return (
            select(service_credential, account.c.display_name)
            .join(account, account.c.id == _credential.account_id)
            .where(_credential.school_id == self._school_id)
        )

    def _view(self, row: Row[Any]) -> ServiceClient:
        state = state_of(row.revoked_at, row.expires_at, self._now)
        return ServiceClient(
            id=row.id,
            name=row.display_name,
            state=state,
            scopes=[Action(scope) for scope in row.scopes if scope in _ACTIONS],
            account_id=row.account_id,
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
            version=row.version,
            allowed_actions=allowed(state, self._caller),
        )
