"""How much teachers are away, added up."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.routes import room
from api.wiring.absences import AbsenceStatisticsPort
from api.wiring.request import reads
from domain.identity.actions import Action
from domain.paging import Page
from domain.timetable.absence_statistics import AbsencesBy, AbsenceSum

router = room("timetable", "/schools/{school}/absence-statistics")


@router.get(
    "",
    operation_id="timetable_list_absence_statistics",
    summary="Add up absences by group, grade, kind or month",
    dependencies=reads(Action.ABSENCE_READ),
)
async def list_absence_statistics(
    statistics: AbsenceStatisticsPort,
    by: AbsencesBy = AbsencesBy.MONTH,
    term_id: Annotated[UUID | None, Query(description="Those that begin in this term.")] = None,
) -> Page[AbsenceSum]:
    """Of the teachers the caller sees, and never by person: all sums on one page."""
    return await statistics.sums(by, term_id=term_id)
