"""What the office decided on papers, and the reviews as their authors get to read them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.anonymity import Mask
from domain.papers.deciding import PaperDecision, SignedOpinion
from domain.papers.paper import Paper
from domain.papers.reviews import PaperVerdict, ReviewState
from persistence import rows
from persistence.papers.names import reviewers_mask
from persistence.papers.reviews import aspects_of
from persistence.papers.tables import paper_decision, paper_review, paper_version

_DECISION = paper_decision.c


class SqlPaperDecisions:
    """Whoever asks: the use cases ask first whether the caller sees the paper."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def of_paper(self, paper_id: UUID) -> Sequence[PaperDecision]:
        found = await self._connection.execute(
            select(paper_decision)
            .where(_DECISION.school_id == self._school_id, _DECISION.paper_id == paper_id)
            .order_by(_DECISION.at.desc(), _DECISION.id.desc())
        )
        return [rows.view(PaperDecision, row._mapping, verdict=PaperVerdict(row.verdict)) for row in found]

    async def add(
        self, paper: Paper, verdict: PaperVerdict, remark: str | None, *, account_id: UUID, at: datetime
    ) -> UUID:
        values = {
            "paper_id": paper.id,
            "version_number": paper.submitted_number,
            "verdict": verdict,
            "remark": remark,
            "account_id": account_id,
            "at": at,
        }
        made: UUID = (await rows.add(self._connection, paper_decision, self._school_id, values))["id"]
        return made

    async def opinions(self, paper_id: UUID) -> Sequence[SignedOpinion]:
        review, version = paper_review.c, paper_version.c
        decided = exists().where(
            _DECISION.school_id == version.school_id,
            _DECISION.paper_id == version.paper_id,
            _DECISION.version_number == version.number,
        )
        found = (
            await self._connection.execute(
                select(version.number, review.aspects, review.verdict, review.remark)
                .select_from(paper_review)
                .join(
                    paper_version,
                    and_(version.school_id == review.school_id, version.id == review.version_id),
                )
                .where(
                    review.school_id == self._school_id,
                    review.paper_id == paper_id,
                    review.state == ReviewState.DONE,
                    decided,
                )
                .order_by(version.number.desc(), review.number)
            )
        ).all()
        mask = await self.reviewers_mask(paper_id)
        return [
            SignedOpinion(row.number, aspects_of(row.aspects), PaperVerdict(row.verdict), row.remark, mask)
            for row in found
        ]

    async def reviewers_mask(self, paper_id: UUID) -> Mask:
        return await reviewers_mask(self._connection, self._school_id, paper_id)
