"""Every room's routes; the ones every screen starts with stand first, since a path is looked for in order."""

from fastapi import APIRouter

from api.platform import audit, meta, operations
from api.training import courses, enrolments, session_steps, sessions

ROUTERS: tuple[APIRouter, ...] = (
    operations.router,
    audit.router,
    meta.router,
    # catalogue and enrolment
    enrolments.session_router,
    enrolments.router,
    sessions.router,
    session_steps.router,
    courses.router,
)
