"""Adapters behind the ports of home screens."""

from typing import Annotated

from fastapi import Depends

from api.wiring.request import Asker, Connection, DistrictAsker, DistrictConnection
from domain.reports.district_overview import DistrictSchools
from domain.reports.overview import Overviews
from persistence.reports.district_overview import SqlDistrictSchools
from persistence.reports.overview import SqlOverviews


async def overviews(connection: Connection, caller: Asker) -> Overviews:
    return SqlOverviews(connection, caller)


async def district_schools(connection: DistrictConnection, officer: DistrictAsker) -> DistrictSchools:
    return SqlDistrictSchools(connection, officer.district_id)


DistrictSchoolsPort = Annotated[DistrictSchools, Depends(district_schools)]
OverviewsPort = Annotated[Overviews, Depends(overviews)]
