"""Sign-ins after they were opened: refreshed, listed, ended."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.identity.principal import Principal
from domain.identity.sessions import Continuing, Session
from domain.paging import Page, Window
from persistence.identity.signins import SqlSignIns
from persistence.identity.tables import account, account_session, refresh_token
from persistence.paging import page


class SqlSessions(SqlSignIns):
    async def continuing_for_update(self, token_digest: bytes) -> Continuing | None:
        token, session = refresh_token.c, account_session.c
        session_id = await self._connection.scalar(
            select(token.session_id).where(token.token_hash == token_digest)
        )
        if session_id is None:
            return None
        # The session first, the token in a second statement: of two refreshes at once, one sees it used.
        locked = select(account_session).where(session.id == session_id).with_for_update()
        held = (await self._connection.execute(locked)).one()
        shown = (
            await self._connection.execute(
                select(token.id, token.used_at).where(token.token_hash == token_digest)
            )
        ).one()
        disabled_at = await self._connection.scalar(
            select(account.c.disabled_at).where(account.c.id == held.account_id)
        )
        return Continuing(
            session_id=held.id,
            account_id=held.account_id,
            signed_in_at=held.created_at,
            expires_at=held.expires_at,
            revoked_at=held.revoked_at,
            disabled=disabled_at is not None,
            token_id=shown.id,
            token_used_at=shown.used_at,
        )

    async def use(self, session_id: UUID, token_id: UUID, *, at: datetime, expires_at: datetime) -> Principal:
        await self._connection.execute(
            update(refresh_token).where(refresh_token.c.id == token_id).values(used_at=at)
        )
        account_id = await self._connection.scalar(
            update(account_session)
            .where(account_session.c.id == session_id)
            .values(last_used_at=at, expires_at=expires_at)
            .returning(account_session.c.account_id)
        )
        assert account_id is not None
        return await self.principal(account_id, session_id)

    async def revoke(self, session_id: UUID, *, because: str, at: datetime) -> None:
        await self._connection.execute(
            update(account_session)
            .where(account_session.c.id == session_id, account_session.c.revoked_at.is_(None))
            .values(revoked_at=at, revoked_because=because)
        )

    async def revoke_own(self, account_id: UUID, session_id: UUID, *, because: str, at: datetime) -> bool:
        table = account_session.c
        own = await self._connection.scalar(
            select(table.id).where(table.id == session_id, table.account_id == account_id)
        )
        if own is not None:
            await self.revoke(session_id, because=because, at=at)
        return own is not None

    async def revoke_others(self, account_id: UUID, keep: UUID, *, because: str, at: datetime) -> None:
        await revoke_all(self._connection, account_id, because=because, at=at, but=keep)

    async def keep_password(self, account_id: UUID, password_hash: str, *, at: datetime) -> None:
        await self._connection.execute(
            update(account)
            .where(account.c.id == account_id)
            .values(
                password_hash=password_hash,
                password_changed_at=at,
                must_change_password=False,
                version=account.c.version + 1,
            )
        )

    async def of_account(
        self, account_id: UUID, current: UUID, window: Window, *, now: datetime
    ) -> Page[Session]:
        table = account_session.c

        def view(row: Row[Any]) -> Session:
            return Session(
                id=row.id,
                user_agent=row.user_agent,
                created_at=row.created_at,
                last_used_at=row.last_used_at,
                expires_at=row.expires_at,
                current=row.id == current,
            )

        return await page(
            self._connection,
            select(account_session).where(
                table.account_id == account_id, table.revoked_at.is_(None), table.expires_at > now
            ),
            window,
            by=[table.created_at, table.id],
            filters=account_id,
            view=view,
            descending=True,
        )


async def revoke_all(
    connection: AsyncConnection, account_id: UUID, *, because: str, at: datetime, but: UUID | None = None
) -> None:
    """Every sign-in of an account, but one if it is named."""
    table = account_session.c
    ended = update(account_session).where(table.account_id == account_id, table.revoked_at.is_(None))
    if but is not None:
        ended = ended.where(table.id != but)
    await connection.execute(ended.values(revoked_at=at, revoked_because=because))


BeginSqlSessions = Callable[[], AbstractAsyncContextManager[SqlSessions]]


def beginning(engine: AsyncEngine) -> BeginSqlSessions:
    """Each call opens a transaction of its own, outside any school."""

    @asynccontextmanager
    async def begin() -> AsyncIterator[SqlSessions]:
        async with engine.begin() as connection:
            yield SqlSessions(connection)

    return begin
