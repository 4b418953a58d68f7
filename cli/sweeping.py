"""Bytes without a row: left by an upload whose transaction did not end well."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.files import StoredBytes
from persistence.platform.files import known_keys
from persistence.platform.housekeeping import every_school
from persistence.transaction import in_school


async def sweep(engine: AsyncEngine, store: StoredBytes, *, before: datetime) -> int:
    """Removes bytes written before then that no row names; how many there were.

    Only of schools this database knows: a bucket may be another deployment's too.
    """
    swept, schools = 0, set(await every_school(engine))
    async for page in store.pages():
        old: dict[UUID, set[str]] = {}
        for key, written in page.items():
            school_id = _school(key)
            if school_id in schools and written < before:
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
