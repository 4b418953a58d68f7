"""Who is young."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.queries import Windowed
from api.routes import room
from api.shapes import Day
from api.wiring.mentoring import MentoringRulesPort, YoungTeachersPort
from api.wiring.request import Now, reads
from domain.identity.actions import Action
from domain.mentoring.policy import in_force
from domain.mentoring.young import YoungFilter, YoungStanding, YoungTeacher
from domain.paging import Page
from domain.people.calendar import day_of

router = room("mentoring", "/schools/{school}/young-teachers")

SEVERAL = "Repeat for any of several."


@router.get(
    "",
    operation_id="mentoring_list_young_teachers",
    summary="See who is a young teacher, and why",
    dependencies=reads(Action.YOUNG_READ),
)
async def list_young_teachers(
    teachers: YoungTeachersPort,
    rules: MentoringRulesPort,
    window: Windowed,
    now: Now,
    on: Annotated[Day | None, Query(description="By this day; today if it is left out.")] = None,
    standing: Annotated[tuple[YoungStanding, ...], Query(description=SEVERAL)] = (),
    subject_group_id: Annotated[tuple[UUID, ...], Query(description=SEVERAL)] = (),
    mentored: Annotated[bool | None, Query(description="An apprentice in a pair that stands.")] = None,
) -> Page[YoungTeacher]:
    """Everybody at the school, with what either rule says; who lacks a date is `unknown`, not guessed."""
    day = on or day_of(now)
    policy = in_force(await rules.every(), day)
    return await teachers.page(
        YoungFilter(standing, subject_group_id, mentored), window, policy=policy, day=day
    )
