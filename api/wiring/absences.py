"""Adapters behind the ports of absences and of the policy they go by."""

from typing import Annotated

from fastapi import Depends

from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Connection, Now
from domain.timetable.absence_keeping import AbsenceDesk
from domain.timetable.absence_statistics import AbsenceStatistics
from domain.timetable.absences import Absences
from domain.timetable.policy import TimetableRules
from domain.timetable.proxies import Proxies
from domain.timetable.uncovered import UncoveredLessons
from persistence.timetable.absence_statistics import SqlAbsenceStatistics
from persistence.timetable.absences import SqlAbsences
from persistence.timetable.arrangements import SqlArrangements
from persistence.timetable.proxies import SqlProxies
from persistence.timetable.rules import timetable_rules
from persistence.timetable.uncovered import SqlUncoveredLessons


async def rules(connection: Connection, caller: Asker) -> TimetableRules:
    return timetable_rules(connection, caller.school_id)


async def absences(connection: Connection, caller: Asker, now: Now) -> Absences:
    return SqlAbsences(connection, caller, now)


async def proxies(connection: Connection, caller: Asker) -> Proxies:
    return SqlProxies(connection, caller)


async def absence_statistics(connection: Connection, caller: Asker) -> AbsenceStatistics:
    return SqlAbsenceStatistics(connection, caller)


async def uncovered_lessons(connection: Connection, caller: Asker) -> UncoveredLessons:
    return SqlUncoveredLessons(connection, caller)


UncoveredLessonsPort = Annotated[UncoveredLessons, Depends(uncovered_lessons)]
AbsenceStatisticsPort = Annotated[AbsenceStatistics, Depends(absence_statistics)]
ProxiesPort = Annotated[Proxies, Depends(proxies)]
TimetableRulesPort = Annotated[TimetableRules, Depends(rules)]
AbsencesPort = Annotated[Absences, Depends(absences)]


async def absence_desk(
    absences: AbsencesPort, connection: Connection, caller: Asker, messages: MessagesPort
) -> AbsenceDesk:
    return AbsenceDesk(absences, SqlArrangements(connection, caller.school_id), messages)


AbsenceDeskPort = Annotated[AbsenceDesk, Depends(absence_desk)]
