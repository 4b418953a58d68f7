"""The school's policy of young teachers, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.mentoring.policy import MENTORING_POLICY, MentoringRule
from persistence.mentoring.tables import mentoring_rule
from persistence.policy import SqlRules


def mentoring_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[MentoringRule]:
    return SqlRules(connection, school_id, mentoring_rule, MENTORING_POLICY)
