"""Adapters behind the ports of selection rounds and their applications."""

from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection
from domain.training.audit_view import AuditReads
from domain.training.outlook import WhatIfReads
from domain.training.platform_results import PlacingApplications
from domain.training.selection import Rounds
from persistence.training.applications import SqlApplications
from persistence.training.audit_view import SqlAuditReads
from persistence.training.rounds import SqlRounds
from persistence.training.what_if import SqlWhatIfReads


async def rounds(connection: Connection, caller: Asker) -> Rounds:
    return SqlRounds(connection, caller)


async def applications(connection: Connection, caller: Asker) -> PlacingApplications:
    return SqlApplications(connection, caller)


async def audit_reads(connection: Connection, caller: Asker) -> AuditReads:
    return SqlAuditReads(connection, caller)


ApplicationAuditPort = Annotated[AuditReads, Depends(audit_reads)]


async def what_if_reads(connection: Connection, caller: Asker) -> WhatIfReads:
    return SqlWhatIfReads(connection, caller)


WhatIfPort = Annotated[WhatIfReads, Depends(what_if_reads)]
RoundsPort = Annotated[Rounds, Depends(rounds)]
ApplicationsPort = Annotated[PlacingApplications, Depends(applications)]
