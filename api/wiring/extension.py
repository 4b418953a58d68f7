"""Adapters behind the ports of extension courses."""

from typing import Annotated

from fastapi import Depends

from api.wiring.platform import FilesPort, MessagesPort
from api.wiring.request import Asker, Connection, Now
from domain.extension.course import ExtensionCourses
from domain.extension.deciding import DecisionDesk
from domain.extension.materials import ExtensionMaterials, ExtensionTray
from domain.extension.policy import ExtensionRules
from domain.extension.running import ExtensionRuns, RunDesk
from domain.extension.sessions import ExtensionSessions, SessionDesk
from domain.people.calendar import day_of
from domain.works.work import WorkBook
from persistence.extension.courses import SqlExtensionCourses, SqlExtensionReviews
from persistence.extension.figures import SqlExtensionFigures
from persistence.extension.materials import SqlExtensionMaterials
from persistence.extension.rules import extension_rules
from persistence.extension.runs import SqlExtensionGround, SqlExtensionRuns
from persistence.extension.sessions import SqlExtensionSessions
from persistence.works.book import SqlWorkBook


async def courses(connection: Connection, caller: Asker) -> ExtensionCourses:
    return SqlExtensionCourses(connection, caller)


async def runs(connection: Connection, caller: Asker) -> ExtensionRuns:
    return SqlExtensionRuns(connection, caller)


async def sessions(connection: Connection, caller: Asker) -> ExtensionSessions:
    return SqlExtensionSessions(connection, caller)


async def materials(connection: Connection, caller: Asker) -> ExtensionMaterials:
    return SqlExtensionMaterials(connection, caller)


async def rules(connection: Connection, caller: Asker) -> ExtensionRules:
    return extension_rules(connection, caller.school_id)


async def work_book(connection: Connection, caller: Asker) -> WorkBook:
    return SqlWorkBook(connection, caller.school_id)


async def figures(connection: Connection, caller: Asker, now: Now) -> SqlExtensionFigures:
    return SqlExtensionFigures(connection, caller.school_id, day_of(now))


ExtensionCoursesPort = Annotated[ExtensionCourses, Depends(courses)]
ExtensionRunsPort = Annotated[ExtensionRuns, Depends(runs)]
ExtensionSessionsPort = Annotated[ExtensionSessions, Depends(sessions)]
ExtensionMaterialsPort = Annotated[ExtensionMaterials, Depends(materials)]
ExtensionRulesPort = Annotated[ExtensionRules, Depends(rules)]
ExtensionWorkBookPort = Annotated[WorkBook, Depends(work_book)]
ExtensionFiguresPort = Annotated[SqlExtensionFigures, Depends(figures)]


async def decision_desk(
    connection: Connection, caller: Asker, courses: ExtensionCoursesPort, messages: MessagesPort
) -> DecisionDesk:
    return DecisionDesk(courses, SqlExtensionReviews(connection, caller.school_id), messages)


async def tray(
    courses: ExtensionCoursesPort, materials: ExtensionMaterialsPort, files: FilesPort
) -> ExtensionTray:
    return ExtensionTray(courses, materials, files)


ExtensionTrayPort = Annotated[ExtensionTray, Depends(tray)]


async def run_desk(
    connection: Connection,
    caller: Asker,
    courses: ExtensionCoursesPort,
    runs: ExtensionRunsPort,
    tray: ExtensionTrayPort,
) -> RunDesk:
    return RunDesk(courses, runs, SqlExtensionGround(connection, caller.school_id), tray)


RunDeskPort = Annotated[RunDesk, Depends(run_desk)]


async def session_desk(desk: RunDeskPort, sessions: ExtensionSessionsPort) -> SessionDesk:
    return SessionDesk(desk, sessions)


DecisionDeskPort = Annotated[DecisionDesk, Depends(decision_desk)]
SessionDeskPort = Annotated[SessionDesk, Depends(session_desk)]
