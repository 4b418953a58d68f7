"""The school's policy of people, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.people.policy import PEOPLE_POLICY, PeopleRule
from persistence.people.tables import people_rule
from persistence.policy import SqlRules


def people_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[PeopleRule]:
    return SqlRules(connection, school_id, people_rule, PEOPLE_POLICY)
