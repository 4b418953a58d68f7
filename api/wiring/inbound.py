"""Adapters behind the ports of what arrives from the district's platform."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncConnection

from api.wiring.request import Asker, Connection, Now
from domain.identity.access import Caller
from domain.identity.actions import Role, Scope
from domain.integration.evaluations import EvaluationDesk
from domain.integration.inbound import CatalogueDesk, FileFormat, InboundDesk
from domain.integration.platform import Inbound, PlatformSource
from domain.integration.selection_results import RoundDesk
from domain.people.calendar import day_of
from domain.training.duties import Desk
from persistence.ids import new_id
from persistence.integration.arrivals import SqlArrivals
from persistence.platform.imports import SqlImports
from persistence.platform.messages import SqlMessages
from persistence.training.applications import SqlApplications
from persistence.training.catalogue_imports import SqlCatalogueStore
from persistence.training.demands import SqlDemands
from persistence.training.duties import SqlDuties
from persistence.training.enrolments import SqlEnrolments
from persistence.training.planning import SqlPlanning
from persistence.training.products import SqlProducts
from persistence.training.results import SqlCreditBook
from persistence.training.rounds import SqlRounds


def inbound_desk(connection: AsyncConnection, caller: Caller, now: datetime) -> InboundDesk:
    """For a request and for a job alike.

    Whoever may bring in what the platform says has it recorded as the office does it: a script with that one
    scope as well.
    """
    school_id = caller.school_id
    office = replace(caller, roles=frozenset({Role.RESEARCH_OFFICE}), scopes=None, reach=Scope.SCHOOL)
    arrivals, messages = SqlArrivals(connection, school_id), SqlMessages(connection, school_id)
    duties = Desk(
        SqlDuties(connection, office, day_of(now)),
        SqlDemands(connection, school_id, now),
        SqlCreditBook(connection, school_id, caller.account_id, now),
        SqlProducts(connection, office),
        messages,
    )
    return InboundDesk(
        imports=SqlImports(connection, school_id),
        arrivals=arrivals,
        catalogue=CatalogueDesk(
            SqlCatalogueStore(connection, school_id),
            SqlPlanning(connection, school_id, now),
            SqlEnrolments(connection, office),
        ),
        round=RoundDesk(
            arrivals,
            SqlRounds(connection, office),
            SqlApplications(connection, office),
            messages,
            office,
        ),
        evaluation=EvaluationDesk(arrivals, duties, office),
        new_id=new_id,
    )


async def desk(connection: Connection, caller: Asker, now: Now) -> InboundDesk:
    return inbound_desk(connection, caller, now)


async def platform_file() -> Callable[[FileFormat, str, bytes], PlatformSource]:
    from gateways.district_platform.files import FilePlatform

    return FilePlatform


async def template() -> Callable[[Inbound], Awaitable[bytes]]:
    from gateways.district_platform.files import platform_template

    return platform_template


InboundDeskPort = Annotated[InboundDesk, Depends(desk)]
PlatformFile = Annotated[Callable[[FileFormat, str, bytes], PlatformSource], Depends(platform_file)]
PlatformTemplate = Annotated[Callable[[Inbound], Awaitable[bytes]], Depends(template)]
