"""What classes lost for want of their teachers."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Day
from api.wiring.covering import ClassImpactsPort
from api.wiring.request import reads
from domain.identity.actions import Action
from domain.paging import Page
from domain.timetable.class_impact import ClassImpact, stretch

router = room("timetable", "/schools/{school}/class-impacts")


@router.get(
    "",
    operation_id="timetable_list_class_impacts",
    summary="See what classes lost",
    dependencies=reads(Action.COVER_PLAN_READ),
)
async def list_class_impacts(
    found: ClassImpactsPort,
    window: Windowed,
    term_id: Annotated[
        UUID | None, Query(description="A whole term; left out with both days: the present one.")
    ] = None,
    from_day: Annotated[Day | None, Query(description="Or from this day on.")] = None,
    until_day: Annotated[Day | None, Query(description="Until this day, included.")] = None,
) -> Page[ClassImpact]:
    """By class and subject: lessons covered by the same subject, by another, or not at all."""
    days = await stretch(found, term_id, from_day, until_day)
    return await found.page(days, window)
