"""Every room's routes; the ones every screen starts with stand first, since a path is looked for in order."""

from fastapi import APIRouter

from api.identity import accounts, auth, clients, me
from api.people import assignments, calendar, classes, groups, qualifications, rosters, schools, teachers
from api.platform import audit, meta, operations, problems
from api.training import courses, enrolments, session_steps, sessions

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
from api.platform import audit, meta, operations, problems
from api.training import (
    awards,
    courses,
    enrolments,
    exemptions,
    ledger,
    results,
    rules,
    session_steps,
    sessions,
    standings,
)

ROUTERS: tuple[APIRouter, ...] = (
    # the reads every screen starts with
    ledger.router,
    standings.router,
    standings.teacher_router,
    standings.own_router,
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
    # credits
    results.router,
    results.bulk_router,
    awards.router,
    awards.adjustment_router,
    standings.cycle_router,
    exemptions.router,
    rules.router,
)
