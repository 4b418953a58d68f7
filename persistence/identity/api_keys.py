"""API keys as their school keeps them, and as a request shows one."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.identity.access import Caller
from domain.identity.actions import Action, Role
from domain.identity.api_keys import MARK, ApiKey, BadApiKey, NewKey, allowed, carried
from domain.identity.clients import ServiceClient, state_of
from domain.identity.principal import Place, Principal
from domain.identity.sessions import digest
from domain.paging import Page, Window
from persistence.identity.tables import account, account_session, api_key, service_credential
from persistence.ids import new_id
from persistence.paging import page
from persistence.platform.tables import school

_ACTIONS = frozenset(Action)
_KEY, _CLIENT, _SESSION = api_key.c, service_credential.c, account_session.c
NOTED = timedelta(minutes=1)
"""How exact `last_used_at` is: a script's thousand requests write it once a minute."""


class SqlApiKeys:
    def __init__(self, connection: AsyncConnection, caller: Caller, now: datetime) -> None:
        self._connection, self._caller, self._now = connection, caller, now
        self._school_id = caller.school_id

    async def page(self, client_id: UUID, window: Window) -> Page[ApiKey]:
        return await page(
            self._connection,
            self._own().where(_KEY.client_id == client_id),
            window,
            by=[_KEY.created_at, _KEY.id],
            filters=client_id,
            view=self._view,
            descending=True,
        )

    async def get(self, key_id: UUID) -> ApiKey | None:
        row = (await self._connection.execute(self._own().where(_KEY.id == key_id))).one_or_none()
        return self._view(row) if row else None

    async def get_for_update(self, key_id: UUID) -> ApiKey | None:
        locked = self._own().where(_KEY.id == key_id).with_for_update()
        row = (await self._connection.execute(locked)).one_or_none()
        return self._view(row) if row else None

    async def add(self, client: ServiceClient, asked: NewKey, at: datetime) -> tuple[UUID, str]:
        key_id, secret = new_id(), MARK + secrets.token_urlsafe(32)
        await self._connection.execute(
            insert(account_session).values(
                id=key_id,
                account_id=client.account_id,
                created_at=at,
                last_used_at=at,
                expires_at=asked.expires_at,
                user_agent=f"api key …{secret[-4:]}",
            )
        )
        await self._connection.execute(
            insert(api_key).values(
                id=key_id,
                client_id=client.id,
                school_id=self._school_id,
                name=asked.name,
                key_hash=digest(secret),
                ending=secret[-4:],
                scopes=sorted(set(asked.scopes)),
                created_at=at,
                expires_at=asked.expires_at,
            )
        )
        return key_id, secret

    async def revoke(self, key: ApiKey, at: datetime) -> None:
        """Its sign-in ends with it: a request under way is refused where it enters the school."""
        await self._connection.execute(
            update(api_key)
            .where(_KEY.school_id == self._school_id, _KEY.id == key.id)
            .values(revoked_at=at, version=_KEY.version + 1)
        )
        await self._connection.execute(
            update(account_session)
            .where(_SESSION.id == key.id, _SESSION.revoked_at.is_(None))
            .values(revoked_at=at, revoked_because="api_key_revoked")
        )

    def _own(self) -> Select[Any]:
        return select(api_key).where(_KEY.school_id == self._school_id)

    def _view(self, row: Row[Any]) -> ApiKey:
        state = state_of(row.revoked_at, row.expires_at, self._now)
        return ApiKey(
            id=row.id,
            client_id=row.client_id,
            name=row.name,
            ending=row.ending,
            state=state,
            scopes=_actions(row.scopes),
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
            version=row.version,
            allowed_actions=allowed(state, self._caller),
        )


_SHOWN = (
    select(
        _KEY.id,
        _KEY.scopes,
        _KEY.last_used_at,
        _CLIENT.account_id,
        _CLIENT.scopes.label("client_scopes"),
        account.c.access_version,
        school.c.id.label("school_id"),
        school.c.code,
        func.least(_KEY.expires_at, _CLIENT.expires_at).label("until"),
    )
    .join(service_credential, and_(_CLIENT.id == _KEY.client_id, _CLIENT.school_id == _KEY.school_id))
    .join(account, account.c.id == _CLIENT.account_id)
    .join(school, school.c.id == _KEY.school_id)
    .join(account_session, _SESSION.id == _KEY.id)
    .where(
        _KEY.revoked_at.is_(None),
        _CLIENT.revoked_at.is_(None),
        _SESSION.revoked_at.is_(None),
        account.c.disabled_at.is_(None),
    )
)


async def key_holder(engine: AsyncEngine, shown: str, *, at: datetime) -> Principal:
    """Who a key speaks for. Raises BadApiKey.

    Asked anew for every request: keys are for scripts, and one that was revoked is worth nothing at once.
    """
    async with engine.begin() as connection:
        row = (await connection.execute(_SHOWN.where(_KEY.key_hash == digest(shown)))).one_or_none()
        if row is None or row.until <= at:
            raise BadApiKey()
        if row.last_used_at is None or row.last_used_at < at - NOTED:
            await _note_use(connection, row.id, at)
    place = Place(row.school_id, row.code, frozenset({Role.SERVICE_CLIENT}))
    scopes = carried(_actions(row.scopes), _actions(row.client_scopes))
    return Principal(row.account_id, row.id, row.access_version, (place,), scopes=scopes)


async def _note_use(connection: AsyncConnection, key_id: UUID, at: datetime) -> None:
    long_ago = or_(_KEY.last_used_at.is_(None), _KEY.last_used_at < at - NOTED)
    await connection.execute(update(api_key).where(_KEY.id == key_id, long_ago).values(last_used_at=at))


def _actions(scopes: list[str]) -> list[Action]:
    return [Action(scope) for scope in scopes if scope in _ACTIONS]
