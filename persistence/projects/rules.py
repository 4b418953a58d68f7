"""The school's policy of projects, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.projects.policy import PROJECT_POLICY, ProjectRule
from persistence.policy import SqlRules
from persistence.projects.tables import project_rule


def project_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[ProjectRule]:
    return SqlRules(connection, school_id, project_rule, PROJECT_POLICY)
