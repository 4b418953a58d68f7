"""From where overviews and reports read: the replica, where there is one that keeps up.

The request has entered its school at the primary all the same: whether the sign-in stands is asked there, and
whoever looked into another's file is on record there.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from api.wiring.request import Asker, Connection, DistrictConnection
from persistence.replica import Replica
from persistence.transaction import NOWHERE


async def replica(request: Request) -> Replica | None:
    """None where there is none, and for whatever changes something."""
    found: Replica | None = request.app.state.replica
    return found if request.method == "GET" else None


MaybeReplica = Annotated[Replica | None, Depends(replica)]


async def reading(
    connection: Connection, caller: Asker, replica: MaybeReplica
) -> AsyncIterator[AsyncConnection]:
    if replica is None:
        yield connection
        return
    async with replica.instead_of(connection, caller.school_id) as found:
        yield found


async def district_reading(
    connection: DistrictConnection, replica: MaybeReplica
) -> AsyncIterator[AsyncConnection]:
    if replica is None:
        yield connection
        return
    async with replica.instead_of(connection, NOWHERE) as found:
        yield found


Reading = Annotated[AsyncConnection, Depends(reading, scope="function")]
"""What it reads may be some seconds old."""

DistrictReading = Annotated[AsyncConnection, Depends(district_reading, scope="function")]
