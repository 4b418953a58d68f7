"""Every room's routes; the ones every screen starts with stand first, since a path is looked for in order."""

from fastapi import APIRouter

from api.identity import accounts, auth, clients, me
from api.platform import audit, meta, operations, problems
from api.training import courses, enrolments, session_steps, sessions

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    auth.well_known,
    me.router,
    accounts.router,
    clients.router,
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
)
