"""Submissions that wait to be sent to the district's platform."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import DomainError
from domain.imports import Sheet
from domain.integration.platform import Outbound


class SqlHandIns:
    """Behind the port `HandIns`."""

    def __init__(self, engine: AsyncEngine, school_id: UUID) -> None:
        self._engine, self._school_id = engine, school_id

    async def due(self, submission_id: UUID) -> tuple[Outbound, str, Sheet] | None:
        return None

    async def sent(self, submission_id: UUID, receipt: str) -> None:
        raise NotImplementedError

    async def failed(self, submission_id: UUID, why: DomainError, *, last_try: bool) -> None:
        raise NotImplementedError
