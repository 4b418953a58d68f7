"""Adapters behind the ports of projects."""

from typing import Annotated

from fastapi import Depends

from api.wiring.credits import CreditBookPort
from api.wiring.duties import DemandsPort
from api.wiring.platform import FileBytesPort, FilesPort, MessagesPort, RegisterPort
from api.wiring.request import Asker, Connection
from domain.projects.closing import ClosingDesk
from domain.projects.evaluation import Evaluations
from domain.projects.homework import HomeworkDesk, Homeworks
from domain.projects.materials import MaterialDesk, Materials
from domain.projects.papers import Press
from domain.projects.policy import ProjectRules
from domain.projects.project import Projects
from persistence.projects.closings import SqlClosings
from persistence.projects.materials import SqlMaterials
from persistence.projects.papers import SqlPaperFacts
from persistence.projects.projects import SqlProjects
from persistence.projects.rules import project_rules
from persistence.projects.taking_part import SqlEvaluations, SqlHomeworks


async def projects(connection: Connection, caller: Asker) -> Projects:
    return SqlProjects(connection, caller)


async def materials(connection: Connection, caller: Asker) -> Materials:
    return SqlMaterials(connection, caller)


async def homeworks(connection: Connection, caller: Asker) -> Homeworks:
    return SqlHomeworks(connection, caller)


async def evaluations(connection: Connection, caller: Asker) -> Evaluations:
    return SqlEvaluations(connection, caller)


async def rules(connection: Connection, caller: Asker) -> ProjectRules:
    return project_rules(connection, caller.school_id)


ProjectsPort = Annotated[Projects, Depends(projects)]
MaterialsPort = Annotated[Materials, Depends(materials)]
HomeworksPort = Annotated[Homeworks, Depends(homeworks)]
EvaluationsPort = Annotated[Evaluations, Depends(evaluations)]
ProjectRulesPort = Annotated[ProjectRules, Depends(rules)]


async def material_desk(
    projects: ProjectsPort, materials: MaterialsPort, files: FilesPort, messages: MessagesPort
) -> MaterialDesk:
    return MaterialDesk(projects, materials, files, messages)


async def homework_desk(
    projects: ProjectsPort, homeworks: HomeworksPort, files: FilesPort, messages: MessagesPort
) -> HomeworkDesk:
    return HomeworkDesk(projects, homeworks, files, messages)


async def press(connection: Connection, caller: Asker, register: RegisterPort, store: FileBytesPort) -> Press:
    from gateways.documents.project_papers import ProjectPapers

    return Press(SqlPaperFacts(connection, caller.school_id), ProjectPapers(), register, store)


async def closing_desk(
    connection: Connection,
    caller: Asker,
    projects: ProjectsPort,
    materials: MaterialsPort,
    rules: ProjectRulesPort,
    book: CreditBookPort,
    demands: DemandsPort,
    messages: MessagesPort,
) -> ClosingDesk:
    closings = SqlClosings(connection, caller.school_id)
    return ClosingDesk(projects, materials, closings, rules, book, demands, messages)


MaterialDeskPort = Annotated[MaterialDesk, Depends(material_desk)]
HomeworkDeskPort = Annotated[HomeworkDesk, Depends(homework_desk)]
PressPort = Annotated[Press, Depends(press)]
ClosingDeskPort = Annotated[ClosingDesk, Depends(closing_desk)]
