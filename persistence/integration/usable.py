"""Whether the platform can be reached over HTTP at all."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection


class SqlConnections:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def usable(self) -> bool:
        """Never, while no connection is kept."""
        return False
