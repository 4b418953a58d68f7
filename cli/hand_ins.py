"""Submissions that wait to be sent to the district's platform."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from api.texts import sentence
from domain.errors import DomainError, NotFound
from domain.imports import Sheet
from domain.integration.platform import Outbound
from domain.integration.submissions import note_failed, note_sent, take_up
from persistence.integration.submissions import SqlSubmissions
from persistence.platform.messages import SqlMessages
from persistence.transaction import in_school


class SqlHandIns:
    """Behind the port `HandIns`: each call a transaction of its own."""

    def __init__(self, engine: AsyncEngine, school_id: UUID) -> None:
        self._engine, self._school_id = engine, school_id

    async def due(self, submission_id: UUID) -> tuple[Outbound, str, Sheet] | None:
        async with in_school(self._engine, self._school_id) as connection:
            submissions = SqlSubmissions(connection, self._school_id)
            try:
                packet = await take_up(submissions, submission_id, at=datetime.now(UTC))
            except NotFound:
                return None
            return None if packet is None else (packet.kind, packet.about, packet.sheet)

    async def sent(self, submission_id: UUID, receipt: str) -> None:
        async with in_school(self._engine, self._school_id) as connection:
            submissions = SqlSubmissions(connection, self._school_id)
            await note_sent(submissions, submission_id, receipt, at=datetime.now(UTC))

    async def failed(self, submission_id: UUID, why: DomainError, *, last_try: bool) -> None:
        async with in_school(self._engine, self._school_id) as connection:
            await note_failed(
                SqlSubmissions(connection, self._school_id),
                SqlMessages(connection, self._school_id),
                submission_id,
                sentence(why.code, why.facts, ""),
                at=datetime.now(UTC),
                last_try=last_try,
            )
