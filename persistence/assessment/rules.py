"""The school's policy of assessments, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.assessment.policy import ASSESSMENT_POLICY, AssessmentRule
from persistence.assessment.tables import assessment_rule
from persistence.policy import SqlRules


def assessment_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[AssessmentRule]:
    return SqlRules(connection, school_id, assessment_rule, ASSESSMENT_POLICY)
