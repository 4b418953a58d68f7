"""The school's policy of extension courses, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.extension.policy import EXTENSION_POLICY, ExtensionRule
from persistence.extension.tables import extension_rule
from persistence.policy import SqlRules


def extension_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[ExtensionRule]:
    return SqlRules(connection, school_id, extension_rule, EXTENSION_POLICY)
