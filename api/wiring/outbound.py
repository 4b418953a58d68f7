"""Adapters behind the ports of what goes to the district's platform."""

from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection, Expected, Now
from domain.integration.files import SubmissionFiles
from domain.integration.preparing import Disputes, OutboundDesk, OutboundFacts
from domain.integration.submission import Connections, Submissions
from domain.integration.submissions import ByHand
from persistence.integration.outbound import SqlOutboundFacts
from persistence.integration.submissions import SqlSubmissions
from persistence.integration.usable import SqlConnections
from persistence.reconciliation.disputes import SqlDisputes


async def submissions(connection: Connection, caller: Asker) -> Submissions:
    return SqlSubmissions(connection, caller.school_id, caller)


async def connections(connection: Connection, caller: Asker) -> Connections:
    return SqlConnections(connection, caller.school_id)


async def disputes(connection: Connection, caller: Asker) -> Disputes:
    return SqlDisputes(connection, caller.school_id)


async def outbound_facts(connection: Connection, caller: Asker) -> OutboundFacts:
    return SqlOutboundFacts(connection, caller.school_id)


async def submission_files() -> SubmissionFiles:
    from gateways.district_platform.writing import PlatformFiles

    return PlatformFiles()


SubmissionsPort = Annotated[Submissions, Depends(submissions)]
ConnectionsPort = Annotated[Connections, Depends(connections)]
DisputesPort = Annotated[Disputes, Depends(disputes)]
OutboundFactsPort = Annotated[OutboundFacts, Depends(outbound_facts)]
SubmissionFilesPort = Annotated[SubmissionFiles, Depends(submission_files)]


async def outbound_desk(
    submissions: SubmissionsPort,
    facts: OutboundFactsPort,
    disputes: DisputesPort,
    connections: ConnectionsPort,
) -> OutboundDesk:
    return OutboundDesk(submissions, facts, disputes, connections)


OutboundDeskPort = Annotated[OutboundDesk, Depends(outbound_desk)]


async def by_hand(caller: Asker, expected: Expected, now: Now) -> ByHand:
    return ByHand(expected, caller.account_id, now)


Hand = Annotated[ByHand, Depends(by_hand)]
"""Who takes a step now, and on which version they decided."""
