"""What the platform says of a submission, put down."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.errors import Conflict, NotFound
from domain.integration.submission import SubmissionOutcome
from domain.integration.submissions import settle
from persistence.integration.submissions import SqlSubmissions
from persistence.platform.messages import SqlMessages


class SqlSettlements:
    """Behind the port `Settlements`."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def settle(self, submission_id: UUID, *, accepted: bool, reason: str | None, at: datetime) -> bool:
        outcome = SubmissionOutcome.ACCEPTED if accepted else SubmissionOutcome.REFUSED
        submissions = SqlSubmissions(self._connection, self._school_id)
        messages = SqlMessages(self._connection, self._school_id)
        try:
            await settle(submissions, messages, submission_id, outcome, reason, at=at)
        except (NotFound, Conflict):  # not ours, withdrawn, or answered otherwise before
            return False
        return True
