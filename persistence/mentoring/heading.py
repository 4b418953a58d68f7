"""What stands above a contract."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.platform.tables import school


class SqlSchoolName:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def name(self) -> str:
        found = await self._connection.execute(select(school.c.name).where(school.c.id == self._school_id))
        name: str = found.scalar_one()
        return name
