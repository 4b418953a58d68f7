"""A school year's or a term's topics, counted by level in one statement."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.topics.figures import Span, TopicLevelFigures
from domain.topics.lifecycle import TopicState
from domain.works.work import WorkLevel
from persistence.people.tables import school_year, term
from persistence.topics.reading import is_overdue, next_step
from persistence.topics.tables import topic

_TOPIC = topic.c


class SqlTopicCounts:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def span(self, start_year: int, number: int | None) -> Span | None:
        year = (school_year.c.school_id == self._school_id, school_year.c.start_year == start_year)
        if number is None:
            asked = select(school_year.c.starts_on, school_year.c.ends_on).where(*year)
        else:
            of_year = and_(
                school_year.c.school_id == term.c.school_id, school_year.c.id == term.c.school_year_id
            )
            asked = (
                select(term.c.starts_on, term.c.ends_on)
                .join(school_year, of_year)
                .where(*year, term.c.number == number)
            )
        row = (await self._connection.execute(asked)).one_or_none()
        return None if row is None else Span(*row)

    async def by_level(self, span: Span, today: date) -> Sequence[TopicLevelFigures]:
        following = next_step()
        begun, ended = _TOPIC.approved_on, _TOPIC.ended_on
        ran = and_(begun <= span.last, or_(ended.is_(None), ended >= span.first))
        ended_within = ended.between(span.first, span.last)
        counted = {
            "approved": begun.between(span.first, span.last),
            "running": ran,
            "carried_over": and_(ran, begun < span.first),
            "overdue": and_(ran, is_overdue(following.c.state, following.c.due_on, today)),
            "concluded": and_(ended_within, _TOPIC.state == TopicState.CONCLUDED),
            "terminated": and_(ended_within, _TOPIC.state == TopicState.TERMINATED),
        }
        found = await self._connection.execute(
            select(
                _TOPIC.level,
                *(func.count().filter(condition).label(name) for name, condition in counted.items()),
            )
            .select_from(topic)
            .outerjoin(following, true())
            .where(_TOPIC.school_id == self._school_id, begun.is_not(None))
            .group_by(_TOPIC.level)
        )
        return [
            TopicLevelFigures(WorkLevel(row.level), *(getattr(row, name) for name in counted))
            for row in found
        ]
