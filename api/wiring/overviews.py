"""Adapters behind the ports of home screens."""

from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection
from domain.reports.overview import Overviews
from persistence.reports.overview import SqlOverviews


async def overviews(connection: Connection, caller: Asker) -> Overviews:
    return SqlOverviews(connection, caller)


OverviewsPort = Annotated[Overviews, Depends(overviews)]
