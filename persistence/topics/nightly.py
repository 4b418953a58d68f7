"""What is done for topics without being asked: leaders reminded."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.people.calendar import day_of
from domain.topics.lifecycle import MilestoneKind
from domain.topics.milestones import AWAITED
from domain.topics.policy import in_force
from domain.topics.reminding import AwaitedStep, remind
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import school
from persistence.topics.reading import LEADER, next_step, with_leader
from persistence.topics.rules import topic_rules
from persistence.topics.tables import topic
from persistence.transaction import in_school
from persistence.works.tables import work


class SqlAwaitedSteps:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def awaited(self, due_until: date) -> Sequence[AwaitedStep]:
        following = next_step()
        step = following.c
        found = await self._connection.execute(
            select(step.id, step.kind, step.due_on, work.c.title, LEADER.c.teacher_id)
            .select_from(with_leader(topic))
            .join(following, true())
            .where(topic.c.school_id == self._school_id, step.state.in_(AWAITED), step.due_on <= due_until)
            .order_by(step.due_on, step.id)
        )
        return [
            AwaitedStep(row.id, row.title, row.teacher_id, MilestoneKind(row.kind), row.due_on)
            for row in found
        ]


async def remind_topic_leaders(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school; how many were written to, told before or not."""
    async with engine.connect() as connection:
        schools = (await connection.scalars(select(school.c.id))).all()
    return sum([await remind_school(engine, school_id, now=now) for school_id in schools])


async def remind_school(engine: AsyncEngine, school_id: UUID, *, now: datetime) -> int:
    async with in_school(engine, school_id) as connection:
        policy = in_force(await topic_rules(connection, school_id).every(), day_of(now))
        steps, messages = SqlAwaitedSteps(connection, school_id), SqlMessages(connection, school_id)
        return await remind(steps, messages, policy, day=day_of(now), now=now)
