"""Which schools there are for the caller."""

from api.queries import Windowed
from api.routes import room
from api.wiring.people import DistrictSchoolsPort, OwnSchoolsPort, SchoolsPort
from api.wiring.request import Asker, DistrictAsker, Replies, Someone, reads, reads_district
from domain.identity.actions import Action
from domain.paging import Page
from domain.people.changes import read
from domain.people.schools import School

router = room("people", "/schools")
district_router = room("people", "/districts/{district}/schools")


@router.get("", operation_id="people_list_schools", summary="List one's own schools")
async def list_schools(someone: Someone, schools: OwnSchoolsPort, window: Windowed) -> Page[School]:
    """The schools the caller has a role in, by their code."""
    return await schools.among(tuple(sorted(place.id for place in someone.schools)), window)


@router.get(
    "/{school}",
    operation_id="people_get_school",
    summary="Look at a school",
    dependencies=reads(Action.SCHOOL_READ),
)
async def get_school(caller: Asker, schools: SchoolsPort, reply: Replies) -> School:
    """The school the path names, by its code or id."""
    return reply.tagged(await read(schools, caller.school_id))


@district_router.get(
    "",
    operation_id="people_list_district_schools",
    summary="List a district's schools",
    dependencies=reads_district(Action.DISTRICT_READ),
)
async def list_district_schools(
    officer: DistrictAsker, schools: DistrictSchoolsPort, window: Windowed
) -> Page[School]:
    """For district officers 区县管理员: every school of the district, by its code."""
    return await schools.of_district(officer.district_id, window)
