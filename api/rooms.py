"""Every room's routes; the ones every screen starts with stand first, since a path is looked for in order."""

from fastapi import APIRouter

from api.platform import audit, meta, operations, problems

ROUTERS: tuple[APIRouter, ...] = (
    operations.router,
    audit.router,
    meta.router,
    problems.router,
)
