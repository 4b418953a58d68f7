"""Adapters behind the ports of the assessment of subject groups."""

from typing import Annotated

from fastapi import Depends

from api.wiring.platform import MessagesPort
from api.wiring.request import Asker, Connection, Now
from domain.assessment.adjusting import Adjustments
from domain.assessment.appeals import Appeals
from domain.assessment.assessment import Assessments
from domain.assessment.evidence import EvidenceBook
from domain.assessment.judges import Bench, Judges, Scores
from domain.assessment.policy import AssessmentRules
from domain.assessment.publishing import Office, Results
from domain.assessment.report import Headings, ReportPrinter
from domain.themes.facts import GroupThemeFacts
from persistence.assessment.assessments import SqlAssessments
from persistence.assessment.evidence import SqlAdjustments, SqlEvidence
from persistence.assessment.headings import SqlHeadings
from persistence.assessment.judges import SqlJudges, SqlScores
from persistence.assessment.results import SqlAppeals, SqlResults
from persistence.assessment.rules import assessment_rules as sql_rules
from persistence.themes.facts import SqlThemeFacts


async def assessment_rules(connection: Connection, caller: Asker) -> AssessmentRules:
    return sql_rules(connection, caller.school_id)


async def assessments(connection: Connection, caller: Asker) -> Assessments:
    return SqlAssessments(connection, caller)


async def judges(connection: Connection, caller: Asker) -> Judges:
    return SqlJudges(connection, caller)


async def scores(connection: Connection, caller: Asker) -> Scores:
    return SqlScores(connection, caller)


async def evidence_book(connection: Connection, caller: Asker) -> EvidenceBook:
    return SqlEvidence(connection, caller)


async def adjustments(connection: Connection, caller: Asker) -> Adjustments:
    return SqlAdjustments(connection, caller)


async def appeals(connection: Connection, caller: Asker) -> Appeals:
    return SqlAppeals(connection, caller)


async def results(connection: Connection, caller: Asker) -> Results:
    return SqlResults(connection, caller)


async def headings(connection: Connection, caller: Asker) -> Headings:
    return SqlHeadings(connection, caller.school_id)


async def facts(connection: Connection, caller: Asker, now: Now) -> GroupThemeFacts:
    """Of every group, with everybody named: a result shows who was missing, whoever makes it."""
    return SqlThemeFacts(connection, caller.school_id, now)


async def printer() -> ReportPrinter:
    from gateways.documents.assessments import AssessmentForms

    return AssessmentForms()


AssessmentRulesPort = Annotated[AssessmentRules, Depends(assessment_rules)]
AssessmentsPort = Annotated[Assessments, Depends(assessments)]
JudgesPort = Annotated[Judges, Depends(judges)]
ScoresPort = Annotated[Scores, Depends(scores)]
EvidencePort = Annotated[EvidenceBook, Depends(evidence_book)]
AdjustmentsPort = Annotated[Adjustments, Depends(adjustments)]
AppealsPort = Annotated[Appeals, Depends(appeals)]
ResultsPort = Annotated[Results, Depends(results)]
HeadingsPort = Annotated[Headings, Depends(headings)]
FactsPort = Annotated[GroupThemeFacts, Depends(facts)]
ReportPrinterPort = Annotated[ReportPrinter, Depends(printer)]


async def office(
    assessments: AssessmentsPort,
    judges: JudgesPort,
    results: ResultsPort,
    facts: FactsPort,
    messages: MessagesPort,
) -> Office:
    return Office(assessments, judges, results, facts, messages)


async def bench(
    assessments: AssessmentsPort, judges: JudgesPort, scores: ScoresPort, evidence: EvidencePort
) -> Bench:
    return Bench(assessments, judges, scores, evidence)


OfficePort = Annotated[Office, Depends(office)]
BenchPort = Annotated[Bench, Depends(bench)]
