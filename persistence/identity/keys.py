"""Signing keys: one is active, the next is published before it signs, a retired one is trusted no more."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.identity.tables import signing_key


async def public_pem(engine: AsyncEngine, kid: str) -> str | None:
    """The public half of a key that may have signed a living token; None for an unknown or retired one."""
    async with engine.connect() as connection:
        rows = await connection.execute(
            select(signing_key.c.id, signing_key.c.public_pem).where(signing_key.c.state != "retired")
        )
        return {str(row.id): row.public_pem for row in rows}.get(kid)
