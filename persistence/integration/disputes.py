"""The differences of credits a school stands by."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.integration.preparing import Dispute


class SqlDisputes:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection = connection
        self._school_id = school_id

    async def of(self, school_year: int) -> Sequence[Dispute]:
        """None, while nothing is reconciled."""
        return []
