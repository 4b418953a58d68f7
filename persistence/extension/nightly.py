"""What is done for extension courses without being asked: teachers reminded."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.extension.gaps import ExtensionRunState, RunFacts
from domain.extension.policy import EXTENSION_POLICY
from domain.extension.reminding import remind
from domain.people.calendar import day_of
from persistence.extension.facts import run_facts
from persistence.extension.rules import extension_rules
from persistence.extension.tables import extension_run
from persistence.platform.messages import SqlMessages
from persistence.platform.tables import school
from persistence.transaction import in_school


class SqlRunningCourses:
    def __init__(self, connection: AsyncConnection, school_id: UUID) -> None:
        self._connection, self._school_id = connection, school_id

    async def running(self) -> Sequence[RunFacts]:
        still = extension_run.c.state == ExtensionRunState.RUNNING
        return await run_facts(self._connection, self._school_id, still)


async def remind_teachers(engine: AsyncEngine, *, now: datetime) -> int:
    """School by school; how many notices there were, told before or not."""
    async with engine.connect() as connection:
        schools: Sequence[UUID] = (await connection.scalars(select(school.c.id))).all()
    noted = 0
    for school_id in schools:
        async with in_school(engine, school_id) as connection:
            rules = await extension_rules(connection, school_id).every()
            policy = EXTENSION_POLICY.in_force(rules, day_of(now))
            courses, messages = SqlRunningCourses(connection, school_id), SqlMessages(connection, school_id)
            noted += await remind(courses, messages, policy, day=day_of(now), now=now)
    return noted
