"""Whether the platform can be reached over HTTP at all."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from persistence.integration.connections import sealed_connection


class SqlConnections:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def usable(self) -> bool:
        found = await sealed_connection(self._connection, self._school_id)
        return found is not None and found.enabled
