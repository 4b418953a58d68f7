"""Bytes without a row: left by an upload whose transaction did not end well."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.files import StoredBytes
from persistence.platform.files import known_keys
from persistence.transaction import in_school


async def sweep(engine: AsyncEngine, store: StoredBytes, *, before: datetime) -> int:
    """Removes bytes written before then that no row names; how many there were. What is not ours is left."""
    swept = 0
    async for page in store.pages():
        old: dict[UUID, set[str]] = {}
        for key, written in page.items():
            if written < before and (school_id := _school(key)):
                old.setdefault(school_id, set()).add(key)
        for school_id, keys in old.items():
            async with in_school(engine, school_id) as connection:
                left = sorted(keys - await known_keys(connection, school_id, keys))
            if left:
                await store.remove(left)
                swept += len(left)
    return swept


def _school(key: str) -> UUID | None:
    """Whose bytes they are; None for a key that is none of our making."""
    school, _, rest = key.partition("/")
    try:
        return UUID(school) if rest.count("/") == 1 else None
    except ValueError:
        return None
