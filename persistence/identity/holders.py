"""Who holds a role in a school, as messages are addressed: a teacher, or an account that is none."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.actions import Role
from persistence.identity.tables import role_grant


async def holders(connection: AsyncConnection, school_id: UUID, role: Role) -> list[UUID]:
    grant = role_grant.c
    found = await connection.scalars(
        select(func.coalesce(grant.teacher_id, grant.account_id))
        .where(grant.school_id == school_id, grant.role == role)
        .order_by(grant.id)
    )
    return list(dict.fromkeys(found))
