"""Adapters behind the ports of mentor pairs and young teachers."""

from typing import Annotated

from fastapi import Depends

from api.wiring.platform import FilesPort, MessagesPort
from api.wiring.request import Asker, Connection
from domain.mentoring.agreement import AgreementPrinter, SchoolName
from domain.mentoring.competitions import Competitions
from domain.mentoring.evaluating import EvaluationDesk, Evaluations
from domain.mentoring.growth import GrowthShelf
from domain.mentoring.lessons import Lessons
from domain.mentoring.logs import LogBook, Logs
from domain.mentoring.pair import Pairs
from domain.mentoring.pairing import Pairing
from domain.mentoring.policy import MentoringRules
from domain.mentoring.targets import Tallies
from domain.mentoring.titles import Titles
from domain.mentoring.young import YoungTeachers
from persistence.mentoring.evaluations import SqlEvaluations
from persistence.mentoring.growing import SqlCompetitions, SqlGrowthFacts, SqlTitles
from persistence.mentoring.heading import SqlSchoolName
from persistence.mentoring.lessons import SqlLessons
from persistence.mentoring.logs import SqlLogs
from persistence.mentoring.pairs import SqlPairs
from persistence.mentoring.rules import mentoring_rules
from persistence.mentoring.tallies import SqlTallies
from persistence.mentoring.young import SqlYoungTeachers


async def rules(connection: Connection, caller: Asker) -> MentoringRules:
    return mentoring_rules(connection, caller.school_id)


async def young_teachers(connection: Connection, caller: Asker) -> YoungTeachers:
    return SqlYoungTeachers(connection, caller.school_id)


async def pairs(connection: Connection, caller: Asker) -> Pairs:
    return SqlPairs(connection, caller)


async def logs(connection: Connection, caller: Asker) -> Logs:
    return SqlLogs(connection, caller)


async def lessons(connection: Connection, caller: Asker) -> Lessons:
    return SqlLessons(connection, caller)


async def evaluations(connection: Connection, caller: Asker) -> Evaluations:
    return SqlEvaluations(connection, caller)


async def tallies(connection: Connection, caller: Asker) -> Tallies:
    return SqlTallies(connection, caller.school_id)


async def competitions(connection: Connection, caller: Asker) -> Competitions:
    return SqlCompetitions(connection, caller)


async def titles(connection: Connection, caller: Asker) -> Titles:
    return SqlTitles(connection, caller)


async def school_name(connection: Connection, caller: Asker) -> SchoolName:
    return SqlSchoolName(connection, caller.school_id)


async def agreement_printer() -> AgreementPrinter:
    from gateways.documents.mentor_agreements import MentorAgreements

    return MentorAgreements()


MentoringRulesPort = Annotated[MentoringRules, Depends(rules)]
YoungTeachersPort = Annotated[YoungTeachers, Depends(young_teachers)]
PairsPort = Annotated[Pairs, Depends(pairs)]
LogsPort = Annotated[Logs, Depends(logs)]
LessonsPort = Annotated[Lessons, Depends(lessons)]
EvaluationsPort = Annotated[Evaluations, Depends(evaluations)]
TalliesPort = Annotated[Tallies, Depends(tallies)]
CompetitionsPort = Annotated[Competitions, Depends(competitions)]
TitlesPort = Annotated[Titles, Depends(titles)]
SchoolNamePort = Annotated[SchoolName, Depends(school_name)]
AgreementPrinterPort = Annotated[AgreementPrinter, Depends(agreement_printer)]


async def pairing(pairs: PairsPort, rules: MentoringRulesPort, messages: MessagesPort) -> Pairing:
    return Pairing(pairs, rules, messages)


async def log_book(pairs: PairsPort, logs: LogsPort, files: FilesPort) -> LogBook:
    return LogBook(pairs, logs, files)


async def evaluation_desk(
    pairs: PairsPort, evaluations: EvaluationsPort, tallies: TalliesPort, rules: MentoringRulesPort
) -> EvaluationDesk:
    return EvaluationDesk(pairs, evaluations, tallies, rules)


async def growth_shelf(
    connection: Connection,
    caller: Asker,
    pairs: PairsPort,
    lessons: LessonsPort,
    competitions: CompetitionsPort,
    evaluations: EvaluationsPort,
    titles: TitlesPort,
) -> GrowthShelf:
    facts = SqlGrowthFacts(connection, caller)
    return GrowthShelf(facts, pairs, lessons, competitions, evaluations, titles)


PairingPort = Annotated[Pairing, Depends(pairing)]
LogBookPort = Annotated[LogBook, Depends(log_book)]
EvaluationDeskPort = Annotated[EvaluationDesk, Depends(evaluation_desk)]
GrowthShelfPort = Annotated[GrowthShelf, Depends(growth_shelf)]
