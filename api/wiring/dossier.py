"""Adapters behind the ports of personal files: one source for each room that has something to say."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from api.wiring.request import Asker, Connection, Engine, Now, Replies
from domain.dossier.appraisal import Appraisals
from domain.dossier.certificate import CertificatePrinter, Certificates, OpenCertificates
from domain.dossier.dossier import Dossiers
from domain.dossier.entries import DossierSource
from domain.dossier.policy import AppraisalRules
from domain.dossier.sheet import DossierPrinter
from domain.errors import NotFound
from persistence.dossier.activities import ActivityDossier
from persistence.dossier.assessment import AssessmentDossier
from persistence.dossier.certificates import SqlCertificates, SqlOpenCertificates
from persistence.dossier.dossiers import SqlAppraisals, SqlDossiers
from persistence.dossier.extension import ExtensionDossier
from persistence.dossier.mentoring import MentoringDossier
from persistence.dossier.papers import PaperDossier
from persistence.dossier.people import PeopleDossier
from persistence.dossier.projects import ProjectDossier
from persistence.dossier.reading import Reading
from persistence.dossier.research import AwardDossier, TopicDossier
from persistence.dossier.rules import appraisal_rules as sql_rules
from persistence.dossier.themes import ThemeDossier
from persistence.dossier.timetable import TimetableDossier
from persistence.dossier.training import CreditYears, TrainingDossier
from persistence.people.schools import school_named
from persistence.transaction import in_school

SOURCES: tuple[Callable[[Reading], DossierSource], ...] = (
    PeopleDossier,
    TrainingDossier,
    CreditYears,
    ProjectDossier,
    ActivityDossier,
    ThemeDossier,
    AssessmentDossier,
    TimetableDossier,
    TopicDossier,
    PaperDossier,
    AwardDossier,
    ExtensionDossier,
    MentoringDossier,
)
"""What a file is put together from; a further room adds its adapter here."""


async def sources(connection: Connection, caller: Asker, now: Now) -> Sequence[DossierSource]:
    reading = Reading(connection, caller.school_id, now)
    return tuple(source(reading) for source in SOURCES)


Sources = Annotated[Sequence[DossierSource], Depends(sources)]


async def dossiers(connection: Connection, caller: Asker, sources: Sources) -> Dossiers:
    return SqlDossiers(connection, caller, sources)


async def appraisals(connection: Connection, caller: Asker, sources: Sources) -> Appraisals:
    return SqlAppraisals(connection, caller, sources)


async def appraisal_rules(connection: Connection, caller: Asker) -> AppraisalRules:
    return sql_rules(connection, caller.school_id)


async def certificates(connection: Connection, caller: Asker) -> Certificates:
    return SqlCertificates(connection, caller)


async def dossier_printer() -> DossierPrinter:
    from gateways.documents.dossiers import DossierForms

    return DossierForms()


async def certificate_printer() -> CertificatePrinter:
    from gateways.documents.dossiers import CertificateForms

    return CertificateForms()


async def looked_into(teacher_id: UUID, caller: Asker, reply: Replies) -> None:
    """What a route of somebody's file declares: another's being read is on record."""
    reply.looked_into(caller, [teacher_id])


async def open_certificates(school: str, request: Request, engine: Engine) -> AsyncIterator[OpenCertificates]:
    """In a transaction of its own. Raises NotFound, TooManyRequests."""
    request.app.state.page_rate.spend(request.client.host if request.client else "")
    school_id = await school_named(engine, school)
    if school_id is None:
        raise NotFound()
    async with in_school(engine, school_id) as connection:
        yield SqlOpenCertificates(connection, school_id)


DossiersPort = Annotated[Dossiers, Depends(dossiers)]
AppraisalsPort = Annotated[Appraisals, Depends(appraisals)]
AppraisalRulesPort = Annotated[AppraisalRules, Depends(appraisal_rules)]
CertificatesPort = Annotated[Certificates, Depends(certificates)]
DossierPrinterPort = Annotated[DossierPrinter, Depends(dossier_printer)]
CertificatePrinterPort = Annotated[CertificatePrinter, Depends(certificate_printer)]
AtSchoolCertificates = Annotated[OpenCertificates, Depends(open_certificates, scope="function")]
