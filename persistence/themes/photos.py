"""Which photos were looked at, and what they look like."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.ids import new_id
from persistence.platform.tables import stored_file
from persistence.themes.tables import theme_material, theme_material_file, theme_photo

TOGETHER = 100
"""Photos a run: what is left over is looked at by the next."""


@dataclass(frozen=True, slots=True)
class Unseen:
    group_theme_id: UUID
    material_id: UUID
    file_id: UUID
    key: str


async def unseen(connection: AsyncConnection, school_id: UUID) -> list[Unseen]:
    """Photos handed in that nobody looked at yet, the oldest first."""
    material, its, kept, seen = theme_material.c, theme_material_file.c, stored_file.c, theme_photo.c
    found = await connection.execute(
        select(material.group_theme_id, material.id, its.file_id, kept.key)
        .select_from(theme_material)
        .join(
            theme_material_file,
            and_(its.school_id == material.school_id, its.material_id == material.id),
        )
        .join(stored_file, and_(kept.school_id == its.school_id, kept.id == its.file_id))
        .outerjoin(theme_photo, and_(seen.school_id == its.school_id, seen.file_id == its.file_id))
        .where(material.school_id == school_id, kept.media_type.like("image/%"), seen.id.is_(None))
        .order_by(material.submitted_at, material.id, its.number)
        .limit(TOGETHER)
    )
    return [Unseen(*row) for row in found]


async def looked_at(
    connection: AsyncConnection, school_id: UUID, file_id: UUID, likeness: int | None, *, at: datetime
) -> None:
    """Kept once, of a photo that says nothing too."""
    await connection.execute(
        insert(theme_photo)
        .values(school_id=school_id, id=new_id(), file_id=file_id, likeness=likeness, looked_at=at)
        .on_conflict_do_nothing(constraint="uq_theme_photo_file_id")
    )
