"""Adapters behind the ports of absences and of the policy they go by."""

from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection
from domain.timetable.policy import TimetableRules
from persistence.timetable.rules import timetable_rules


async def rules(connection: Connection, caller: Asker) -> TimetableRules:
    return timetable_rules(connection, caller.school_id)


TimetableRulesPort = Annotated[TimetableRules, Depends(rules)]
