"""The school's policy of signing in, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.activities.policy import ACTIVITY_POLICY, ActivityRule
from persistence.activities.tables import activity_rule
from persistence.policy import SqlRules


def activity_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[ActivityRule]:
    return SqlRules(connection, school_id, activity_rule, ACTIVITY_POLICY)
