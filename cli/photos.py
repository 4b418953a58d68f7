"""Looking at photos handed in: in the worker, for a picture takes time and room to unpack."""

import asyncio
from datetime import datetime
from tempfile import SpooledTemporaryFile
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import NotFound
from domain.files import FileBytes
from domain.people.calendar import day_of
from domain.themes.checks import check_material
from domain.themes.policy import in_force
from persistence.platform.housekeeping import every_school
from persistence.themes.checking import SqlCheckGround
from persistence.themes.photos import Unseen, looked_at, unseen
from persistence.themes.rules import theme_rules
from persistence.transaction import in_school

IN_MEMORY = 8 << 20


async def look_at_photos(engine: AsyncEngine, store: FileBytes, *, now: datetime) -> int:
    """How many were looked at. Each is kept at once; then the materials they belong to are checked."""
    seen = 0
    for school_id in await every_school(engine):
        async with in_school(engine, school_id) as connection:
            photos = await unseen(connection, school_id)
        for photo in photos:
            bits = await _likeness(store, photo.key)
            async with in_school(engine, school_id) as connection:
                await looked_at(connection, school_id, photo.file_id, bits, at=now)
        await _check(engine, school_id, photos, now)
        seen += len(photos)
    return seen


async def _likeness(store: FileBytes, key: str) -> int | None:
    """None, too, for bytes that are gone."""
    from gateways.pictures import likeness

    with SpooledTemporaryFile(max_size=IN_MEMORY) as content:
        try:
            async for chunk in await store.read(key):
                content.write(chunk)
        except NotFound:
            return None
        content.seek(0)
        return await asyncio.to_thread(likeness, content)  # type: ignore[arg-type]  # reads as a file does


async def _check(engine: AsyncEngine, school_id: UUID, photos: list[Unseen], now: datetime) -> None:
    for group_theme_id, material_id in dict.fromkeys((one.group_theme_id, one.material_id) for one in photos):
        async with in_school(engine, school_id) as connection:
            policy = in_force(await theme_rules(connection, school_id).every(), day_of(now))
            ground = SqlCheckGround(connection, school_id)
            await check_material(ground, group_theme_id, material_id, policy, now=now)
