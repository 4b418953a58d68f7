"""The school's policy of papers, row by row."""

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.papers.policy import PAPER_POLICY, PaperPolicy, PaperRule
from persistence.papers.tables import paper_rule
from persistence.policy import SqlRules


def paper_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[PaperRule]:
    return SqlRules(connection, school_id, paper_rule, PAPER_POLICY)


async def paper_policy(connection: AsyncConnection, school_id: UUID, day: date) -> PaperPolicy:
    return PAPER_POLICY.in_force(await paper_rules(connection, school_id).every(), day)
