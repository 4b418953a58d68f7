"""Adapters behind the ports of the catalogue and of enrolment."""

from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection, Now
from domain.training.catalogue import Courses, Planning
from domain.training.enrolling import Enrolments
from domain.training.holding import Catalogue, Sessions
from persistence.training.courses import SqlCourses
from persistence.training.enrolments import SqlEnrolments
from persistence.training.planning import SqlPlanning
from persistence.training.sessions import SqlSessions


async def courses(connection: Connection, caller: Asker) -> Courses:
    return SqlCourses(connection, caller)


async def sessions(connection: Connection, caller: Asker) -> Sessions:
    return SqlSessions(connection, caller)


async def planning(connection: Connection, caller: Asker, now: Now) -> Planning:
    return SqlPlanning(connection, caller.school_id, now)


async def enrolments(connection: Connection, caller: Asker) -> Enrolments:
    return SqlEnrolments(connection, caller)


CoursesPort = Annotated[Courses, Depends(courses)]
SessionsPort = Annotated[Sessions, Depends(sessions)]
PlanningPort = Annotated[Planning, Depends(planning)]
EnrolmentsPort = Annotated[Enrolments, Depends(enrolments)]


async def catalogue(
    courses: CoursesPort, sessions: SessionsPort, planning: PlanningPort, enrolments: EnrolmentsPort
) -> Catalogue:
    return Catalogue(courses, sessions, planning, enrolments)


CataloguePort = Annotated[Catalogue, Depends(catalogue)]
