"""What the topics' room has to say of a term: one statement."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.calendar import day_of
from domain.reports.parts.topics import TopicLine, topic_part
from domain.reports.summary import SummaryPart, SummarySlot, SummaryTerm
from domain.topics.lifecycle import TopicState
from domain.works.work import WorkLevel
from persistence.people.tables import teacher
from persistence.topics.reading import LEADER, is_overdue, next_step, with_leader
from persistence.topics.tables import topic
from persistence.works.tables import work

_TOPIC = topic.c


class TopicSummary:
    slot = SummarySlot.RESEARCH

    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def parts(self, term: SummaryTerm) -> Sequence[SummaryPart]:
        following = next_step()
        late = is_overdue(following.c.state, following.c.due_on, day_of(term.now))
        leads = and_(teacher.c.school_id == LEADER.c.school_id, teacher.c.id == LEADER.c.teacher_id)
        found = await self._connection.execute(
            select(
                work.c.title,
                teacher.c.name.label("leader"),
                _TOPIC.level,
                _TOPIC.state,
                (_TOPIC.approved_on >= term.starts_on).label("begun"),
                func.coalesce(late, False).label("overdue"),
            )
            .select_from(with_leader(topic).join(teacher, leads).outerjoin(following, true()))
            .where(
                _TOPIC.school_id == self._school_id,
                _TOPIC.approved_on <= term.ends_on,
                or_(_TOPIC.ended_on.is_(None), _TOPIC.ended_on >= term.starts_on),
            )
            .order_by(_TOPIC.approved_on, _TOPIC.id)
        )
        lines = [
            TopicLine(
                row.title, row.leader, WorkLevel(row.level), TopicState(row.state), row.begun, row.overdue
            )
            for row in found
        ]
        return [topic_part(term, lines)]
