"""The school's policy of research topics, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.topics.policy import TOPIC_POLICY, TopicRule
from persistence.policy import SqlRules
from persistence.topics.tables import topic_rule


def topic_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[TopicRule]:
    return SqlRules(connection, school_id, topic_rule, TOPIC_POLICY)
