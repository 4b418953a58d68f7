"""The school's credit policy, row by row."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.training.policy import CREDIT_POLICY, CreditRule
from persistence.policy import SqlRules, default_rows
from persistence.training.tables import credit_rule


def default_rules(school_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """The rows of `credit_rule` a new school starts with."""
    return default_rows(CREDIT_POLICY, school_id, at)


def credit_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[CreditRule]:
    return SqlRules(connection, school_id, credit_rule, CREDIT_POLICY)


async def every_rule(connection: AsyncConnection, school_id: UUID) -> list[CreditRule]:
    return await credit_rules(connection, school_id).every()
