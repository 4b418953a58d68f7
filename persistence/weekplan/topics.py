"""What the topics room has to say of a week, and to one teacher: which steps are due."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.topics.lifecycle import RUNNING
from domain.topics.milestones import MilestoneState
from domain.weekplan.entries import WeekEntry, WeekEntryKind
from persistence.topics.tables import topic, topic_milestone
from persistence.works.tables import work, work_author

_TOPIC, _STEP = topic.c, topic_milestone.c


class TopicWeek:
    """Openings, midterms and conclusions that are not accepted yet, on the days they are due."""

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def entries(self, first: date, last: date) -> Sequence[WeekEntry]:
        return await self._due(first, last)

    async def entries_of(self, teacher_id: UUID, first: date, last: date) -> Sequence[WeekEntry]:
        """Of topics one is a member of."""
        own = exists().where(
            work_author.c.school_id == _TOPIC.school_id,
            work_author.c.work_id == _TOPIC.work_id,
            work_author.c.teacher_id == teacher_id,
        )
        return await self._due(first, last, own)

    async def _due(self, first: date, last: date, *conditions: ColumnElement[bool]) -> list[WeekEntry]:
        found = await self._connection.execute(
            select(_STEP.id, _STEP.kind, _STEP.due_on, work.c.title)
            .select_from(topic_milestone)
            .join(topic, and_(_TOPIC.school_id == _STEP.school_id, _TOPIC.id == _STEP.topic_id))
            .join(work, and_(work.c.school_id == _TOPIC.school_id, work.c.id == _TOPIC.work_id))
            .where(
                _STEP.school_id == self._school_id,
                _STEP.state != MilestoneState.ACCEPTED,
                _STEP.due_on.between(first, last),
                _TOPIC.state.in_(RUNNING),
                *conditions,
            )
        )
        return [
            WeekEntry(
                f"topic-{row.id}",
                WeekEntryKind.TOPIC_DUE,
                row.due_on,
                title=row.title,
                facts={"step": row.kind},
            )
            for row in found
        ]
