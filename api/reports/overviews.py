"""Home screens: for each role one call, and for a district one over its schools."""

from typing import Annotated

from fastapi import Query

from api.queries import Language, Windowed
from api.reports.districts import SchoolYear, Term
from api.reports.overview_wording import worded
from api.routes import room
from api.wiring.overviews import DistrictSchoolsPort, OverviewsPort
from api.wiring.request import Now, Replies, reads, reads_district
from domain.identity.actions import Action
from domain.people.calendar import day_of
from domain.reports.district_overview import (
    DistrictFilter,
    DistrictOverview,
    DistrictSort,
    district_overview,
)
from domain.reports.kept_figures import TermKept
from domain.reports.overview import Overview, home_screen
from domain.reports.overview_cards import HomeScreen

router = room("reports", "/schools/{school}/overviews")
district_router = room("reports", "/districts/{district}/overview")


@router.get(
    "/office",
    operation_id="reports_get_office_overview",
    summary="Open the office's home screen",
    dependencies=reads(Action.OVERVIEW_OFFICE),
)
async def get_office_overview(
    overviews: OverviewsPort, language: Language, now: Now, reply: Replies
) -> Overview:
    """What waits for the office, what is due in the school, who is at risk, what is uncovered, who is away.
    Each count has the list it counts; ask again with `If-None-Match`."""
    found = await home_screen(overviews, HomeScreen.OFFICE, day_of(now))
    return reply.tagged(worded(found, language))


@router.get(
    "/principal",
    operation_id="reports_get_principal_overview",
    summary="Open the principal's home screen",
    dependencies=reads(Action.OVERVIEW_PRINCIPAL),
)
async def get_principal_overview(
    overviews: OverviewsPort, language: Language, now: Now, reply: Replies
) -> Overview:
    """What waits for a signature or a decision, and how the school stands."""
    found = await home_screen(overviews, HomeScreen.PRINCIPAL, day_of(now))
    return reply.tagged(worded(found, language))


@router.get(
    "/academic",
    operation_id="reports_get_academic_overview",
    summary="Open Academic Affairs' home screen",
    dependencies=reads(Action.OVERVIEW_ACADEMIC),
)
async def get_academic_overview(
    overviews: OverviewsPort, language: Language, now: Now, reply: Replies
) -> Overview:
    """Notices, swaps and covers that wait, lessons nobody looks after yet, who is away."""
    found = await home_screen(overviews, HomeScreen.ACADEMIC, day_of(now))
    return reply.tagged(worded(found, language))


@router.get(
    "/grade-head",
    operation_id="reports_get_grade_head_overview",
    summary="Open a grade head's home screen",
    dependencies=reads(Action.OVERVIEW_GRADE_HEAD),
)
async def get_grade_head_overview(
    overviews: OverviewsPort, language: Language, now: Now, reply: Replies
) -> Overview:
    """Of the teachers of the grade groups the caller heads."""
    found = await home_screen(overviews, HomeScreen.GRADE_HEAD, day_of(now))
    return reply.tagged(worded(found, language))


@router.get(
    "/group-leader",
    operation_id="reports_get_group_leader_overview",
    summary="Open a group leader's home screen",
    dependencies=reads(Action.OVERVIEW_GROUP_LEADER),
)
async def get_group_leader_overview(
    overviews: OverviewsPort, language: Language, now: Now, reply: Replies
) -> Overview:
    """Of the teachers and themes of the subject groups the caller leads."""
    found = await home_screen(overviews, HomeScreen.GROUP_LEADER, day_of(now))
    return reply.tagged(worded(found, language))


@router.get(
    "/teacher",
    operation_id="reports_get_teacher_overview",
    summary="Open one's own home screen",
    dependencies=reads(Action.OVERVIEW_TEACHER),
)
async def get_teacher_overview(
    overviews: OverviewsPort, language: Language, now: Now, reply: Replies
) -> Overview:
    """What waits for the caller, what they have to do by when, and where they have to be today."""
    found = await home_screen(overviews, HomeScreen.TEACHER, day_of(now))
    return reply.tagged(worded(found, language))


@district_router.get(
    "",
    operation_id="reports_get_district_overview",
    summary="Open a district's home screen",
    dependencies=reads_district(Action.DISTRICT_READ),
)
async def get_district_overview(
    schools: DistrictSchoolsPort,
    window: Windowed,
    school_year: SchoolYear,
    term: Term,
    sort: Annotated[DistrictSort, Query(description="Or where most are at risk first.")] = DistrictSort.CODE,
) -> DistrictOverview:
    """The schools of the district, a page of them, and the sums of all; `as_of` says how old they are. Each
    school puts its figures down every hour."""
    return await district_overview(schools, DistrictFilter(TermKept(school_year, term), sort), window)
