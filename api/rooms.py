"""Every room's routes; the ones every screen starts with stand first, since a path is looked for in order."""

from fastapi import APIRouter

from api.people import assignments, calendar, classes, groups, qualifications, rosters, schools, teachers
from api.platform import audit, meta, operations, problems

ROUTERS: tuple[APIRouter, ...] = (
    teachers.router,
    assignments.router,
    calendar.router,
    groups.router,
    classes.router,
    qualifications.router,
    rosters.router,
    schools.router,
    schools.district_router,
    operations.router,
    audit.router,
    meta.router,
    problems.router,
)
