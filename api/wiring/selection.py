"""Adapters behind the ports of selection rounds and their applications."""

from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection
from domain.training.platform_results import PlacingApplications
from domain.training.selection import Rounds
from persistence.training.applications import SqlApplications
from persistence.training.rounds import SqlRounds


async def rounds(connection: Connection, caller: Asker) -> Rounds:
    return SqlRounds(connection, caller)


async def applications(connection: Connection, caller: Asker) -> PlacingApplications:
    return SqlApplications(connection, caller)


RoundsPort = Annotated[Rounds, Depends(rounds)]
ApplicationsPort = Annotated[PlacingApplications, Depends(applications)]
