"""The school's policy of theme research, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.themes.policy import THEME_POLICY, ThemeRule
from persistence.policy import SqlRules
from persistence.themes.tables import theme_rule


def theme_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[ThemeRule]:
    return SqlRules(connection, school_id, theme_rule, THEME_POLICY)
