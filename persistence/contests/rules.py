"""The school's policy of contests, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.contests.policy import CONTEST_POLICY, ContestRule
from persistence.contests.tables import contest_rule
from persistence.policy import SqlRules


def contest_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[ContestRule]:
    return SqlRules(connection, school_id, contest_rule, CONTEST_POLICY)
