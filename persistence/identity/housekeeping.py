"""Forgetting sign-ins that ended long ago; what happened to an account stays in its history."""

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.identity.tables import account_session, refresh_token


async def forget_sessions(engine: AsyncEngine, *, before: datetime) -> int:
    """Deletes the sign-ins that ended before this moment, with their refresh tokens; how many there were."""
    ended = or_(account_session.c.expires_at < before, account_session.c.revoked_at < before)
    async with engine.begin() as connection:
        old = select(account_session.c.id).where(ended)
        await connection.execute(delete(refresh_token).where(refresh_token.c.session_id.in_(old)))
        return (await connection.execute(delete(account_session).where(ended))).rowcount
