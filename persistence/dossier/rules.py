"""The school's policy of appraisal, kept."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.dossier.policy import APPRAISAL_POLICY, AppraisalRules
from persistence.dossier.tables import appraisal_rule
from persistence.policy import SqlRules


def appraisal_rules(connection: AsyncConnection, school_id: UUID) -> AppraisalRules:
    return SqlRules(connection, school_id, appraisal_rule, APPRAISAL_POLICY)
