"""The school's policy of absence, swap and cover, row by row."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.timetable.policy import TIMETABLE_POLICY, TimetableRule
from persistence.policy import SqlRules
from persistence.timetable.tables import timetable_rule


def timetable_rules(connection: AsyncConnection, school_id: UUID) -> SqlRules[TimetableRule]:
    return SqlRules(connection, school_id, timetable_rule, TIMETABLE_POLICY)
