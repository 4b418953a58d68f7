"""Adapters behind the ports of the catalogue and of enrolment."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Connection, Now, recorded_early
from api.wiring.selection import RoundsPort
from domain.identity.access import Caller
from domain.training.catalogue import Courses, Planning
from domain.training.catalogue_import import CatalogueFiles, CatalogueStore
from domain.training.enrolling import Enrolments, enrol
from domain.training.enrolling_many import ManyEnrolments
from domain.training.enrolment import Enrolment
from domain.training.holding import Catalogue, Sessions
from persistence.ids import new_id
from persistence.platform.audit import Record
from persistence.platform.messages import SqlMessages
from persistence.training.catalogue_imports import SqlCatalogueStore
from persistence.training.courses import SqlCourses
from persistence.training.enrolments import SqlEnrolments
from persistence.training.planning import SqlPlanning
from persistence.training.sessions import SqlSessions

Enrol = Callable[[UUID, UUID | None], Awaitable[Enrolment]]
"""A teacher, in a session: `enrolling.enrol`."""


async def courses(connection: Connection, caller: Asker) -> Courses:
    return SqlCourses(connection, caller)


async def sessions(connection: Connection, caller: Asker) -> Sessions:
    return SqlSessions(connection, caller)


async def planning(connection: Connection, caller: Asker, now: Now) -> Planning:
    return SqlPlanning(connection, caller.school_id, now)


async def enrolments(connection: Connection, caller: Asker) -> Enrolments:
    return SqlEnrolments(connection, caller)


async def many_enrolments(connection: Connection, caller: Asker) -> ManyEnrolments:
    return SqlEnrolments(connection, caller)


async def enrolling(request: Request, connection: Connection) -> Enrol:
    """All that enrolling takes in one piece, since each that FastAPI looks for costs 20 µs."""
    caller: Caller = request.state.caller

    def recorded(enrolment_id: UUID) -> Record | None:
        school = request.scope["path"].partition("/training-sessions/")[0]
        return recorded_early(request, f"{school}/enrolments/{enrolment_id}")

    stores = SqlEnrolments(connection, caller, recorded), SqlMessages(connection, caller.school_id)
    return partial(enrol, *stores, caller=caller, now=request.app.state.clock())


CoursesPort = Annotated[Courses, Depends(courses)]
SessionsPort = Annotated[Sessions, Depends(sessions)]
PlanningPort = Annotated[Planning, Depends(planning)]
EnrolmentsPort = Annotated[Enrolments, Depends(enrolments)]
EnrollingPort = Annotated[Enrol, Depends(enrolling)]
ManyEnrolmentsPort = Annotated[ManyEnrolments, Depends(many_enrolments)]


async def catalogue_store(connection: Connection, caller: Asker) -> CatalogueStore:
    return SqlCatalogueStore(connection, caller.school_id)


async def catalogue_files() -> CatalogueFiles:
    from gateways.catalogues import CatalogueSheets

    return CatalogueSheets()


async def fresh_ids() -> Callable[[], UUID]:
    return new_id


CatalogueStorePort = Annotated[CatalogueStore, Depends(catalogue_store)]
CatalogueFilesPort = Annotated[CatalogueFiles, Depends(catalogue_files)]
FreshIds = Annotated[Callable[[], UUID], Depends(fresh_ids)]


async def catalogue(
    courses: CoursesPort,
    sessions: SessionsPort,
    planning: PlanningPort,
    enrolments: EnrolmentsPort,
    rounds: RoundsPort,
    messages: MessagesPort,
) -> Catalogue:
    return Catalogue(courses, sessions, planning, enrolments, rounds, messages)


CataloguePort = Annotated[Catalogue, Depends(catalogue)]
