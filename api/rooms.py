"""Every room's routes; the ones every screen starts with stand first, since a path is looked for in order."""

from fastapi import APIRouter

from api.identity import accounts, auth, clients, me
from api.people import assignments, calendar, classes, groups, qualifications, rosters, schools, teachers
from api.platform import audit, meta, operations, problems
from api.training import catalogue_imports, courses, enrolments, session_steps, sessions

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    auth.well_known,
    me.router,
    accounts.router,
    clients.router,
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
    # catalogue and enrolment
    enrolments.session_router,
    enrolments.router,
    sessions.router,
    session_steps.router,
    courses.router,
    catalogue_imports.router,
)
