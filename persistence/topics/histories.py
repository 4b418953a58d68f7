"""What is kept of a topic for good: what was handed in, verdicts, levels, changes of members."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.paging import Page, Window
from domain.topics.deciding import TopicNumberTaken
from domain.topics.extensions import TopicExtensionState
from domain.topics.lifecycle import MilestoneKind
from domain.topics.milestones import MilestoneState, TopicSubmissionKind
from domain.topics.topic import (
    LevelOutcome,
    MemberMove,
    NewLevel,
    Topic,
    TopicLevel,
    TopicMemberChange,
    TopicVerdict,
)
from domain.works.work import WorkLevel
from persistence import rows
from persistence.ids import new_id
from persistence.paging import page
from persistence.people.tables import teacher
from persistence.refusals import refusing
from persistence.topics.tables import (
    topic_extension,
    topic_level,
    topic_member_change,
    topic_milestone,
    topic_review,
    topic_submission,
    topic_submission_file,
)

_CHANGE, _LEVEL, _SENT = topic_member_change.c, topic_level.c, topic_submission.c


class SqlTopicHistories:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def note_moves(
        self,
        topic_id: UUID,
        moves: Sequence[MemberMove],
        reason: str | None,
        *,
        account_id: UUID,
        at: datetime,
    ) -> Sequence[UUID]:
        new: list[dict[str, Any]] = [
            {
                "id": new_id(),
                "topic_id": topic_id,
                "teacher_id": one.teacher_id,
                "before": one.before,
                "after": one.after,
                "reason": reason,
                "account_id": account_id,
                "at": at,
            }
            for one in moves
        ]
        await rows.add_all(self._connection, topic_member_change, self._school_id, new)
        return [one["id"] for one in new]

    async def member_changes(self, topic_id: UUID, window: Window) -> Page[TopicMemberChange]:
        statement = (
            select(topic_member_change, teacher.c.name.label("teacher_name"))
            .join(teacher, and_(teacher.c.school_id == _CHANGE.school_id, teacher.c.id == _CHANGE.teacher_id))
            .where(_CHANGE.school_id == self._school_id, _CHANGE.topic_id == topic_id)
        )
        return await page(
            self._connection,
            statement,
            window,
            by=[_CHANGE.at, _CHANGE.id],
            filters=topic_id,
            view=lambda row: rows.view(TopicMemberChange, row._mapping),
            descending=True,
        )

    async def add_level(self, topic_id: UUID, new: NewLevel, *, account_id: UUID, at: datetime) -> UUID:
        values = {
            "topic_id": topic_id,
            "level": new.level,
            "outcome": new.outcome,
            "number": new.number,
            "decided_on": new.decided_on,
            "remark": new.remark,
            "account_id": account_id,
            "at": at,
        }
        with refusing(uq_topic_level_number=TopicNumberTaken(number=new.number)):
            made = await rows.add(self._connection, topic_level, self._school_id, values)
        level_id: UUID = made["id"]
        return level_id

    async def levels(self, topic_id: UUID, window: Window) -> Page[TopicLevel]:
        return await page(
            self._connection,
            select(topic_level).where(_LEVEL.school_id == self._school_id, _LEVEL.topic_id == topic_id),
            window,
            by=[_LEVEL.at, _LEVEL.id],
            filters=topic_id,
            view=lambda row: rows.view(
                TopicLevel, row._mapping, level=WorkLevel(row.level), outcome=LevelOutcome(row.outcome)
            ),
            descending=True,
        )

    async def plan_milestones(self, topic_id: UUID, due: Mapping[MilestoneKind, date]) -> None:
        new = [
            {
                "id": new_id(),
                "topic_id": topic_id,
                "number": number,
                "kind": kind.value,
                "due_on": due[kind],
                "state": MilestoneState.OPEN.value,
            }
            for number, kind in enumerate(MilestoneKind, start=1)
        ]
        await rows.add_all(self._connection, topic_milestone, self._school_id, new)

    async def keep_proposal(self, topic: Topic, *, account_id: UUID, at: datetime) -> None:
        files = [file.id for file in topic.files]
        await self._keep(topic.id, None, TopicSubmissionKind.PROPOSAL, topic.plan, files, account_id, at)

    async def judge_proposal(
        self, topic_id: UUID, verdict: TopicVerdict, remark: str | None, *, account_id: UUID, at: datetime
    ) -> UUID:
        last = await self._connection.scalar(
            select(_SENT.id)
            .where(
                _SENT.school_id == self._school_id,
                _SENT.topic_id == topic_id,
                _SENT.kind == TopicSubmissionKind.PROPOSAL,
            )
            .order_by(_SENT.number.desc())
            .limit(1)
        )
        assert last is not None
        return await self._judge(last, verdict, remark, account_id, at)

    async def lapse_extensions(self, topic_id: UUID, *, at: datetime) -> None:
        own = topic_extension.c
        await self._connection.execute(
            update(topic_extension)
            .where(
                own.school_id == self._school_id,
                own.topic_id == topic_id,
                own.state == TopicExtensionState.ASKED,
            )
            .values(state=TopicExtensionState.LAPSED, decided_at=at, version=own.version + 1)
        )

    async def _keep(
        self,
        topic_id: UUID,
        milestone_id: UUID | None,
        kind: TopicSubmissionKind,
        text: str | None,
        file_ids: Sequence[UUID],
        account_id: UUID,
        at: datetime,
    ) -> None:
        """Under the next number of its kind; the topic is locked."""
        number = await self._connection.scalar(
            select(func.coalesce(func.max(_SENT.number), 0) + 1).where(
                _SENT.school_id == self._school_id, _SENT.topic_id == topic_id, _SENT.kind == kind
            )
        )
        values = {
            "topic_id": topic_id,
            "milestone_id": milestone_id,
            "kind": kind,
            "number": number,
            "text": text,
            "account_id": account_id,
            "submitted_at": at,
        }
        made = await rows.add(self._connection, topic_submission, self._school_id, values)
        files = [
            {"id": new_id(), "submission_id": made["id"], "file_id": file_id, "number": place}
            for place, file_id in enumerate(file_ids, start=1)
        ]
        await rows.add_all(self._connection, topic_submission_file, self._school_id, files)

    async def _judge(
        self, submission_id: UUID, verdict: TopicVerdict, remark: str | None, account_id: UUID, at: datetime
    ) -> UUID:
        values = {
            "submission_id": submission_id,
            "verdict": verdict,
            "remark": remark,
            "account_id": account_id,
            "at": at,
        }
        made = await rows.add(self._connection, topic_review, self._school_id, values)
        review_id: UUID = made["id"]
        return review_id
