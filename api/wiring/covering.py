"""Adapters behind the ports of cover: its plans, what was published, its ledger."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection, Now
from domain.people.calendar import day_of
from domain.timetable.changes import LessonChanges
from domain.timetable.class_impact import ClassImpacts
from domain.timetable.cover_ledger import CoverLedger, PayrollTerm
from domain.timetable.cover_plan import CoverPlans
from domain.timetable.covers import Covers
from persistence.timetable.changes import SqlLessonChanges
from persistence.timetable.class_impact import SqlClassImpacts
from persistence.timetable.cover_entries import SqlCoverLedger
from persistence.timetable.cover_plans import SqlCoverPlans
from persistence.timetable.covers import SqlCovers


async def cover_plans(connection: Connection, caller: Asker) -> CoverPlans:
    return SqlCoverPlans(connection, caller.school_id, caller)


async def covers(connection: Connection, caller: Asker) -> Covers:
    return SqlCovers(connection, caller.school_id, caller)


async def cover_ledger(connection: Connection, caller: Asker, now: Now) -> CoverLedger:
    return SqlCoverLedger(connection, caller, day_of(now))


async def lesson_changes(connection: Connection, caller: Asker) -> LessonChanges:
    return SqlLessonChanges(connection, caller.school_id)


async def class_impacts(connection: Connection, caller: Asker, now: Now) -> ClassImpacts:
    return SqlClassImpacts(connection, caller.school_id, day_of(now))


async def payroll_sheet() -> Callable[[PayrollTerm], bytes]:
    from gateways.payroll import write_payroll

    return write_payroll


CoverPlansPort = Annotated[CoverPlans, Depends(cover_plans)]
CoversPort = Annotated[Covers, Depends(covers)]
CoverLedgerPort = Annotated[CoverLedger, Depends(cover_ledger)]
LessonChangesPort = Annotated[LessonChanges, Depends(lesson_changes)]
ClassImpactsPort = Annotated[ClassImpacts, Depends(class_impacts)]
PayrollSheet = Annotated[Callable[[PayrollTerm], bytes], Depends(payroll_sheet)]
